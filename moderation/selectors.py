"""Reading the trail."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection

_AGREEMENT: Final = """
    SELECT shadow.policy_version, live.verdict, shadow.verdict, count(*)
      FROM moderation_decision shadow
      JOIN moderation_decision live ON live.review_id = shadow.review_id AND live.revision = shadow.revision
                                   AND live.decided_at = shadow.decided_at AND NOT live.is_shadow
     WHERE shadow.is_shadow AND shadow.decided_at >= %s
     GROUP BY 1, 2, 3
     ORDER BY 1, 4 DESC, 2, 3
"""


@dataclass(frozen=True, slots=True)
class Difference:
    """So many reviews that the live policy decided as ``live`` would have become ``shadow``."""

    live: str
    shadow: str
    count: int


@dataclass(frozen=True, slots=True)
class ShadowReport:
    """What a policy in shadow would have decided, beside what the live one did; ``differences`` the most frequent
    first."""

    version: str
    judged: int
    differences: tuple[Difference, ...]

    @property
    def different(self) -> int:
        return sum(difference.count for difference in self.differences)


def shadow_reports(*, since: datetime) -> Sequence[ShadowReport]:
    """Return a report for each policy that ran in shadow since then. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_AGREEMENT, [since])
        rows = cursor.fetchall()
    return [
        ShadowReport(
            version=version,
            judged=sum(count for name, _, _, count in rows if name == version),
            differences=tuple(
                Difference(live, shadow, count)
                for name, live, shadow, count in rows
                if name == version and live != shadow
            ),
        )
        for version in dict.fromkeys(row[0] for row in rows)
    ]
