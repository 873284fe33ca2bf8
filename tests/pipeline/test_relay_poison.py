"""Rows that can't be sent, with a real broker: each holds up its own aggregate only, is seen, and never spins."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from tests.outbox import delivered, write
from tracking.models import OutboxMessage
from tracking.outbox_status import outbox_status
from tracking.relay import OutboxRelay
from tracking.topics import COMMERCE, Topic

pytestmark = pytest.mark.django_db(transaction=True)

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Clock:
    now = NOON

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def relay(clock):
    return OutboxRelay(clock=clock)


def spoil(**fields):
    """Make the newest row one that can't be sent."""
    OutboxMessage.objects.filter(pk=OutboxMessage.objects.latest("pk").pk).update(**fields)


@pytest.fixture
def limit(request, monkeypatch):
    """The size in bytes that the topics take at most, from their making on; None leaves the broker's own."""
    if request.param:
        own = vars(Topic)["config"].fget
        limited = property(lambda topic: {**own(topic), "max.message.bytes": str(request.param)})
        monkeypatch.setattr(Topic, "config", limited)
    return request.param


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"topic": "nowhere"}, "no topic is declared as 'nowhere'"),
        ({"payload": '{"event": "order_completed", "da'}, "not an event of commerce.events"),
        ({"payload": '{"event": "order_completed", "date": 1, "order_id": 7}'}, "$.order_id"),
    ],
)
def test_a_row_that_cannot_be_sent_says_why_and_the_rest_goes_on(topics, relay, fields, reason):
    write("a/0", aggregate="a")
    write("a/1", aggregate="a")
    spoil(**fields)
    write("a/2", aggregate="a")
    write("b/0", aggregate="b")
    write("b/1", aggregate="b")

    assert relay.relay() == 3

    assert delivered() == {"a": [0], "b": [0, 1]}
    bad, behind = OutboxMessage.objects.order_by("pk")
    assert reason in bad.last_error
    assert (bad.attempts, behind.attempts, behind.last_error) == (1, 0, "")
    status = outbox_status(now=NOON)
    assert (status.waiting, status.blocked, status.state) == (2, 1, "blocked")


def test_a_topic_that_the_broker_lacks_is_said_at_once(topics, relay, settings):
    write("a/0", aggregate="a")
    settings.KAFKA_TOPIC_PREFIX = "nowhere."

    assert relay.relay() == 0

    assert "no topic nowhere.commerce.events; run: manage.py create_topics" in last_error()
    settings.KAFKA_TOPIC_PREFIX = topics


def last_error():
    return OutboxMessage.objects.get().last_error


@pytest.mark.parametrize("limit", [None, 2_000], ids=["for the client", "for the broker"], indirect=True)
def test_a_row_too_large_is_refused_and_not_its_neighbours_in_the_batch(limit, topics, relay):
    # Nothing that compresses.
    large = random.Random(1).randbytes(5 * limit if limit else 1_000_000).hex()
    for aggregate in "abcdefgh":
        write(f"{aggregate}/0", aggregate=aggregate, page_title=large if aggregate == "c" else None)
        write(f"{aggregate}/1", aggregate=aggregate)
    OutboxMessage.objects.update(key="of all")  # one partition, and so one batch

    assert relay.relay() == 14

    assert delivered() == {aggregate: [0, 1] for aggregate in "abdefgh"}
    bad, behind = OutboxMessage.objects.order_by("pk")
    assert (bad.aggregate, bad.attempts, behind.attempts) == ("c", 1, 0)
    assert "size" in bad.last_error.lower()


def test_it_is_tried_again_after_longer_and_longer_pauses_and_not_before(topics, relay, clock):
    write("a/0", aggregate="a")
    spoil(topic="nowhere")
    pauses = []
    for _ in range(12):
        relay.relay()
        row = OutboxMessage.objects.get()
        pauses.append((row.next_attempt_at - clock.now).total_seconds())
        clock.now = row.next_attempt_at - timedelta(microseconds=1)
        relay.relay()
        assert OutboxMessage.objects.get().attempts == row.attempts
        clock.now = row.next_attempt_at

    assert pauses == [2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300, 300]


def test_once_mended_or_discarded_what_stood_behind_it_leaves(topics, relay, clock):
    for aggregate in "ab":
        write(f"{aggregate}/0", aggregate=aggregate)
        spoil(topic="nowhere")
        write(f"{aggregate}/1", aggregate=aggregate)
    assert relay.relay() == 0

    OutboxMessage.objects.filter(aggregate="a", attempts=1).update(topic=COMMERCE.name, next_attempt_at=None)
    OutboxMessage.objects.filter(aggregate="b", attempts=1).delete()

    assert relay.relay() == 3
    assert delivered() == {"a": [0, 1], "b": [1]}


def test_an_event_newer_than_this_code_is_sent_as_it_is(topics, relay):
    write("a/0", aggregate="a")
    spoil(payload='{"event": "order_foreseen", "order_id": "a/7", "date": 1}')

    assert relay.relay() == 1
    assert delivered() == {"a": [7]}


def test_a_long_run_of_one_aggregate_leaves_in_one_round(topics, relay):
    for place in range(40):
        write(f"a/{place}", aggregate="a")

    assert relay.relay() == 40
    assert delivered() == {"a": list(range(40))}


def test_an_absent_broker_is_not_the_rows_fault(topics, clock, settings):
    write("a/0", aggregate="a")
    kafka = settings.KAFKA_CLIENT
    settings.KAFKA_CLIENT = {"bootstrap.servers": "127.0.0.1:1"}
    assert OutboxRelay(clock=clock).relay() == 0
    row = OutboxMessage.objects.get()
    settings.KAFKA_CLIENT = kafka
    clock.now = row.next_attempt_at

    assert (row.attempts, clock.now - NOON) == (0, timedelta(seconds=2))
    assert row.last_error
    assert OutboxRelay(clock=clock).relay() == 1
