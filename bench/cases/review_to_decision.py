"""How long from a review's submission to its decision, and whether the request is any slower for it.

Reviews are submitted by the store's own service, 50 a second, each by a new pair of author and product, and go the
whole way: outbox, relay, Kafka, consumer. Measured from the event's own stamp (taken in the service, before COMMIT) to
the moment after the COMMIT from which on the author's page shows the decision. Two consumers, in interleaved rounds:

- ``moderation``: the real handler: circumstances, all detectors, decision, trail, outbox
- ``empty handler``: the floor; the same way, and a handler that does nothing

Beside them, requests: the review form of the real store, sent through all of its middleware one at a time, with the
consumer running and with it stopped.
"""

import random
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product as pairs_of
from pathlib import Path
from statistics import median
from typing import Final

from django.core.management import call_command
from django.db import connections
from django.test import Client

from bench import positions
from bench.errors import Failed
from bench.figures import percentile, ratio_of_rounds
from bench.options import Options
from bench.pacing import at_rate
from bench.processes import child, manage
from bench.report import Aim, Result
from bench.scratch import scratch_topics
from bench.waiting import until
from operations.seed.catalogue import catalogue
from operations.seed.reviews import reviews
from shop.models import Product, User
from shop.reviews.services import review_submit
from tracking.admin_client import admin_client
from tracking.models import OutboxMessage
from tracking.topics import REVIEWS

ABOUT: Final = (
    "from a submitted review to its decision, beside an empty handler; the request with and without"
)

_RATE: Final = 50.0
_MOST_P99_MS: Final = 1000.0
# Two cores shared with others: a difference below this is noise.
_MOST_RATIO: Final = 1.2
_AUTHORS: Final = 300
_AGENT: Final = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"

type Task = tuple[User, Product, str]


@dataclass(slots=True)
class Way:
    """A consumer, and what was measured with it, in ms by round."""

    name: str
    consumer: str
    rounds: list[list[float]] = field(default_factory=list)

    @property
    def all(self) -> list[float]:
        return [value for values in self.rounds for value in values]

    @property
    def medians(self) -> list[float]:
        return [median(values) for values in self.rounds]


def run(options: Options) -> Result:
    rounds, count, requests = (1, 20, 3) if options.quick else (3, 500, 100)
    ways = [
        Way("moderation, after COMMIT", "moderation"),
        Way("empty handler, after COMMIT (floor)", "bench-empty-reviews"),
    ]
    running, stopped = Way("request, consumer running", "moderation"), Way("request, consumer stopped", "")
    tasks, chance = _tasks(), random.Random("rounds")
    call_command("collectstatic", interactive=False, verbosity=0)
    with scratch_topics(), manage("relay_outbox"):
        until(lambda: not OutboxMessage.objects.exists(), seconds=60, what="what the seed told is sent")
        for _ in range(rounds):
            for way in chance.sample(ways, len(ways)):
                way.rounds.append(_round(way, [next(tasks) for _ in range(count)]))
            for way in chance.sample([running, stopped], 2):
                way.rounds.append(_requests(way, [next(tasks) for _ in range(requests + 1)]))
    return _result(ways, running, stopped)


def _round(way: Way, tasks: list[Task]) -> list[float]:
    with tempfile.TemporaryDirectory() as folder:
        stamps = Path(folder) / "stamps"
        goal = positions.sent_so_far(admin_client(), REVIEWS)
        with child("consume", way.consumer, "--stamps", str(stamps)) as process:
            # What the other consumer's rounds have sent comes first, and doesn't count.
            positions.wait_until_consumed(way.consumer, process, goal=goal, topic=REVIEWS)
            begin = time.time() * 1000
            at_rate(tasks, _submit, rate=_RATE)
            positions.wait_until_consumed(way.consumer, process, goal=goal + len(tasks), topic=REVIEWS)
            process.stop()
        rows = (line.split("\t") for line in stamps.read_text().splitlines())
        found = [float(moment) - int(stamp) for _, stamp, moment in rows if int(stamp) >= begin]
    if len(found) != len(tasks):
        raise Failed(f"{way.name}: {len(tasks)} reviews, but {len(found)} took effect")
    return found


def _requests(way: Way, tasks: list[Task]) -> list[float]:
    """Send the form of each task; the first only shows that the consumer, if any, is at work."""
    if not way.consumer:
        return [_request(task) for task in tasks][1:]
    goal = positions.sent_so_far(admin_client(), REVIEWS)
    with manage("run_consumer", way.consumer) as process:
        _request(tasks[0])
        positions.wait_until_consumed(way.consumer, process, goal=goal + 1, topic=REVIEWS)
        times = [_request(task) for task in tasks[1:]]
        positions.wait_until_consumed(way.consumer, process, goal=goal + len(tasks), topic=REVIEWS)
        process.stop()
    return times


def _submit(task: Task) -> None:
    author, product, text = task
    try:
        review_submit(author=author, product=product, rating=4, text=text)
    finally:
        connections.close_all()


def _request(task: Task) -> float:
    author, product, text = task
    client = Client(headers={"user-agent": _AGENT}, SERVER_NAME="127.0.0.1")
    client.force_login(author)
    started = time.perf_counter()
    answer = client.post(f"/products/{product.slug}/review/", {"rating": "4", "text": text})
    milliseconds = (time.perf_counter() - started) * 1000
    if answer.status_code != 302:
        raise Failed(f"the review form answered {answer.status_code}")
    return milliseconds


def _tasks() -> Iterator[Task]:
    """Yield an author, a product and words, no pair twice; the words are those of the seed."""
    authors = User.objects.bulk_create(
        User(email=f"bench{number}@example.com", name=f"Reader {number}") for number in range(_AUTHORS)
    )
    products = list(Product.objects.order_by("pk"))
    chance = random.Random("reviews")
    texts = [review.text for review in reviews(catalogue(len(products)))]
    pairs = list(pairs_of(authors, products))
    chance.shuffle(pairs)
    for author, product in pairs:
        yield author, product, chance.choice(texts)


def _result(ways: list[Way], running: Way, stopped: Way) -> Result:
    moderation, floor = ways
    result = Result(("what", "reviews", "median ms", "p95 ms", "p99 ms", "most ms", "× floor"))
    for way, lowest in ((moderation, floor), (floor, floor), (running, stopped), (stopped, stopped)):
        values = way.all
        result.add(
            way.name,
            len(values),
            median(values),
            percentile(values, 0.95),
            percentile(values, 0.99),
            max(values),
            ratio_of_rounds(way.medians, lowest.medians),
        )
    p99, ratio = percentile(moderation.all, 0.99), ratio_of_rounds(running.medians, stopped.medians)
    result.aims = [
        Aim(f"decided within {_MOST_P99_MS:g} ms in 99 of 100", p99, p99 < _MOST_P99_MS),
        Aim(f"request at most {_MOST_RATIO:g} × the one without the consumer", ratio, ratio <= _MOST_RATIO),
    ]
    result.notes = [
        f"{_RATE:g} reviews/s through outbox and relay; an open page asks a second after it was sent, so its author "
        "sees what was decided by then without a reload."
    ]
    return result
