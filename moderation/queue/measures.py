"""How moderation is doing: what waits and for how long, what went by itself, and whose word didn't hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import quantiles
from typing import Final

from django.db import connection

from moderation.queue.selectors import Waiting

DAYS: Final = 14
_SINCE: Final = timedelta(days=30)

_BY_DAY: Final = """
    SELECT day::date, count(decision.id) FILTER (WHERE policy_version <> '' AND verdict <> 'person'),
           count(decision.id) FILTER (WHERE verdict = 'person'),
           count(decision.id) FILTER (WHERE policy_version = '')
      FROM generate_series(%(first)s::date, %(last)s::date, '1 day') AS day
      LEFT JOIN moderation_decision decision ON (decision.decided_at AT TIME ZONE %(zone)s)::date = day::date
           AND NOT decision.is_shadow AND decision.decided_at >= %(since)s
     GROUP BY 1 ORDER BY 1
"""
# A policy's decision, and the first word of a person about the same words after it.
_OVERTURNED: Final = """
    WITH looked AS (
        SELECT DISTINCT ON (person.id) person.verdict AS word, policy.verdict AS verdict, policy.reasons AS reasons
          FROM moderation_decision person
          JOIN moderation_decision policy ON policy.review_id = person.review_id AND policy.revision = person.revision
               AND policy.id < person.id AND policy.policy_version <> '' AND NOT policy.is_shadow
         WHERE person.policy_version = '' AND person.decided_at >= %s
         ORDER BY person.id, policy.id DESC
    )
    SELECT rule, count(*), count(*) FILTER (WHERE word = 'approved')
      FROM looked, unnest(reasons) AS rule
     WHERE verdict <> 'approved'
     GROUP BY 1
     ORDER BY 2 DESC, 1
"""


@dataclass(frozen=True, slots=True)
class Day:
    """The decisions of a day: by a policy alone, sent to a person, by a person."""

    day: date
    automatic: int
    sent: int
    people: int


@dataclass(frozen=True, slots=True)
class Rule:
    """A reason, the reviews stopped for it that people have looked at, and those of them they approved after all."""

    code: str
    looked_at: int
    overturned: int

    @property
    def percent(self) -> int:
        return round(100 * self.overturned / self.looked_at)


@dataclass(frozen=True, slots=True)
class Measures:
    """Ages are of what waits now, None where nothing does; ``automatic`` is the percentage that no person was asked
    about in the last ``DAYS`` days, None without decisions."""

    backlog: int
    appeals: int
    age_p50: timedelta | None
    age_p95: timedelta | None
    automatic: int | None
    days: tuple[Day, ...]
    rules: tuple[Rule, ...]

    @property
    def highest(self) -> int:
        """The most decisions of a day, at least 1."""
        return max(1, *(day.automatic + day.sent for day in self.days))


def measures(items: Sequence[Waiting], *, now: datetime) -> Measures:
    """Return the measures; ``items`` are all that wait. Two queries."""
    first = now - timedelta(days=DAYS - 1)
    with connection.cursor() as cursor:
        cursor.execute(
            _BY_DAY,
            {
                "first": first.date(),
                "last": now.date(),
                "zone": "UTC",
                "since": first.replace(hour=0, minute=0, second=0, microsecond=0),
            },
        )
        days = tuple(Day(*row) for row in cursor.fetchall())
        cursor.execute(_OVERTURNED, [now - _SINCE])
        rules = tuple(Rule(*row) for row in cursor.fetchall())
    automatic, sent = sum(day.automatic for day in days), sum(day.sent for day in days)
    ages = sorted(now - item.since for item in items)
    return Measures(
        backlog=len(items),
        appeals=sum(item.is_appeal for item in items),
        age_p50=_percentile(ages, 50),
        age_p95=_percentile(ages, 95),
        automatic=round(100 * automatic / (automatic + sent)) if automatic + sent else None,
        days=days,
        rules=rules,
    )


def _percentile(ages: Sequence[timedelta], percent: int) -> timedelta | None:
    if len(ages) < 2:
        return ages[0] if ages else None
    seconds = quantiles([age.total_seconds() for age in ages], n=100, method="inclusive")
    return timedelta(seconds=seconds[percent - 1])
