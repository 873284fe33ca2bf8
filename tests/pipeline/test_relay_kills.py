"""Eight writers at once, two relays that are killed again and again: everything arrives, in the order of its aggregate.

The control, a cursor that goes by the rows' numbers, loses what commits after a higher number was read: so these
writers are of the kind that shows it.
"""

import random
import threading

import pytest
from confluent_kafka import Producer
from django.conf import settings
from django.db import connection, connections, transaction

from tests.kafka import messages
from tests.outbox import order
from tests.processes import Process
from tests.waiting import until
from tracking import outbox
from tracking.context import Origin
from tracking.models import OutboxMessage
from tracking.topics import COMMERCE

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS = 8
AGGREGATES = 40
POISONED = "poisoned"


@pytest.fixture
def journal(topics):
    """Return a function that tells what was ever written: the message ids of each aggregate, in the rows' order."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE outbox_journal (id bigint, aggregate text, message_id text)")
        cursor.execute(
            "CREATE FUNCTION outbox_note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            " INSERT INTO outbox_journal"
            " VALUES (new.id, new.aggregate, new.payload::json ->> 'message_id'); RETURN new; END $$"
        )
        cursor.execute(
            "CREATE TRIGGER outbox_noted AFTER INSERT ON outbox FOR EACH ROW EXECUTE FUNCTION outbox_note()"
        )
    yield _written
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER outbox_noted ON outbox")
        cursor.execute("DROP FUNCTION outbox_note")
        cursor.execute("DROP TABLE outbox_journal")


def _written():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT aggregate, array_agg(message_id ORDER BY id) FROM outbox_journal GROUP BY aggregate"
        )
        return dict(cursor.fetchall())


def write_all(count):
    """Start the writers; together they write ``count`` rows, some in each transaction. Returns the threads."""
    threads = [threading.Thread(target=_writer, args=(number, count // WRITERS)) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    return threads


def _writer(number, count):
    chance = random.Random(number)
    try:
        while count:
            rows = min(count, chance.randint(1, 5))
            with transaction.atomic():
                for aggregate in sorted(chance.sample(range(AGGREGATES), rows)):
                    outbox.enqueue(
                        order(aggregate), aggregate=f"order:{aggregate:02}", origin=Origin(None, {"date": 1})
                    )
            count -= rows
    finally:
        connections.close_all()


def first_occurrences():
    """Return what stands in the topic, by aggregate: each message id where it came first."""
    found: dict[str, dict[str, None]] = {}
    for message in messages(COMMERCE):
        found.setdefault(f"order:{int(message['order_id']):02}", {})[message["message_id"]] = None
    return {aggregate: list(ids) for aggregate, ids in found.items()}


def poison():
    with transaction.atomic():
        for _ in range(3):
            outbox.enqueue(order(0), aggregate=POISONED, origin=Origin(None, {"date": 1}))
    first = OutboxMessage.objects.filter(aggregate=POISONED).earliest("pk")
    OutboxMessage.objects.filter(pk=first.pk).update(topic="nowhere")


def dying_relay(*, lives, seed):
    command = ["-m", "tests.pipeline.relay_process"]
    return Process([*command, "--kill-odds=0.05", f"--lives={lives}", f"--seed={seed}"])


@pytest.mark.parametrize(("count", "lives"), [(1_600, 4), pytest.param(10_000, 20, marks=pytest.mark.chaos)])
def test_kill_9_loses_nothing_and_keeps_the_order_of_each_aggregate(journal, count, lives):
    poison()
    with dying_relay(lives=lives, seed=1) as one, dying_relay(lives=lives, seed=2) as other:
        until(lambda: all("ready" in relay.output() for relay in (one, other)), seconds=60)
        for writer in write_all(count):
            writer.join()
        until(
            lambda: not OutboxMessage.objects.exclude(aggregate=POISONED).exists(),
            seconds=120,
            what="everything but the poisoned aggregate sent",
        )
        deaths = (one.output() + other.output()).count("died")

    written = journal()
    assert len(written.pop(POISONED)) == 3
    assert sum(map(len, written.values())) == count
    assert first_occurrences() == written
    assert OutboxMessage.objects.filter(aggregate=POISONED).count() == 3
    assert deaths >= lives


def test_control_a_cursor_over_the_rows_numbers_loses_some_of_the_same_writers(journal):
    producer, last = Producer(settings.KAFKA_CLIENT), 0
    writers = write_all(1_600)
    while True:
        is_last_round = not any(thread.is_alive() for thread in writers)
        for row in OutboxMessage.objects.filter(pk__gt=last).order_by("pk"):
            producer.produce(COMMERCE.full_name, row.payload.encode(), row.key.encode())
            last = row.pk
        if is_last_round:
            break
    producer.flush(20)

    assert 0 < len(messages(COMMERCE)) < 1_600
    assert sum(map(len, journal().values())) == 1_600
