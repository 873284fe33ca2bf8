"""Which forms are sent, and by how many of those who saw their page."""

from dataclasses import dataclass
from typing import Final, LiteralString

from analytics.reports.scope import Scope
from analytics.reports.sql import counted, rows
from analytics.reports.table import Chart, Kind, Result, Table, column
from analytics.rollups.visits import FORMS, PAGES

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
WITH {days}, sender AS (
    SELECT DISTINCT form_id, page_path, person FROM analytics_day_form, unnest(senders) AS person
), viewer AS (
    SELECT DISTINCT page_path, person FROM analytics_day_page, unnest(visitors) AS person
    WHERE page_path IN (SELECT page_path FROM analytics_day_form)
), seen AS (SELECT page_path, count(*) AS viewers FROM viewer GROUP BY 1),
sent AS (
    SELECT form_id, page_path, count(*) AS people, count(v.person) AS seen_and_sent
    FROM sender s LEFT JOIN viewer v USING (page_path, person) GROUP BY 1, 2
), summed AS (SELECT form_id, page_path, sum(submitted)::bigint AS submitted FROM analytics_day_form GROUP BY 1, 2)
SELECT form_id, page_path, coalesce(viewers, 0), submitted, coalesce(people, 0),
       coalesce(seen_and_sent, 0)::float8 / nullif(viewers, 0)
FROM summed LEFT JOIN sent USING (form_id, page_path) LEFT JOIN seen USING (page_path)
ORDER BY submitted DESC, form_id, page_path LIMIT %(limit)s
"""


def report(scope: Scope) -> Forms:
    """Return the forms that were sent in the period."""
    found = rows(Form, _STATEMENT, scope, parts={"days": counted(scope, FORMS, PAGES)}, limit=LIMIT)
    return Forms(Table("forms", "Forms", Form, found, Chart.BARS))
