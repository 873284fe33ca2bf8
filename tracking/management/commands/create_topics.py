"""``create_topics``: make Kafka's topics."""

from typing import Any

from tracking import console
from tracking.admin_client import topics_create


class Command(console.Command):
    help = "Make the topics that tracking/topics.py declares. Topics that exist stay as they are."
    examples = "manage.py create_topics"

    def handle(self, *args: Any, **options: Any) -> None:
        made, existing = topics_create()
        for name in made:
            self.stdout.write(f"made {name}")
        for name in existing:
            self.stdout.write(f"already there {name}")
