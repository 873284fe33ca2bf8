"""Which forms are sent, and by how many of those who saw their page."""

from dataclasses import dataclass
from typing import Final, LiteralString

from analytics.reports.scope import Scope
from analytics.reports.sql import rows
from analytics.reports.table import Chart, Kind, Result, Table, column

LIMIT: Final = 200


@dataclass(frozen=True, slots=True)
class Form:
    """One form on one page; what was typed is not recorded."""

    form: str = column("Form", Kind.TEXT)
    path: str = column("Page", Kind.TEXT)
    viewers: int = column("Page's visitors", Kind.COUNT)
    submitted: int = column("Sent", Kind.COUNT)
    people: int = column("Sent by", Kind.COUNT)
    share: float | None = column(
        "Of the page's visitors", Kind.PERCENT, "Visitors who saw the page and sent it."
    )


@dataclass(frozen=True, slots=True)
class Forms(Result):
    """By how often they were sent."""

    forms: Table[Form]


_STATEMENT: Final[LiteralString] = """
WITH e AS MATERIALIZED (
    SELECT e.event, e.form_id, coalesce(e.page_path, '') AS path, e.subject
    FROM analytics_event e WHERE {scope} AND e.event IN ('page_viewed', 'form_submitted')
), viewers AS (SELECT DISTINCT path, subject FROM e WHERE event = 'page_viewed' AND subject IS NOT NULL),
seen AS (SELECT path, count(*) AS viewers FROM viewers GROUP BY path),
senders AS (
    SELECT form_id, path, subject, count(*) AS sent FROM e WHERE event = 'form_submitted' GROUP BY 1, 2, 3
), sent AS (
    SELECT s.form_id, s.path, sum(s.sent)::int AS submitted, count(s.subject) AS people,
           count(v.subject) AS seen_and_sent
    FROM senders s LEFT JOIN viewers v USING (path, subject) GROUP BY 1, 2
)
SELECT coalesce(form_id, '') AS form, path, coalesce(viewers, 0), submitted, people,
       seen_and_sent::float8 / nullif(viewers, 0)
FROM sent LEFT JOIN seen USING (path)
ORDER BY submitted DESC, form, path LIMIT %(limit)s
"""


def report(scope: Scope) -> Forms:
    """Return the forms that were sent in the period."""
    return Forms(Table("forms", "Forms", Form, rows(Form, _STATEMENT, scope, limit=LIMIT), Chart.BARS))
