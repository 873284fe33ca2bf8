"""The engine drops what came from erased people, also when an erasure and a batch meet."""

import threading
from contextlib import contextmanager

import pytest
from django.db import connection
from django.utils import timezone

from consumers.api import ConsumerSpec, Delivery
from consumers.erasure import drop_erased
from consumers.models import ConsumerOffset, DeadLetter
from consumers.offsets import PostgresOffsets
from consumers.processing import Processor
from consumers.records import Partition, Record
from consumers.registry import consumer_by_name
from promotions.models import SubjectInterest, UserPromotion
from tests.searches import promotion, search
from tests.waiting import until
from tracking import codec, identity
from tracking.events import ProductsSearched
from tracking.privacy import notes, services
from tracking.topics import SEARCHES
from tracking.visitors import now_ms

pytestmark = pytest.mark.django_db(transaction=True)

PLACE = Partition(SEARCHES.full_name, 0)


class Watcher:
    """Lets a test hold a batch just before its COMMIT."""

    def __init__(self, *, hold=False):
        self.arrived, self.go_on = threading.Event(), threading.Event()
        if not hold:
            self.go_on.set()

    def before_commit(self, deliveries):
        self.arrived.set()
        assert self.go_on.wait(20)

    def after_commit(self, deliveries): ...


def records(*contents, stamp=None):
    stamp = stamp or now_ms()
    return [
        Record(SEARCHES.full_name, 0, offset, stamp, b"key", content, [])
        for offset, content in enumerate(contents)
    ]


def searches(*events, stamp=None):
    return records(*map(codec.encode, events), stamp=stamp)


def process(batch, *, watcher=None, spec=None):
    offsets = PostgresOffsets()
    spec = spec or consumer_by_name("promotions")
    ConsumerOffset.objects.filter(consumer=spec.name).delete()
    positions = offsets.claim(consumer=spec.name, partitions=[PLACE], owner="me")
    return Processor(spec, offsets=offsets, observer=watcher or Watcher()).process(batch, positions)


def erase(identifier="anna"):
    return services.person_erase(services.person_find(identifier))


def interests():
    return set(SubjectInterest.objects.values_list("subject", flat=True))


@contextmanager
def thread(work):
    """Run ``work`` beside the block, with a connection of its own; whatever it raises fails the test."""
    failures = []

    def run():
        try:
            work()
        except BaseException as error:
            failures.append(error)
        finally:
            connection.close()

    running = threading.Thread(target=run)
    running.start()
    yield running
    running.join(20)
    assert (running.is_alive(), failures) == (False, [])


def is_waiting_for_the_lock():
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted)")
        return cursor.fetchone()[0]


def test_what_was_received_before_an_erasure_has_no_effect_and_what_comes_after_does():
    promotion("humidifier")
    before = [search(who="anna"), search(who="bert"), search(who=None, anonymous_id="browser")]
    identity.alias_record(alias="a:browser", subject="u:anna")
    done = erase("anna")

    outcome = process(searches(*before, stamp=before[0].date))

    assert interests() == {"u:bert"}
    assert (outcome.processed, outcome.erased, outcome.taken) == (1, 2, 3)
    assert ConsumerOffset.objects.get().next_offset == 3

    after = search(who="anna", date=1640912388090, received_at=done.erased_at + 1)
    process(searches(after, stamp=done.erased_at + 1))
    assert interests() == {"u:bert", "u:anna"}


@pytest.mark.parametrize("who", ["Anna@Example.com", "anna@example.com "])
def test_an_address_is_recognised_however_it_is_written(who):
    promotion("humidifier")
    event = search(who=who)
    erase("ANNA@example.com")

    assert process(searches(event, stamp=event.date)).erased == 1
    assert interests() == set()


def test_a_message_that_waited_for_the_broker_counts_from_when_it_was_received():
    promotion("humidifier")
    event = search(who="anna")
    done = erase()

    assert process(searches(event, stamp=done.erased_at + 60_000)).erased == 1


