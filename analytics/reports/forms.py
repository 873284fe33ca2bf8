"""Which forms are sent, and by how many of those who saw their page."""

from dataclasses import dataclass
from typing import Final, LiteralString

from analytics.packed import how_many, how_many_of_both
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


@dataclass(frozen=True, slots=True)
class _Sent:
    form: str
    path: str
    viewers: bytes | None
    submitted: int
    senders: bytes


# People are many: they are put together of those forms that are shown only.
_STATEMENT: Final[LiteralString] = """
WITH {days}, summed AS (
    SELECT form_id, page_path, sum(submitted)::bigint AS submitted, string_agg(senders, '') AS senders
    FROM analytics_day_form GROUP BY 1, 2 ORDER BY submitted DESC, form_id, page_path LIMIT %(limit)s
), seen AS (
    SELECT page_path, string_agg(visitors, '') AS viewers
    FROM analytics_day_page WHERE page_path IN (SELECT page_path FROM summed) GROUP BY 1
)
SELECT form_id, page_path, viewers, submitted, senders
FROM summed LEFT JOIN seen USING (page_path) ORDER BY submitted DESC, form_id, page_path
"""


def report(scope: Scope) -> Forms:
    """Return the forms that were sent in the period."""
    sent = rows(_Sent, _STATEMENT, scope, parts={"days": counted(scope, FORMS, PAGES)}, limit=LIMIT)
    return Forms(Table("forms", "Forms", Form, tuple(map(_form, sent)), Chart.BARS))


def _form(row: _Sent) -> Form:
    viewers, both = how_many(row.viewers), how_many_of_both(row.senders, row.viewers)
    share = both / viewers if viewers else None
    return Form(row.form, row.path, viewers, row.submitted, how_many(row.senders), share)
