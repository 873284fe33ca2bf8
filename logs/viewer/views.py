"""The pages at ``/operations/logs/``, for staff. Each asks the tool once and holds no worker between two refreshes."""

import time
from typing import Any, Final, cast

from django.contrib import messages
from django.contrib.admin.views.decorators import staff_member_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from consumers.errors import Unavailable
from logs.queries import FACETS, LogQuery
from logs.swap import viewer_store
from logs.viewer.asking import RANGES, Asking, AskingForm, asking_of
from logs.viewer.page import LINES, PATTERNS, address, results_of, row_of
from logs.viewer.searches import SaveForm, search_delete, search_save, searches_of

_TRACE_LINES: Final = 500
_UNAVAILABLE: Final = 503


@never_cache
@require_safe
@staff_member_required(login_url="shop:login")
def lines(request: HttpRequest) -> HttpResponse:
    """Lines, newest first, with histogram and facets. htmx gets the part that changes."""
    asking, context = _context(request)
    store = viewer_store()
    context["tool"] = store.name
    try:
        context["results"] = results_of(store, asking, request.GET)
    except Unavailable as error:
        return _unavailable(request, context, error)
    template = "logs/_results.html" if request.headers.get("HX-Request") else "logs/lines.html"
    return render(request, template, context)


@never_cache
@require_safe
@staff_member_required(login_url="shop:login")
def patterns(request: HttpRequest) -> HttpResponse:
    """What was said how often: lines grouped by their text without what varies."""
    asking, context = _context(request)
    store = viewer_store()
    context["tool"] = store.name
    try:
        found = store.patterns(asking.query, limit=PATTERNS)
    except Unavailable as error:
        return _unavailable(request, context, error)
    base = reverse("logs:lines")
    context["patterns"] = [
        (text, count, base + address(request.GET, pattern=text)) for text, count in found.most_common()
    ]
    return render(request, "logs/patterns.html", context)


@never_cache
@require_safe
@staff_member_required(login_url="shop:login")
def trace(request: HttpRequest, trace_id: str) -> HttpResponse:
    """One trace's lines, oldest first: through web, topic and consumers."""
    store = viewer_store()
    context: dict[str, Any] = {"trace_id": trace_id, "tool": store.name}
    try:
        found = store.lines(LogQuery(trace=trace_id), limit=_TRACE_LINES)
    except Unavailable as error:
        return _unavailable(request, context, error)
    rows = [row_of(line) for line in reversed(found)]
    started = rows[0].line.timestamp if rows else 0
    context["rows"] = [(row, (row.line.timestamp - started) / 1_000_000) for row in rows]
    context["services"] = sorted({row.line.consumer or row.line.service for row in rows})
    context["is_cut"] = len(found) == _TRACE_LINES
    return render(request, "logs/trace.html", context)


@require_POST
@staff_member_required(login_url="shop:login")
def save(request: HttpRequest) -> HttpResponse:
    """Give the search a name."""
    form = SaveForm(request.POST)
    query = form.data.get("query", "").lstrip("?")
    if form.is_valid():
        search_save(user_id=_user_id(request), **form.cleaned_data)
        messages.success(request, f"Saved as “{form.cleaned_data['name']}”.")
    else:
        messages.error(request, "A saved search needs a name of at most 60 characters.")
    return HttpResponseRedirect(f"{reverse('logs:lines')}?{query}")


@require_POST
@staff_member_required(login_url="shop:login")
def forget(request: HttpRequest, search_id: int) -> HttpResponse:
    """Delete a saved search of one's own."""
    search_delete(user_id=_user_id(request), search_id=search_id)
    return HttpResponseRedirect(reverse("logs:lines"))


def _context(request: HttpRequest) -> tuple[Asking, dict[str, Any]]:
    form = AskingForm(request.GET)
    asking = asking_of(request.GET, form, now=time.time_ns() // 1_000_000)
    return asking, {
        "asking": asking,
        "ranges": [(key, text) for key, (text, _) in RANGES.items()],
        "problems": [f"{name}: {', '.join(map(str, errors))}" for name, errors in form.errors.items()],
        "searches": searches_of(_user_id(request)),
        "query": request.GET.urlencode(),
        "narrowed": [
            (name, sorted(asking.query.chosen[name])) for name in FACETS if name in asking.query.chosen
        ],
        "live_address": address(request.GET, without=("since", "until")) + "&live=1",
        "paused_address": address(request.GET),
        "all_times": address(request.GET, without=("since", "until", "partition", "from", "to", "topic")),
        "all_patterns": address(request.GET, without=("pattern",)),
        "most": LINES,
    }


def _unavailable(request: HttpRequest, context: dict[str, Any], error: Unavailable) -> HttpResponse:
    return render(request, "logs/unavailable.html", {**context, "error": str(error)}, status=_UNAVAILABLE)


def _user_id(request: HttpRequest) -> int:
    return cast(int, request.user.pk)
