"""What is found, asked of every tool that can be searched: one contract, and the same answers."""

from collections import Counter

import pytest

from logs.queries import LogQuery, Offsets
from logs.words import terms_of
from tests.logs.conftest import STORES
from tests.logs.making import NOON, line

MINUTE = 60_000
TRACE = "0af7651916cd43dd8448eb211c80319c"


@pytest.fixture(params=STORES)
def store(request, bench_of):
    bench = bench_of(request.param)
    bench.write(
        line("Payment provider timed out after 3012 ms", date=NOON, severity=17, offset=10, trace_id=TRACE),
        line("Payment provider timed out after 77 ms", date=NOON + MINUTE, severity=17, offset=11),
        line("order_placed", date=NOON + MINUTE, offset=12, partition=1, trace_id=TRACE),
        line(
            "batch done",
            date=NOON + 2 * MINUTE,
            offset=13,
            partition=2,
            service="consumer",
            consumer="promotions",
            logger="consumers.runner",
            attributes={"links": ["f" * 32, TRACE]},
        ),
        line(
            "request_finished",
            date=NOON + 61 * MINUTE,
            offset=14,
            attributes={"exception.type": "ValueError", "url.path": "/products/air-care/"},
        ),
    )
    return bench.sink


def found(store, **query):
    return [line.offset for line in store.lines(LogQuery(**query), limit=50)]


@pytest.mark.parametrize(
    ("words", "offsets"),
    [
        ("payment", [11, 10]),
        ("PAYMENT timed", [11, 10]),
        ('"timed out after 77"', [11]),
        ("provider -3012", [11]),
        ("order_placed", [12]),
        ("order-pla", [12]),
        ("valueerr", [14]),
        ("/products/air-care", [14]),
        ("consumers.runner", [13]),
        ("placed order", [12]),
        ('"placed order"', []),
        ("ayment", []),
        ("", [14, 13, 12, 11, 10]),
        ("' & | ! ( :* \\", [14, 13, 12, 11, 10]),
    ],
)
def test_words_find_lines_newest_first(store, words, offsets):
    assert found(store, terms=terms_of(words)) == offsets


def test_lines_are_narrowed_by_time_values_trace_pattern_and_place(store):
    assert found(store, since=NOON + MINUTE, until=NOON + 2 * MINUTE) == [12, 11]
    assert found(store, chosen={"level": frozenset({"error"})}) == [11, 10]
    assert found(store, chosen={"service": frozenset({"consumer", "relay"})}) == [13]
    assert found(store, trace=TRACE) == [13, 12, 10]
    assert found(store, pattern="Payment provider timed out after * ms") == [11, 10]
    assert found(store, offsets=Offsets(0, 11, 15)) == [14, 11]


def test_pages_follow_one_another_without_gap_or_repetition(store):
    pages, before = [], None
    while page := store.lines(LogQuery(), limit=2, before=before):
        pages += [line.offset for line in page]
        before = page[-1].place

    assert pages == [14, 13, 12, 11, 10]


def test_lines_come_back_as_they_were_written(store):
    (kept,) = store.lines(LogQuery(trace="f" * 32), limit=5)

    assert kept.attributes == {"links": ["f" * 32, TRACE]}
    assert kept.links == ["f" * 32, TRACE]
    assert (kept.level, kept.consumer, kept.logger) == ("info", "promotions", "consumers.runner")
    assert kept.resource["service.name"] == "consumer"


def test_everything_is_counted(store):
    summary = store.summary(LogQuery(), bucket_ms=3_600_000)

    assert summary.histogram == {(NOON, "error"): 2, (NOON, "info"): 2, (NOON + 60 * MINUTE, "info"): 1}
    assert summary.facets["level"] == {"error": 2, "info": 3}
    assert summary.facets["logger"] == {"shop.checkout": 4, "consumers.runner": 1}
    assert not summary.is_partial
    assert store.patterns(LogQuery(), limit=1) == {"Payment provider timed out after * ms": 2}


def test_whole_minutes_and_the_rest_of_them_add_up(store):
    """Beginnings and ends within a minute, and narrowed by a facet: the same as counting lines one by one."""
    for since, until in [(0, 2**53), (NOON + 1, NOON + 61 * MINUTE), (NOON + 30_000, NOON + 2 * MINUTE + 1)]:
        for chosen in ({}, {"level": frozenset({"error"})}, {"service": frozenset({"web"})}):
            query = LogQuery(since=since, until=until, chosen=chosen)
            lines = store.lines(query, limit=50)

            summary = store.summary(query, bucket_ms=5 * MINUTE)

            buckets = Counter((line.date // (5 * MINUTE) * 5 * MINUTE, line.level) for line in lines)
            assert summary.histogram == buckets
            assert summary.facets["service"] == Counter(line.service for line in lines)
            assert summary.facets["consumer"] == Counter(line.consumer for line in lines)


def test_hours_are_counted_by_partition_and_only_of_the_stretch(store):
    hour = NOON // 3_600_000

    assert store.hours([Offsets(0, 11, 15), Offsets(2, 0, 99)]) == {
        (0, hour): 1,
        (0, hour + 1): 1,
        (2, hour): 1,
    }


def test_what_is_forgotten_is_gone_and_can_come_again(store):
    (kept,) = store.lines(LogQuery(offsets=Offsets(0, 10, 11)), limit=1)
    store.forget()
    if store.name == "opensearch":
        store.hours([])

    assert found(store) == []
    store.write([kept])
    store.hours([])
    assert found(store) == [10]
