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


# People are many: they are put together by their page's place in a list, not by its path.
_STATEMENT: Final[LiteralString] = """
WITH {days}, page AS (
    SELECT page_path, row_number() OVER () AS place FROM analytics_day_form GROUP BY 1
), sender AS (
    SELECT DISTINCT form_id, place, unnest(senders) AS person FROM analytics_day_form JOIN page USING (page_path)
), viewer AS (
    SELECT DISTINCT place, unnest(visitors) AS person FROM analytics_day_page JOIN page USING (page_path)
), seen AS (SELECT place, count(*) AS viewers FROM viewer GROUP BY 1),
sent AS (
    SELECT form_id, place, count(*) AS people, count(v.person) AS seen_and_sent
    FROM sender s LEFT JOIN viewer v USING (place, person) GROUP BY 1, 2
), summed AS (
    SELECT form_id, page_path, place, sum(submitted)::bigint AS submitted
    FROM analytics_day_form JOIN page USING (page_path) GROUP BY 1, 2, 3
)
SELECT form_id, page_path, coalesce(viewers, 0), submitted, coalesce(people, 0),
       coalesce(seen_and_sent, 0)::float8 / nullif(viewers, 0)
FROM summed LEFT JOIN sent USING (form_id, place) LEFT JOIN seen USING (place)
ORDER BY submitted DESC, form_id, page_path LIMIT %(limit)s
"""


def report(scope: Scope) -> Forms:
    """Return the forms that were sent in the period."""
    found = rows(Form, _STATEMENT, scope, parts={"days": counted(scope, FORMS, PAGES)}, limit=LIMIT)
    return Forms(Table("forms", "Forms", Form, found, Chart.BARS))
