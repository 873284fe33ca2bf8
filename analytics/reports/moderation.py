"""How reviews are decided: how many, how, why, how fast. Numbers only; no review and no author is named."""

from dataclasses import dataclass
from datetime import date
from typing import Final, LiteralString

from analytics.reports.scope import Scope
from analytics.reports.sql import rows
from analytics.reports.table import Chart, Kind, Result, Table, column

PERSON: Final = "person"
"""Who decided where no policy is named."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one policy, or people, decided."""

    decided_by: str = column("Decided by", Kind.TEXT, "The policy's version, or a person.")
    verdict: str = column("Verdict", Kind.TEXT)
    decisions: int = column("Decisions", Kind.COUNT)
    share: float = column("Share", Kind.PERCENT, "Of the decisions of the same policy, or of people.")
    median_ms: float | None = column(
        "Median wait", Kind.DURATION, "From the words' submission to the decision."
    )
    p95_ms: float | None = column("95 % within", Kind.DURATION)


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason that decisions gave; one may give several."""

    reason: str = column("Reason", Kind.TEXT)
    decisions: int = column("Decisions", Kind.COUNT)
    rejected: int = column("Rejected", Kind.COUNT)


@dataclass(frozen=True, slots=True)
class Day:
    """A local day."""

    day: date = column("Day", Kind.DAY)
    submitted: int = column("Written", Kind.COUNT, "New and edited reviews.")
    approved: int = column("Approved", Kind.COUNT)
    rejected: int = column("Rejected", Kind.COUNT)
    person: int = column("To a person", Kind.COUNT)


@dataclass(frozen=True, slots=True)
class Moderation(Result):
    """Decisions of the period, whenever the review was written."""

    verdicts: Table[Verdict]
    reasons: Table[Reason]
    days: Table[Day]


_VERDICTS: Final[LiteralString] = """
WITH d AS (
    SELECT coalesce(e.properties ->> 'policy_version', %(person)s) AS by, e.properties ->> 'verdict' AS verdict,
           (e.properties ->> 'latency_ms')::float8 AS waited
    FROM analytics_event e WHERE {scope} AND e.event = 'review_moderated'
)
SELECT by, verdict, count(*) AS n, count(*)::float8 / sum(count(*)) OVER (PARTITION BY by)::float8,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY waited), percentile_cont(0.95) WITHIN GROUP (ORDER BY waited)
FROM d GROUP BY by, verdict ORDER BY by, n DESC, verdict
"""
_REASONS: Final[LiteralString] = """
SELECT reason, count(*) AS n, count(*) FILTER (WHERE e.properties ->> 'verdict' = 'rejected')
FROM analytics_event e CROSS JOIN jsonb_array_elements_text(e.properties -> 'reasons') AS reason
WHERE {scope} AND e.event = 'review_moderated'
GROUP BY reason ORDER BY n DESC, reason
"""
_DAYS: Final[LiteralString] = """
SELECT (e.occurred_at AT TIME ZONE %(zone)s)::date AS day,
       count(*) FILTER (WHERE e.event <> 'review_moderated'),
       count(*) FILTER (WHERE e.properties ->> 'verdict' = 'approved'),
       count(*) FILTER (WHERE e.properties ->> 'verdict' = 'rejected'),
       count(*) FILTER (WHERE e.properties ->> 'verdict' = 'person')
FROM analytics_event e
WHERE {scope} AND e.event IN ('review_submitted', 'review_edited', 'review_moderated')
GROUP BY day ORDER BY day
"""


def report(scope: Scope) -> Moderation:
    """Return how the period's reviews were decided; a day without any is all zeros."""
    found = {row.day: row for row in rows(Day, _DAYS, scope)}
    days = tuple(found.get(day, Day(day, 0, 0, 0, 0)) for day in scope.period.days)
    verdicts = rows(Verdict, _VERDICTS, scope, person=PERSON)
    return Moderation(
        verdicts=Table("verdicts", "Verdicts", Verdict, verdicts, Chart.BARS),
        reasons=Table("reasons", "Reasons", Reason, rows(Reason, _REASONS, scope), Chart.BARS),
        days=Table("days", "By day", Day, days, Chart.LINE),
    )