def test_nobody_gets_past_by_claiming_to_be_received_in_the_future():
    promotion("humidifier")
    event = search(who="anna", received_at=now_ms() + 10**9)
    erase()

    assert process(searches(event, stamp=event.date)).erased == 1


def test_a_message_without_a_stamp_counts_by_kafkas():
    promotion("humidifier")
    four = b'{"user_id": "anna", "page_url": "/", "search_keyword": "humidifier", "date": 1640912388090}'
    done = erase()

    assert process(records(four, stamp=done.erased_at)).erased == 1
    assert process(records(four, stamp=done.erased_at + 1)).erased == 0
    assert interests() == {"u:anna"}


def test_an_unreadable_message_of_somebody_erased_does_not_become_a_dead_letter_again():
    stamp = now_ms()
    erase("anna@example.com")
    mine = [b'{"user_id": "Anna@example.com", "search_keyword": 17, "date": 1}', b'"anna@example.com" {']
    others = [b'{"user_id": "bert", "search_keyword": 17, "date": 1}']

    outcome = process(records(*mine, *others, stamp=stamp))

    assert (outcome.erased, outcome.rejected) == (2, 1)
    assert b"bert" in bytes(DeadLetter.objects.get().payload)


def test_an_erasure_waits_for_the_batch_that_is_under_way_and_then_finds_its_rows():
    promotion("humidifier")
    batch = searches(search(who="anna"), search(who="bert"))
    watcher = Watcher(hold=True)

    with thread(lambda: process(batch, watcher=watcher)):
        assert watcher.arrived.wait(20)
        with thread(erase):
            until(is_waiting_for_the_lock)
            watcher.go_on.set()

    assert interests() == {"u:bert"}
    assert set(UserPromotion.objects.values_list("subject", flat=True)) == {"u:bert"}


def test_a_batch_that_was_read_before_waits_for_the_erasure_and_then_drops(monkeypatch):
    promotion("humidifier")
    batch = searches(search(who="anna"), search(who="bert"))
    process([])  # everything the batch needs is loaded: what it waits for is the lock
    at_the_end, go_on = threading.Event(), threading.Event()

    def slow_clock():
        at_the_end.set()
        assert go_on.wait(20)
        return timezone.now()

    person = services.person_find("anna")
    with thread(lambda: services.person_erase(person, clock=slow_clock)):
        assert at_the_end.wait(20)
        with thread(lambda: process(batch)):
            until(is_waiting_for_the_lock)
            go_on.set()

    assert interests() == {"u:bert"}


def test_a_sink_outside_the_database_gets_nothing_of_somebody_erased_and_erasures_wait_for_it():
    sent: list[str] = []
    noted: list[dict[str, int]] = []

    def sink(batch):
        erasing.start()
        until(is_waiting_for_the_lock)
        sent.extend(event.user_id for event in batch.events)
        noted.append(notes.erased_times(["u:bert"]))

    def erase_bert():
        erase("bert")
        connection.close()

    erasing = threading.Thread(target=erase_bert)
    event = search(who="anna")
    erase("anna")
    spec = ConsumerSpec("sinking", sink, (ProductsSearched,), 100, 0.0, "at_least_once")

    outcome = process(searches(event, search(who="bert"), stamp=event.date), spec=spec)

    erasing.join(20)
    assert (sent, outcome.erased, noted) == (["bert"], 1, [{}])
    assert notes.erased_times(["u:bert"])


def test_a_consumer_that_keeps_up_asks_one_short_question(django_assert_num_queries):
    erase("anna")
    later = now_ms() + 10
    batch = searches(search(who="anna", received_at=later), stamp=later)
    deliveries = [delivery_of(record) for record in batch]

    with django_assert_num_queries(1):
        assert drop_erased(deliveries, []) == 0
    assert len(deliveries) == 1


def delivery_of(record):
    return Delivery(codec.decode(SEARCHES, record.value), record)


def test_erased_twice_the_last_time_counts():
    erase("anna")
    again = erase("anna")

    assert notes.erased_times(["u:anna", "u:bert"]) == {"u:anna": again.erased_at}
    assert notes.latest() == again.erased_at
