"""How fast all past reviews are judged again by two processes of ``revalidate_reviews --dry-run``, and in what memory.

Reviews of random words, half of them in Kafka, one in a hundred insulting, one in seven decided by a person. In the
first run nothing of them is known, so learning them is part of it; the second, with everything known, is what a store
whose consumer has always run would see. A third one is killed three times and applied: what it changed must be what the
dry run said, and nothing that a person decided.
"""

import random
import time
from datetime import timedelta
from functools import partial
from typing import Final

from django.utils import timezone

from bench.errors import Failed
from bench.options import Options
from bench.processes import manage
from bench.report import Result
from bench.scratch import scratch_topics
from bench.waiting import until
from moderation.models import Flag, Rejudgement, Revalidation
from moderation.services import known_forget
from shop.models import Product, Review, User
from shop.reviews.services import reviews_announce
from tracking.models import OutboxMessage

ABOUT: Final = (
    "reviews/s that a look back judges with two processes, the memory of each, and applying it after kills"
)

_Status = Review.Status

_EACH: Final = 8
"""Reviews by one author."""

_BATCH: Final = 2_000
_LOOK_SECONDS: Final = 0.25
_MOST_SECONDS: Final = 1800.0
_INSULT: Final = "The person who built it is a fucking idiot."
_INSULTING: Final = 0.01
_KILLS: Final = 3
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
            done = Revalidation.objects.latest("pk")
            if done.judged + done.kept != count:
                raise Failed(f"{done.judged + done.kept:,} of {count:,} reviews were looked at")
            early = memory[len(memory) // 4] if memory else 0.0
            result.add(name, round(count / seconds), round(seconds, 1), round(early), round(memory[-1]))
        expected = _differences()
        changed, flagged = _apply_with_kills(count)
    result.notes = [
        f"{count:,} reviews of {Product.objects.count():,} products; two processes, started together. One more, killed"
        f" {_KILLS} times, found the same {len(expected):,} differences and applied them: {changed:,} reviews"
        f" changed, {flagged:,} are published until a person has looked, none of them a person's decision."
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
                text=_text(chance),
                status=Review.Status.APPROVED,
                is_pinned=place % 7 == 0,
                submitted_at=now - timedelta(minutes=place),
            )
            for place in places[first : first + _BATCH]
        )
        if first < count // 2:
            reviews_announce(rows)
    with manage("relay_outbox"):
        until(lambda: not OutboxMessage.objects.exists(), seconds=_MOST_SECONDS, what="Kafka has its half")


def _text(chance: random.Random) -> str:
    words = f"{' '.join(chance.choices(_WORDS, k=30))}.".capitalize()
    return f"{words} {_INSULT}" if chance.random() < _INSULTING else words


def _differences() -> list[tuple[int, str]]:
    """Return what the last look back would change, or changed: each review and its new state."""
    rows = Rejudgement.objects.filter(revalidation=Revalidation.objects.latest("pk")).order_by("review_id")
    return list(rows.values_list("review_id", "after"))


def _apply_with_kills(count: int) -> tuple[int, int]:
    """Look back once more, killed now and then, and apply it; return how many reviews changed, and how many wait for a
    person.

    Raises:
        Failed: other differences than the last look back's, or a change that it didn't announce.
    """
    expected, past = _differences(), Revalidation.objects.latest("pk").pk
    for number in range(_KILLS):
        with manage("revalidate_reviews", "--afresh", "--json") as dying:
            goal = count * (number + 1) // (_KILLS + 2)
            until(partial(_has_judged, past, goal), seconds=_MOST_SECONDS, what=f"{goal:,} are judged")
            dying.kill()
    with manage("revalidate_reviews", "--json") as last:
        last.wait(_MOST_SECONDS)
    if _differences() != expected:
        raise Failed("the look back that was killed found other differences")
    changed = Review.objects.exclude(status=_Status.APPROVED)
    # What is public stays so until a person has looked.
    flagged = {number for number, after in expected if after == _Status.PERSON}
    decided = {number: after for number, after in expected if number not in flagged}
    found = dict(changed.values_list("pk", "status")), set(Flag.objects.values_list("pk", flat=True))
    if found != (decided, flagged):
        raise Failed("what was applied is not what the dry run said")
    if Review.objects.filter(pk__in={*decided, *flagged}, is_pinned=True).exists():
        raise Failed("a person's decision was overruled")
    return len(decided), len(flagged)


def _has_judged(past: int, goal: int) -> bool:
    # The rows without a difference are there until the end.
    return Rejudgement.objects.filter(revalidation__gt=past).count() >= goal


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
