"""All reports by name: what a dashboard, a download, a scheduled mail and the bench walk through.

``run`` takes the address' query: a report's own options stand beside the scope's.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from analytics.errors import BadScope
from analytics.reports import (
    acquisition,
    cohorts,
    forms,
    funnel,
    funnel_query,
    live,
    moderation,
    overview,
    pages,
    paths,
    pipeline,
    products,
    promotions,
    retention,
    searches,
)
from analytics.reports.retention import Unit
from analytics.reports.scope import Query, Scope
from analytics.reports.table import Result


@dataclass(frozen=True, slots=True)
class Report:
    """``title`` and ``about`` are for people; ``run(scope, query, now)`` raises ``BadScope``."""

    name: str
    title: str
    about: str
    run: Callable[[Scope, Query, datetime], Result]


def _unit(query: Query, usual: Unit) -> Unit:
    text = (query.get("unit") or [usual])[-1]
    if text not in list(Unit):
        raise BadScope("unit", f"choose one of {', '.join(Unit)}")
    return Unit(text)


def _plain(report: Callable[[Scope], Result]) -> Callable[[Scope, Query, datetime], Result]:
    return lambda scope, query, now: report(scope)


_ALL: Final = (
    Report("overview", "Overview", "How the store does, beside the days before.", _plain(overview.report)),
    Report(
        "live",
        "Live",
        "What happens right now.",
        lambda scope, query, now: live.report(scope, now=now),
    ),
    Report("acquisition", "Acquisition", "Where visits and orders come from.", _plain(acquisition.report)),
    Report(
        "searches", "Searches", "What people look for, and what they don't find.", _plain(searches.report)
    ),
    Report("products", "Products", "What is looked at, added and bought.", _plain(products.report)),
    Report(
        "promotions", "Promotions", "What promotions bring, and whether they work.", _plain(promotions.report)
    ),
    Report(
        "funnel",
        "Funnel",
        "Where people leave on a way of several steps.",
        lambda scope, query, now: funnel.report(scope, funnel_query.parse(query)),
    ),
    Report(
        "paths",
        "Paths",
        "From page to page.",
        lambda scope, query, now: paths.report(
            scope, (query.get("start") or [""])[-1][:300].replace("\0", "")
        ),
    ),
    Report(
        "retention",
        "Retention",
        "Who comes back.",
        lambda scope, query, now: retention.report(scope, _unit(query, Unit.WEEK)),
    ),
    Report(
        "cohorts",
        "Cohorts",
        "What customers are worth over time.",
        lambda scope, query, now: cohorts.report(scope, _unit(query, Unit.MONTH)),
    ),
    Report("pages", "Pages", "How pages are read, and how they feel.", _plain(pages.report)),
    Report("forms", "Forms", "Which forms are sent.", _plain(forms.report)),
    Report("moderation", "Moderation", "How reviews are decided.", _plain(moderation.report)),
    Report(
        "pipeline",
        "Pipeline",
        "Whether everything arrives.",
        lambda scope, query, now: pipeline.report(scope, now=now),
    ),
)

REPORTS: Final[Mapping[str, Report]] = {report.name: report for report in _ALL}
