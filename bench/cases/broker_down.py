"""Do pages need Kafka? Their times with the broker up and with it stopped, in turns, one page at a time.

One store goes through all of it; each time the broker is away, another is started as well. Half of the pages are home
pages of visitors who have searched before, half are searches.
"""

import random
from dataclasses import dataclass, field
from statistics import median
from typing import Final

from bench.broker import require_own_broker, stopped_broker
from bench.figures import percentile
from bench.options import Options
from bench.report import Aim, Result
from bench.scratch import scratch_topics
from bench.searches import keywords
from bench.store import Store, running_store, search_path

ABOUT: Final = "page times with Kafka up and with it stopped, and pages that failed"

_VISITORS: Final = 20
# Two cores shared with others: a difference below this is noise.
_MOST_RATIO: Final = 1.2


@dataclass(slots=True)
class Pages:
    """The times in ms of one page under one condition, and how many didn't come with status 200."""

    times: list[float] = field(default_factory=list)
    failed: int = 0


class Times:
    """All pages' times, by condition and page."""

    def __init__(self) -> None:
        self.by_place: dict[tuple[str, str], Pages] = {}

    def measure(self, condition: str, store: Store, cookies: list[str], searches: list[str]) -> None:
        """Look at a home page and a search for each of ``searches``."""
        for number, words in enumerate(searches):
            for page, path in (("home", "/"), ("search", search_path(words))):
                pages = self.by_place.setdefault((condition, page), Pages())
                answer = store.get(path, cookie=cookies[number % len(cookies)])
                pages.times.append(answer.milliseconds)
                pages.failed += answer.status != 200


def run(options: Options) -> Result:
    require_own_broker()
    rounds, count, workers, warm_up = (1, 5, 1, 2) if options.quick else (3, 100, 2, 20)
    words, chance, times = keywords(), random.Random("pages"), Times()
    with scratch_topics(), running_store(workers=workers, warm_up=warm_up) as store:
        cookies = [store.get(search_path(chance.choice(words))).cookie for _ in range(_VISITORS)]
        for _ in range(rounds):
            searches = chance.choices(words, k=count)
            times.measure("up", store, cookies, searches)
            with stopped_broker():
                times.measure("down", store, cookies, searches)
                with running_store(workers=workers, warm_up=warm_up) as newcomer:
                    times.measure("down from its start", newcomer, cookies, searches)
    return _result(times)


def _result(times: Times) -> Result:
    result = Result(("page, Kafka", "pages", "failed", "median ms", "p95 ms", "median × up"))
    worst = 0.0
    for (condition, page), pages in sorted(times.by_place.items(), key=lambda item: item[0][1]):
        up = times.by_place["up", page]
        ratio = median(pages.times) / median(up.times)
        worst = max(worst, ratio)
        result.add(
            f"{page}, {condition}",
            len(pages.times),
            pages.failed,
            median(pages.times),
            percentile(pages.times, 0.95),
            ratio,
        )
    failed = sum(pages.failed for pages in times.by_place.values())
    result.aims = [
        Aim(f"at most {_MOST_RATIO:g} × with Kafka up", worst, worst <= _MOST_RATIO),
        Aim("no page failed", failed, failed == 0),
    ]
    return result
