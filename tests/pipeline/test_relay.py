"""``relay_outbox`` as a process of its own, with a real Kafka: once, in order, and nothing lost while it is away."""

import time

import pytest
from django.db import transaction

from tests.kafka import messages
from tests.outbox import delivered, is_empty, write
from tests.processes import manage
from tests.stack import control, needs_own_servers
from tests.waiting import until
from tracking.models import OutboxMessage
from tracking.relay import OutboxRelay
from tracking.topics import COMMERCE

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_was_committed_is_sent_once_in_the_order_of_its_aggregate(topics):
    for place in range(20):
        for aggregate in "abc":
            write(f"{aggregate}/{place}", aggregate=aggregate)

    with manage("relay_outbox") as relay:
        until(is_empty)
        assert relay.stop() == 0

    assert delivered() == {aggregate: list(range(20)) for aggregate in "abc"}


def test_two_relays_share_the_work_and_keep_the_order(topics):
    with manage("relay_outbox"), manage("relay_outbox"):
        for place in range(60):
            for aggregate in "abcd":
                write(f"{aggregate}/{place}", aggregate=aggregate)
        until(is_empty, seconds=60)

    assert delivered() == {aggregate: list(range(60)) for aggregate in "abcd"}


def test_a_waiting_relay_is_woken_by_the_commit(topics):
    with manage("relay_outbox") as relay:
        write("a/0", aggregate="a")
        until(is_empty)
        # Well below the second after which it would look by itself: the quickest of three shows it.
        waits = []
        for place in range(1, 4):
            write(f"a/{place}", aggregate="a")
            waits.append(_seconds_until_empty())
        assert min(waits) < 0.5
        assert relay.is_running()


def _seconds_until_empty():
    began = time.monotonic()
    until(is_empty)
    return time.monotonic() - began


def test_what_was_rolled_back_is_never_sent(topics):
    with transaction.atomic():
        write("a/0", aggregate="a")
        transaction.set_rollback(True)
    write("a/1", aggregate="a")

    with manage("relay_outbox"):
        until(is_empty)

    assert delivered() == {"a": [1]}


def test_a_row_that_cannot_be_sent_holds_up_its_own_aggregate_only(topics):
    write("a/0", aggregate="a")
    OutboxMessage.objects.update(topic="nowhere")
    write("a/1", aggregate="a")
    write("b/0", aggregate="b")

    with manage("relay_outbox") as relay:
        until(lambda: OutboxMessage.objects.count() == 2)
        assert relay.stop() == 0
        assert "outbox_row_cannot_be_sent" in relay.output()

    assert delivered() == {"b": [0]}


@needs_own_servers
def test_with_the_broker_away_everything_waits_in_the_table_and_leaves_once_it_is_back(topics):
    with manage("relay_outbox") as relay:
        write("a/0", aggregate="a")
        until(is_empty)
        control("stop", "kafka")
        try:
            for place in range(1, 4):
                write(f"a/{place}", aggregate="a")
            until(lambda: "outbox_not_delivered" in relay.output(), seconds=30)
            assert OutboxMessage.objects.count() == 3
            assert relay.is_running()
        finally:
            control("start", "kafka")
        until(is_empty, seconds=60)

    assert delivered() == {"a": [0, 1, 2, 3]}


@needs_own_servers
def test_with_the_broker_away_sigterm_still_stops_it_and_keeps_the_rows(topics):
    control("stop", "kafka")
    try:
        with manage("relay_outbox") as relay:
            write("a/0", aggregate="a")
            until(lambda: "outbox_not_delivered" in relay.output(), seconds=30)
            assert relay.stop(8) == 0
    finally:
        control("start", "kafka")

    assert OutboxMessage.objects.count() == 1


@needs_own_servers
def test_a_database_that_goes_away_is_waited_for(topics):
    with manage("relay_outbox") as relay:
        write("a/0", aggregate="a")
        until(is_empty)

        control("restart", "postgres")
        write("a/1", aggregate="a")

        until(is_empty, seconds=30)
        assert relay.is_running()

    assert delivered() == {"a": [0, 1]}


def test_a_database_that_is_not_there_is_one_line_and_exit_code_3(topics):
    with manage("relay_outbox", DATABASE_URL="postgresql://nobody@127.0.0.1:1/nothing") as relay:
        assert relay.wait() == 3
        assert "Database: " in relay.output()
        assert "Traceback" not in relay.output()


def test_a_crash_before_the_commit_sends_again_under_the_same_id(topics, monkeypatch):
    write("a/0", aggregate="a")
    with monkeypatch.context() as patch:
        patch.setattr("django.db.models.query.QuerySet.delete", _crash)
        with pytest.raises(RuntimeError):
            OutboxRelay().relay()

    assert OutboxRelay().relay() == 1
    assert len({message["message_id"] for message in messages(COMMERCE)}) == 1
    assert len(messages(COMMERCE)) == 2


def _crash(*_):
    raise RuntimeError
