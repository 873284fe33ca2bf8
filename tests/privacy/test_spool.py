"""What waits on disk is part of what is handed out and erased of a person."""

import json

import pytest
from django.utils import timezone

from tests.privacy.lives import live
from tests.waiting import until
from tracking.privacy import services
from tracking.producer import KafkaProducer
from tracking.spool import contents
from tracking.topics import SEARCHES

pytestmark = pytest.mark.django_db

NOWHERE = {"bootstrap.servers": "127.0.0.1:1", "message.timeout.ms": 300}


def waiting() -> set[str]:
    return {json.loads(record.content)["search_keyword"] for record in contents.read()}


@pytest.fixture
def spooled(settings, tmp_path):
    """Return a function that lets somebody's search wait on disk, the broker being away."""
    settings.SPOOL_DIR = tmp_path / "spool"
    nowhere = KafkaProducer(NOWHERE, folder=contents.spool_folder())

    def search(user_id: str, words: str) -> None:
        content = json.dumps({"user_id": user_id, "page_url": "/", "search_keyword": words, "date": 1})
        nowhere.send(SEARCHES, key=b"k", content=content.encode())
        until(lambda: words in waiting())

    yield search
    nowhere.close(0.5)


def test_what_waits_on_disk_is_shown_and_goes_after_the_erasure_and_only_theirs(
    spooled, django_capture_on_commit_callbacks
):
    anna, bert = live("Anna"), live("Bert")
    spooled(anna.user.public_id, "annas search")
    spooled(bert.user.public_id, "berts search")
    person = services.person_find(anna.email)

    shown = json.dumps(services.person_export(person, now=timezone.now()), default=str)
    services.person_erase(person, dry_run=True)
    assert waiting() == {"annas search", "berts search"}
    with django_capture_on_commit_callbacks(execute=True):
        done = services.person_erase(person)

    assert "annas search" in shown
    assert "berts search" not in shown
    assert done.rows["spool"] == 1
    assert waiting() == {"berts search"}
