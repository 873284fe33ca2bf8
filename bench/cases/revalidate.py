"""How fast all past reviews are judged again by two processes of ``revalidate_reviews --dry-run``, and in what memory.

Reviews of random words, half of them in Kafka. In the first run nothing of them is known, so learning them is part of
it; the second, with everything known, is what a store whose consumer has always run would see.
"""

import random
import time
from datetime import timedelta
from typing import Final

from django.utils import timezone

from bench.errors import Failed
from bench.options import Options
from bench.processes import manage
from bench.report import Result
from bench.scratch import scratch_topics
from bench.waiting import until
from moderation.models import Revalidation
from moderation.services import known_forget
from shop.models import Product, Review, User
from shop.reviews.services import reviews_announce
from tracking.models import OutboxMessage

ABOUT: Final = "reviews/s that a look back judges with two processes, and the memory of each"

_EACH: Final = 8
"""Reviews by one author."""

_BATCH: Final = 2_000
_LOOK_SECONDS: Final = 0.25
_MOST_SECONDS: Final = 1800.0
_WORDS: Final = tuple(
    f"{start}{middle}{end}"
    for start in ("al", "be", "co", "du", "fe", "mi", "no", "ra", "so", "tu")
    for middle in ("", "ba", "den", "gi", "lo", "mur", "na", "ste", "vi", "zo")
    for end in ("der", "fing", "ken", "lor", "mast", "net", "pel", "rum", "sil", "ton", "vate", "wick")
)


def run(options: Options) -> Result:
    count = options.events or (400 if options.quick else 10_000)
    result = Result(("run", "reviews/s", "seconds", "memory at a quarter, MiB", "memory at the end, MiB"))
    with scratch_topics():
        _fill(count)
        for name in ("nothing known", "everything known"):
            seconds, memory = _look_back()
            if (judged := Revalidation.objects.latest("pk").judged) != count:
                raise Failed(f"{judged:,} of {count:,} reviews were judged")
            early = memory[len(memory) // 4] if memory else 0.0
            result.add(name, round(count / seconds), round(seconds, 1), round(early), round(memory[-1]))
    result.notes = [
        f"{count:,} reviews of {Product.objects.count():,} products; two processes, started together."
    ]
    return result


def _fill(count: int) -> None:
    """Let there be ``count`` reviews, and none of the seed or of cases before."""
    Review.objects.all().delete()
    known_forget()
    authors = User.objects.bulk_create(
        User(email=f"author{number}@bench.example", public_id=f"bench{number}")
        for number in range(count // _EACH)
    )
    products = list(Product.objects.all())
    chance = random.Random("reviews")
    now = timezone.now()
    places = chance.sample(range(len(authors) * len(products)), count)
    for first in range(0, count, _BATCH):
        rows = Review.objects.bulk_create(
            Review(
                author=authors[place % len(authors)],
                product=products[place // len(authors)],
                rating=chance.randint(1, 5),
                text=f"{' '.join(chance.choices(_WORDS, k=30))}.".capitalize(),
                status=Review.Status.APPROVED,
                submitted_at=now - timedelta(minutes=place),
            )
            for place in places[first : first + _BATCH]
        )
        if first < count // 2:
            reviews_announce(rows)
    with manage("relay_outbox"):
        until(lambda: not OutboxMessage.objects.exists(), seconds=_MOST_SECONDS, what="Kafka has its half")


def _look_back() -> tuple[float, list[float]]:
    """Return the seconds that two processes took from the first batch on, and the larger one's memory over time."""
    command = ("revalidate_reviews", "--dry-run", "--json")
    memory: list[float] = []
    last = Revalidation.objects.order_by("pk").last()
    with manage(*command) as one:
        until(lambda: Revalidation.objects.order_by("pk").last() != last, seconds=60, what="it has begun")
        began = time.monotonic()
        with manage(*command) as other:
            while one.is_running():
                sizes = [each.memory_mib() for each in (one, other) if each.is_running()]
                memory += [max(sizes)] if sizes else []
                time.sleep(_LOOK_SECONDS)
            seconds = time.monotonic() - began
            for each in (one, other):
                each.wait(_MOST_SECONDS)
    return seconds, memory
