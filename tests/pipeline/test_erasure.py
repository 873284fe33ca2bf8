"""Somebody is erased, and every topic is read again from the start, with real processes and a real Kafka."""

import pytest
from django.core.management import call_command

from consumers.models import ConsumerOffset, DeadLetter
from consumers.registry import configured
from tests.kafka import messages
from tests.privacy.lives import found_in_database, live, searches_of
from tests.processes import manage
from tests.searches import promotion, send, send_raw
from tracking.models import OutboxMessage
from tracking.relay import OutboxRelay
from tracking.topics import VISITORS

pytestmark = pytest.mark.django_db(transaction=True)


def read_everything():
    ConsumerOffset.objects.update(next_offset=0)
    for name in configured():
        with manage("run_consumer", name, "--exit-when-caught-up") as process:
            assert process.wait() == 0


def relay_everything():
    relay = OutboxRelay()
    while relay.relay():
        pass
    assert not OutboxMessage.objects.exists()


def test_nothing_of_somebody_erased_comes_back_when_every_topic_is_read_again(topics):
    promotion("humidifier")
    anna, bert = live("Anna"), live("Bert")
    send(*searches_of(anna), *searches_of(bert))
    for life in (anna, bert):
        send_raw(b'{"user_id": "%s", "search_keyword": 17, "date": 1}' % life.email.encode())
    relay_everything()
    read_everything()
    assert {"subject_interest", "user_promotions", "dead_letter"} <= found_in_database(anna.words).keys()
    berts = found_in_database(bert.words)
    # As many of the one as of the other, one by each consumer that read them.
    letters = DeadLetter.objects.count()

    call_command("erase_visitor", anna.email, "--yes")
    relay_everything()
    assert found_in_database(anna.words) == {}
    read_everything()

    assert found_in_database(anna.words) == {}
    assert found_in_database(bert.words) == berts
    assert DeadLetter.objects.count() == letters / 2
    (erased,) = [message for message in messages(VISITORS) if message["event"] == "visitor_erased"]
    assert f"u:{anna.user.public_id}" in erased["subjects"]
