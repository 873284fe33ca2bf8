"""``relay_outbox``: hand the outbox to Kafka."""

import signal
from typing import Any

from tracking import console
from tracking.relay import OutboxRelay


class Command(console.Command):
    help = (
        "Send the messages of the outbox table to Kafka until SIGTERM or Ctrl-C. While the broker is away they wait "
        "in the table; several relays may run."
    )
    examples = "manage.py relay_outbox"

    def handle(self, *args: Any, **options: Any) -> None:
        relay = OutboxRelay()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: relay.stop())
        relay.run()
