"""How far a look back has come, and what it found."""

from dataclasses import dataclass
from typing import Final

from django.db import connection
from django.db.models import Count, F, Sum

from moderation.models import Rejudgement, Revalidation
from shop.models import Review

SAMPLES: Final = 3

_BY_RULE: Final = """
    SELECT rule, before, after, count(*)
      FROM moderation_rejudgement, unnest(reasons) AS rule
     WHERE revalidation_id = %s AND before <> after
     GROUP BY 1, 2, 3
     ORDER BY 4 DESC, 1, 2, 3
"""
_SAMPLES: Final = """
    SELECT before, after, review_id, reasons
      FROM (SELECT *, row_number() OVER (PARTITION BY before, after ORDER BY score DESC, review_id) AS place
              FROM moderation_rejudgement WHERE revalidation_id = %s AND before <> after) ranked
     WHERE place <= %s
     ORDER BY before, after, place
"""


@dataclass(frozen=True, slots=True)
class Done:
    """How much of a stage's work is done; in records of Kafka, numbers of reviews, or differences."""

    done: int
    total: int

    @property
    def percent(self) -> int:
        return self.done * 100 // max(1, self.total)


@dataclass(frozen=True, slots=True)
class Sample:
    """A review of which the verdict differs; its words as they stand now, None if it is gone."""

    review_id: int
    text: str | None
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """So many reviews were ``before`` and would be ``after``; ``outcomes`` counts what became of those that were
    applied, ``rules`` (code, count) what the policy found in them."""

    before: str
    after: str
    count: int
    outcomes: dict[str, int]
    rules: tuple[tuple[str, int], ...]
    samples: tuple[Sample, ...]


def stage_done(revalidation: Revalidation) -> Done:
    """Return how much of the present stage is done. One query."""
    chunks = revalidation.chunks.filter(stage=revalidation.stage)
    sums = chunks.aggregate(done=Sum(F("position") - F("start")), total=Sum(F("stop") - F("start")))
    return Done(sums["done"] or 0, sums["total"] or 0)


def changes_of(revalidation: Revalidation) -> tuple[Change, ...]:
    """Return what differs, by what it was and would be, the most frequent first. Four queries."""
    counts: dict[tuple[str, str], dict[str, int]] = {}
    rows = Rejudgement.objects.filter(revalidation=revalidation).exclude(before=F("after")).order_by()
    for row in rows.values("before", "after", "outcome").annotate(number=Count("pk")):
        counts.setdefault((row["before"], row["after"]), {})[row["outcome"]] = row["number"]
    with connection.cursor() as cursor:
        cursor.execute(_BY_RULE, [revalidation.pk])
        rules = cursor.fetchall()
        cursor.execute(_SAMPLES, [revalidation.pk, SAMPLES])
        samples = cursor.fetchall()
    texts = dict(Review.objects.filter(pk__in=[row[2] for row in samples]).values_list("pk", "text"))
    found = [
        Change(
            before=before,
            after=after,
            count=sum(outcomes.values()),
            outcomes={name: number for name, number in outcomes.items() if name},
            rules=tuple((rule, number) for rule, *kind, number in rules if (before, after) == tuple(kind)),
            samples=tuple(
                Sample(number, texts.get(number), tuple(reasons))
                for *kind, number, reasons in samples
                if (before, after) == tuple(kind)
            ),
        )
        for (before, after), outcomes in counts.items()
    ]
    return tuple(sorted(found, key=lambda change: (-change.count, change.before, change.after)))
