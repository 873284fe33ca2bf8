"""The pages at ``/dashboard/``: a report each, its downloads, and the view that a shared link opens. For staff, but
for the last."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from confluent_kafka import KafkaException
from django.contrib.admin.views.decorators import staff_member_required
from django.core.cache import caches
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    QueryDict,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from analytics.dashboard import keeping
from analytics.dashboard.address import Address
from analytics.dashboard.asking import PERIODS, Answer, amounts_of, ask, canonical, chips, step_lines
from analytics.dashboard.page import sections_of
from analytics.errors import ExportUnavailable, NoSuchLink
from analytics.export import parquet
from analytics.export.csv import csv_lines
from analytics.models import ViewMail
from analytics.reports import funnel
from analytics.reports.catalogue import REPORTS
from analytics.reports.retention import Unit
from analytics.reports.scope import CHOICES, Field
from analytics.selectors import Completeness, completeness
from consumers.status import topic_ends

_NOT_HERE: Final = 501
# A page of several tabs asks Kafka once.
_COMPLETE_SECONDS: Final = 2
# Names that the form of days asks, and those that a report's own form does.
_OF_SCOPE: Final = ("from", "to", "zone", "compare", "bots", "staff")
_OF_REPORT: Final = ("step", "window", "by", "start")


@never_cache
@require_safe
@staff_member_required(login_url="shop:login")
def report(request: HttpRequest, name: str = "overview") -> HttpResponse:
    """One report: what its address asks, as cards, charts and tables. htmx takes the part that changes out of it; the
    live view, which asks again and again, gets that part alone."""
    address = Address(request.path, dict(request.GET.lists()))
    if (made := canonical(address)) is not None:
        return HttpResponseRedirect(str(made))
    now = timezone.now()
    answer = _asked(name, address, now)
    if name == "live" and request.headers.get("HX-Target") == "live":
        return render(request, "analytics/_live.html", _shown(answer, address, now), status=answer.status)
    context = {
        **_shown(answer, address, now),
        **_controls(answer, address),
        "views": keeping.views_of(request.user.pk or 0),
        "mail_choices": ViewMail.Every.choices,
        "link_days": keeping.LINK_DAYS,
    }
    return render(request, "analytics/report.html", context, status=answer.status)


@never_cache
@require_safe
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """What a link shows to whoever has it: one view, nothing to change, until the link ends."""
    now = timezone.now()
    try:
        link = keeping.link_view(token=token, now=now)
    except NoSuchLink:
        return render(request, "analytics/link_over.html", status=404)
    query = QueryDict(link.view.query)
    # Sorting and choosing measures only; what the view is about was decided by who shared it.
    own = {
        name: values
        for name, values in request.GET.lists()
        if name.partition(".")[0] in {"sort", "show", "all"}
    }
    address = Address(request.path, {**dict(query.lists()), **own})
    answer = _asked(link.view.report, address, now)
    shown = Address(request.path, own)
    context = {**_shown(answer, shown, now), "link": link, "is_shared": True}
    response = render(request, "analytics/shared.html", context, status=answer.status)
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


@never_cache
@require_safe
@staff_member_required(login_url="shop:login")
def download(request: HttpRequest, name: str, table: str, form: str) -> HttpResponseBase:
    """One table of a report as a file, all rows of it: ``form`` is csv or parquet."""
    answer = _asked(name, Address(request.path, dict(request.GET.lists())), timezone.now())
    if answer.result is None:
        return HttpResponse(answer.problem, status=answer.status, content_type="text/plain")
    found = answer.result.tables.get(table)
    if found is None:
        raise Http404
    period = answer.scope.period
    filename = f"{name}-{table}-{period.first}-to-{period.last}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{filename}"'}
    if form == "csv":
        return StreamingHttpResponse(
            csv_lines(found), content_type="text/csv; charset=utf-8", headers=headers
        )
    try:
        content = parquet.parquet_bytes(found)
    except ExportUnavailable as error:
        return HttpResponse(str(error), status=_NOT_HERE, content_type="text/plain")
    return HttpResponse(content, content_type="application/vnd.apache.parquet", headers=headers)


def _asked(name: str, address: Address, now: datetime) -> Answer:
    if name not in REPORTS:
        raise Http404
    return ask(name, address.query, now=now)


def _shown(answer: Answer, address: Address, now: datetime) -> dict[str, Any]:
    """Return what a report's page shows, whoever looks at it."""
    scope = answer.scope
    complete = _completeness(now)
    notes = keeping.notes_between(scope.period.first, scope.period.last)
    sections: Iterable[Any] = ()
    if answer.result is not None:
        sections = sections_of(
            answer.report.name, answer.result, address, zone=scope.period.zone, notes=notes
        )
    is_live = answer.report.name == "live"
    complete_to = complete.events if is_live else complete.rollups
    own = ZoneInfo(scope.period.zone)
    return {
        "report": answer.report,
        "address": address,
        "scope": scope,
        "problem": answer.problem,
        "amounts": amounts_of(answer),
        "sections": list(sections),
        "is_live": is_live,
        "complete_to": complete_to,
        "complete_day": complete_to and complete_to.astimezone(own).date(),
        "today": now.astimezone(own).date(),
        "zone": scope.period.zone,
    }


def _completeness(now: datetime) -> Completeness:
    def found() -> Completeness:
        try:
            ends = topic_ends()
        except KafkaException:
            ends = None
        return completeness(ends=ends, now=now)

    return caches["local"].get_or_set("warehouse-complete", found, _COMPLETE_SECONDS) or found()


def _controls(answer: Answer, address: Address) -> dict[str, Any]:
    """Return what the page's forms and links need."""
    scope = answer.scope
    base = reverse("dashboard:overview")
    kept = address.only(["last", "from", "to", "zone", "compare", "bots", "staff", *Field])
    return {
        # The hidden fields of a form: what the address says, but for what the form itself asks.
        "hidden": list(address.but(**dict.fromkeys(_OF_SCOPE, ""))),
        "others": list(address.but(**dict.fromkeys(_OF_REPORT, ""))),
        "unit_links": [(unit, str(address.but(unit=unit)), unit == _unit(answer, address)) for unit in Unit],
        "reports": [
            (
                one,
                str(
                    kept.at(base if one.name == "overview" else reverse("dashboard:report", args=[one.name]))
                ),
            )
            for one in REPORTS.values()
        ],
        "periods": [
            (text, str(address.but(**{"last": str(days), "from": "", "to": ""})), days == scope.last)
            for days, text in PERIODS
        ],
        "fields": list(Field),
        "choices": CHOICES,
        "chips": chips(scope, address),
        "steps": step_lines(address.query),
        "events": sorted(funnel.NAMES),
        "columns": funnel.COLUMNS,
        "operators": list(funnel.Operator),
        "with_parquet": parquet.is_available(),
        "given": {name: (address.query.get(name) or [""])[-1] for name in (*_OF_SCOPE, *_OF_REPORT)},
    }


def _unit(answer: Answer, address: Address) -> str:
    usual = Unit.MONTH if answer.report.name == "cohorts" else Unit.WEEK
    return (address.query.get("unit") or [usual])[-1]
