"""What the busiest pages cost the server, as a ratio to an empty view behind the same middleware.

One page at a time, each kind of page once a turn and in random order, so that what disturbs a turn disturbs all of
them. The visitors have searched, so the home page has deals of their own to show.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Final

from bench import positions
from bench.errors import Failed
from bench.figures import percentile, ratio_of_rounds
from bench.options import Options
from bench.processes import manage
from bench.report import Result
from bench.scratch import scratch_topics
from bench.searches import matched_words
from bench.store import Store, running_store, search_path
from tracking.admin_client import admin_client

ABOUT: Final = "server time of home, search, category and deals pages, beside an empty view"

_VISITORS: Final = 20
_FILTERS: Final = "&stock=1&rating=3&price_to=250"
_EMPTY: Final = "/healthz"


@dataclass(slots=True)
class Way:
    """A page, and its times in ms, a list for each round."""

    name: str
    path: str
    rounds: list[list[float]] = field(default_factory=list)

    @property
    def all(self) -> list[float]:
        return [value for values in self.rounds for value in values]

    @property
    def medians(self) -> list[float]:
        return [median(values) for values in self.rounds]


def run(options: Options) -> Result:
    rounds, count, workers, warm_up = (1, 3, 1, 2) if options.quick else (5, 40, 2, 20)
    ways = [
        Way("home, with deals of one's own", "/"),
        Way("search", search_path("lamp")),
        Way("search with three filters", search_path("lamp") + _FILTERS),
        Way("category", "/categories/home-air-comfort/"),
        Way("deals", "/deals/"),
        Way("empty view (floor)", _EMPTY),
    ]
    chance = random.Random("pages")
    with scratch_topics(), running_store(workers=workers, warm_up=warm_up) as store:
        cookies = _visitors_with_deals(store, chance.choices(matched_words(), k=_VISITORS))
        for _ in range(warm_up):
            _turn(store, chance.sample(ways, len(ways)), chance.choice(cookies))
        for _ in range(rounds):
            for way in ways:
                way.rounds.append([])
            for _ in range(count):
                turn = chance.sample(ways, len(ways))
                for way, milliseconds in zip(turn, _turn(store, turn, chance.choice(cookies)), strict=True):
                    way.rounds[-1].append(milliseconds)
    return _result(ways)


def _visitors_with_deals(store: Store, searches: Sequence[str]) -> list[str]:
    """Let new visitors search and the consumer answer; return their cookies."""
    goal = positions.sent_so_far(admin_client()) + len(searches)
    cookies = [store.get(search_path(words)).cookie for words in searches]
    with manage("run_consumer", "promotions") as consumer:
        positions.wait_until_consumed("promotions", consumer, goal=goal)
        consumer.stop()
    return cookies


def _turn(store: Store, ways: Sequence[Way], cookie: str) -> list[float]:
    times = []
    for way in ways:
        answer = store.get(way.path, cookie=cookie)
        if answer.status != 200:
            raise Failed(f"{way.path} answered {answer.status}")
        times.append(answer.milliseconds)
    return times


def _result(ways: list[Way]) -> Result:
    result = Result(("page", "pages", "median ms", "p95 ms", "× empty view"))
    floor = ways[-1]
    for way in ways:
        ratio = ratio_of_rounds(way.medians, floor.medians)
        result.add(way.name, len(way.all), median(way.all), percentile(way.all, 0.95), ratio)
    return result
