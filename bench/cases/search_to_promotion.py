"""How long from the search request to the visitor's row in ``user_promotions``.

Searches go through the real store, each by a new visitor, at a steady rate. Measured from the event's own stamp
(``received_at``, taken inside the view). Four ways, in interleaved rounds:

- ``run_consumer promotions``: the real command; to ``updated_at`` in the table, taken while the row is written
- ``promotions``: the same engine and handler, with an observer; to the moment after COMMIT
- ``empty handler, pages``: the same behind the same pages, with a handler that does nothing
- ``empty handler``: the floor; produced directly at the same rate, without the work of making pages
"""

import random
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Final

from django.db import connection

from bench import positions
from bench.errors import Failed
from bench.figures import percentile, ratio_of_rounds
from bench.options import Options
from bench.pacing import at_rate
from bench.processes import Process, child, manage
from bench.report import Aim, Result
from bench.scratch import scratch_topics
from bench.searches import matched_words, send_one
from bench.store import Store, running_store, search_path
from tracking.admin_client import admin_client
from tracking.visitors import now_ms

ABOUT: Final = "from a search request to its row in user_promotions, beside an empty handler"

_MOST_RATIO: Final = 3.0
_MOST_P99_MS: Final = 100.0

# From the deciding search's date, which is the server's stamp, to the moment the last row of it was written.
_ROWS: Final = """
    SELECT (extract(epoch FROM max(shown.updated_at)) * 1000 - interest.source_date)::float8
      FROM subject_interest interest
      JOIN user_promotions shown ON shown.subject = interest.subject AND shown.source_event = interest.source_id
     WHERE interest.source_date >= %s
     GROUP BY interest.subject, interest.source_date
"""


@dataclass(slots=True)
class Way:
    """One of the four, and its latencies in ms, a list for each round."""

    name: str
    consumer: str
    is_command: bool
    by_pages: bool
    rounds: list[list[float]] = field(default_factory=list)

    @property
    def all(self) -> list[float]:
        return [value for values in self.rounds for value in values]

    @property
    def medians(self) -> list[float]:
        return [median(values) for values in self.rounds]


def run(options: Options) -> Result:
    rounds, count, workers, warm_up = (1, 10, 1, 3) if options.quick else (5, 200, 2, 20)
    ways = [
        Way("run_consumer promotions, row written", "promotions", is_command=True, by_pages=True),
        Way("promotions, after COMMIT", "promotions", is_command=False, by_pages=True),
        Way("empty handler, pages, after COMMIT", "bench-empty", is_command=False, by_pages=True),
        Way("empty handler, after COMMIT (floor)", "bench-empty", is_command=False, by_pages=False),
    ]
    words, chance = matched_words(), random.Random("rounds")
    with scratch_topics(), running_store(workers=workers, warm_up=warm_up) as store:
        for _ in range(rounds):
            for way in chance.sample(ways, len(ways)):
                searches = chance.choices(words, k=warm_up + count)
                way.rounds.append(_round(way, searches[:warm_up], searches[warm_up:], store, options.rate))
    return _result(ways, options.rate)


def _round(way: Way, warm_up: list[str], searches: list[str], store: Store, rate: float) -> list[float]:
    """Run the consumer for one round; return the latencies of ``searches``, in ms."""
    send = _by_page(store) if way.by_pages else send_one
    with tempfile.TemporaryDirectory() as folder:
        stamps = Path(folder) / "stamps"
        goal = positions.sent_so_far(admin_client()) + len(warm_up)
        with _consumer(way, stamps) as consumer:
            at_rate(warm_up, send, rate=rate)
            positions.wait_until_consumed(way.consumer, consumer, goal=goal)
            begin = now_ms()
            at_rate(searches, send, rate=rate)
            positions.wait_until_consumed(way.consumer, consumer, goal=goal + len(searches))
            consumer.stop()
        latencies = _from_rows(begin) if way.is_command else _from_stamps(stamps, begin)
    if len(latencies) != len(searches):
        raise Failed(f"{way.name}: {len(searches)} searches, but {len(latencies)} took effect")
    return latencies


def _consumer(way: Way, stamps: Path) -> Process:
    if way.is_command:
        return manage("run_consumer", way.consumer)
    return child("consume", way.consumer, "--stamps", str(stamps))


def _by_page(store: Store) -> Callable[[str], None]:
    def send(words: str) -> None:
        if (status := store.get(search_path(words)).status) != 200:
            raise Failed(f"a search page answered {status}")

    return send


def _from_rows(begin: int) -> list[float]:
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, [begin])
        return [latency for (latency,) in cursor.fetchall()]


def _from_stamps(stamps: Path, begin: int) -> list[float]:
    rows = (line.split("\t") for line in stamps.read_text().splitlines())
    return [float(moment) - int(stamp) for _, stamp, moment in rows if int(stamp) >= begin]


def _result(ways: list[Way], rate: float) -> Result:
    _, promotions, pages, floor = ways
    result = Result(("way", "searches", "median ms", "p95 ms", "p99 ms", "most ms", "× floor"))
    for way in ways:
        values = way.all
        result.add(
            way.name,
            len(values),
            median(values),
            percentile(values, 0.95),
            percentile(values, 0.99),
            max(values),
            ratio_of_rounds(way.medians, floor.medians),
        )
    ratio, p99 = ratio_of_rounds(promotions.medians, floor.medians), percentile(promotions.all, 0.99)
    result.aims = [
        Aim(f"at most {_MOST_RATIO:g} × the floor (medians of rounds)", ratio, ratio <= _MOST_RATIO),
        Aim(f"p99 under {_MOST_P99_MS:g} ms", p99, p99 < _MOST_P99_MS),
    ]
    result.notes = [
        f"{rate:g} searches/s; of the pages' share: {ratio_of_rounds(pages.medians, floor.medians):.2f} × the "
        f"floor, of the handler's: {ratio_of_rounds(promotions.medians, pages.medians):.2f} × the empty one."
    ]
    return result
