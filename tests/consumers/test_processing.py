"""One batch, on PostgreSQL: what takes effect, what is set aside, and when to stop."""

import pytest
from django.db import DataError, OperationalError

from consumers.api import ConsumerSpec
from consumers.errors import Fenced, PartlyRefused, TooManyRejects, Unavailable
from consumers.models import ConsumerOffset, DeadLetter
from consumers.offsets import PostgresOffsets
from consumers.processing import Processor, RejectLimit
from consumers.records import Partition, Record
from tests.searches import search
from tracking import codec
from tracking.events import ProductsSearched
from tracking.models import IdentityAlias
from tracking.topics import SEARCHES

pytestmark = pytest.mark.django_db(transaction=True)


class Watcher:
    def before_commit(self, deliveries): ...

    def after_commit(self, deliveries): ...


def note(batch):
    """Note every keyword as a row; refuse ``poison``, and what PostgreSQL refuses."""
    for event in batch.events:
        if event.search_keyword == "poison":
            raise ValueError("I can't read this")
    IdentityAlias.objects.bulk_create(
        IdentityAlias(alias=event.search_keyword, subject="noted") for event in batch.events
    )


def noted():
    return list(IdentityAlias.objects.order_by("created_at", "alias").values_list("alias", flat=True))


def records(*contents):
    return [
        Record(SEARCHES.full_name, 0, offset, 1_700_000_000_000, b"key", content, [("trace", b"abc")])
        for offset, content in enumerate(contents)
    ]


def searches(*keywords):
    return records(*(codec.encode(search(keyword)) for keyword in keywords))


def process(batch, *, handler=note, delivery="transactional", limit=None):
    spec = ConsumerSpec("noting", handler, (ProductsSearched,), 100, 0.0, delivery)
    offsets = PostgresOffsets()
    positions = offsets.claim(consumer="noting", partitions=[Partition(SEARCHES.full_name, 0)], owner="me")
    return Processor(spec, offsets=offsets, observer=Watcher(), limit=limit).process(batch, positions)


def position():
    return ConsumerOffset.objects.get().next_offset


def test_effects_and_position_are_kept_together():
    outcome = process(searches("one", "two"))
    assert noted() == ["one", "two"]
    assert position() == 2
    assert (outcome.processed, outcome.skipped, outcome.rejected) == (2, 0, 0)


@pytest.mark.parametrize("bad", [0, 3, 6])
def test_what_the_handler_refuses_is_found_and_set_aside_wherever_it_stands(bad):
    keywords = [str(number) for number in range(7)]
    keywords[bad] = "poison"

    outcome = process(searches(*keywords))

    assert noted() == [keyword for keyword in keywords if keyword != "poison"]
    assert position() == 7
    assert outcome.rejected == 1
    letter = DeadLetter.objects.get()
    assert (letter.offset, letter.error_type, letter.error) == (bad, "ValueError", "I can't read this")
    assert letter.headers == [["trace", "abc"]]


def test_what_postgresql_refuses_is_set_aside_too():
    # given a keyword longer than its column
    outcome = process(searches("fine", "x" * 81, "fine as well"))
    assert noted() == ["fine", "fine as well"]
    assert (outcome.rejected, DeadLetter.objects.get().error_type) == (1, DataError.__name__)


def test_bytes_that_are_no_event_never_reach_the_handler():
    process(records(b"{", codec.encode(search("good"))))
    assert noted() == ["good"]
    assert DeadLetter.objects.get().error_type == "MalformedEvent"


def test_an_event_of_a_later_version_of_the_store_is_skipped():
    outcome = process(records(b'{"event": "search_by_smell", "date": 1, "user_id": "u"}'))
    assert (outcome.skipped, outcome.rejected, position()) == (1, 0, 1)


def test_a_transient_error_undoes_everything_and_sets_nothing_aside():
    def away(batch):
        note(batch)
        raise OperationalError("server closed the connection")

    with pytest.raises(OperationalError):
        process(searches("one"), handler=away)

    assert noted() == []
    assert position() == 0
    assert not DeadLetter.objects.exists()


def test_a_handler_that_refuses_everything_stops_the_consumer_and_drains_nothing():
    calls = []

    def broken(batch):
        calls.append(len(batch.deliveries))
        raise KeyError("a bug")

    with pytest.raises(TooManyRejects):
        process(searches(*"abcdefghijklmnop"), handler=broken, limit=RejectLimit(ratio=0.5, least=4))

    assert position() == 0
    assert not DeadLetter.objects.exists()
    assert len(calls) < 16


def test_a_fenced_batch_has_no_effect():
    spec = ConsumerSpec("noting", note, (ProductsSearched,), 100, 0.0, "transactional")
    offsets = PostgresOffsets()
    place = Partition(SEARCHES.full_name, 0)
    mine = offsets.claim(consumer="noting", partitions=[place], owner="me")
    offsets.claim(consumer="noting", partitions=[place], owner="another")

    with pytest.raises(Fenced):
        Processor(spec, offsets=offsets, observer=Watcher()).process(searches("one"), mine)

    assert noted() == []


def test_at_least_once_moves_the_position_only_after_the_sink_has_the_records():
    sent: list[str] = []

    def sink(batch):
        assert position() == 0
        sent.extend(event.search_keyword for event in batch.events)

    process(searches("one", "two"), handler=sink, delivery="at_least_once")

    assert sent == ["one", "two"]
    assert position() == 2


def test_at_least_once_keeps_the_position_while_the_sink_is_down():
    def down(batch):
        raise Unavailable("connection refused")

    with pytest.raises(Unavailable):
        process(searches("one"), handler=down, delivery="at_least_once")

    assert position() == 0


class Tool:
    """A sink that takes items one by one and refuses ``bad``; a batch with ``worse`` in it, it refuses as a whole."""

    def __init__(self):
        self.taken: list[str] = []
        self.calls: list[int] = []

    def __call__(self, batch):
        words = [event.search_keyword for event in batch.events]
        self.calls.append(len(words))
        if "worse" in words:
            raise ValueError("400: something in it is wrong")
        self.taken += [word for word in words if word != "bad"]
        if refused := {place: ValueError("400: bad") for place, word in enumerate(words) if word == "bad"}:
            raise PartlyRefused(refused)


def letters():
    return list(DeadLetter.objects.order_by("offset").values_list("offset", "error"))


def test_what_a_sink_names_is_set_aside_and_the_others_are_not_handed_over_again():
    tool = Tool()

    outcome = process(searches("a", "bad", "b", "bad", "c"), handler=tool, delivery="at_least_once")

    assert tool.taken == ["a", "b", "c"]
    assert tool.calls == [5]
    assert letters() == [(1, "400: bad"), (3, "400: bad")]
    assert (outcome.processed, outcome.rejected, position()) == (3, 2, 5)


def test_places_in_a_half_of_the_batch_are_places_in_that_half():
    tool = Tool()

    process(searches("a", "worse", "b", "c", "bad", "d"), handler=tool, delivery="at_least_once")

    assert sorted(tool.taken) == ["a", "b", "c", "d"]
    assert letters() == [(1, "400: something in it is wrong"), (4, "400: bad")]
    assert position() == 6


def test_a_sink_that_refuses_nearly_everything_stops_the_consumer():
    with pytest.raises(TooManyRejects):
        process(
            searches(*["bad"] * 8, "a"),
            handler=Tool(),
            delivery="at_least_once",
            limit=RejectLimit(ratio=0.5, least=4),
        )

    assert (position(), letters()) == (0, [])
