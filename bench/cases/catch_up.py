"""How fast ``promotions`` works off searches that are already in the topic.

Interleaved rounds over the same searches, each from nothing: no positions, no rows. Counted from the moment the
partitions were claimed to the last commit, without the start of the process. Beside it the ceilings: the same engine
with a handler that does nothing, and reading and decoding alone.
"""

import random
from dataclasses import dataclass, field
from statistics import median
from typing import Final

from django.db import connection

from bench import positions
from bench.errors import Failed
from bench.figures import ratio_of_rounds
from bench.options import Options
from bench.processes import child
from bench.report import Aim, Result
from bench.scratch import scratch_topics
from bench.searches import fill_topic
from consumers.registry import consumer_by_name

ABOUT: Final = "searches a second when catching up, by batch size, beside the ceilings"

_LEAST_RATE: Final = 10_000
_SECONDS: Final = 600.0


@dataclass(slots=True)
class Way:
    """What is run, and its searches a second by round. No consumer: reading and decoding only."""

    name: str
    consumer: str = ""
    batch_size: int | None = None
    rates: list[float] = field(default_factory=list)


def run(options: Options) -> Result:
    rounds, searches, visitors = (1, 3000, 300) if options.quick else (3, 200_000, 20_000)
    sizes = () if options.quick else (500, 2000, 20_000)
    own = consumer_by_name("promotions").max_batch
    ways = [
        Way(f"promotions, its own batch size ({own:,})", "promotions"),
        *(Way(f"promotions, batches of {size:,}", "promotions", size) for size in sizes),
        Way("empty handler", "bench-empty"),
        Way("consume and decode only"),
    ]
    chance = random.Random("rounds")
    with scratch_topics():
        size = fill_topic(searches=searches, visitors=visitors)
        for _ in range(rounds):
            for way in chance.sample(ways, len(ways)):
                way.rates.append(_consumed(way, searches) if way.consumer else _read(searches))
        shown = _rows_shown()
    result = _result(ways)
    result.notes = [
        f"{searches:,} searches of {size} bytes by {visitors:,} visitors; {shown:,} rows in user_promotions "
        "at the end of a run."
    ]
    return result


def _consumed(way: Way, searches: int) -> float:
    positions.forget_everything(way.consumer)
    size = ["--batch-size", str(way.batch_size)] if way.batch_size else []
    with child("consume", way.consumer, "--exit-when-caught-up", *size) as process:
        claimed, committed, events = map(float, process.last_line(_SECONDS).split())
    if events != searches:
        raise Failed(f"{way.name}: {searches:,} searches, but {events:,.0f} took effect")
    return searches / (committed - claimed) * 1000


def _read(searches: int) -> float:
    with child("read") as process:
        found, seconds = map(float, process.last_line(_SECONDS).split())
    if found != searches:
        raise Failed(f"{searches:,} searches, but {found:,.0f} in the topic")
    return searches / seconds


def _rows_shown() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM user_promotions")
        return int(cursor.fetchone()[0])


def _result(ways: list[Way]) -> Result:
    result = Result(("way", "searches/s", "slowest round", "fastest round", "of the empty handler"))
    empty = ways[-2]
    for way in ways:
        result.add(
            way.name,
            round(median(way.rates)),
            round(min(way.rates)),
            round(max(way.rates)),
            ratio_of_rounds(way.rates, empty.rates),
        )
    rate = median(ways[0].rates)
    result.aims = [Aim(f"at least {_LEAST_RATE:,} searches/s", rate, rate >= _LEAST_RATE)]
    return result
