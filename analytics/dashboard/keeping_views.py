"""What the dashboard's small forms do: save, share, mail, note, watch. All for staff, and by POST but for
the page itself."""

from typing import cast

from django.contrib import messages
from django.contrib.admin.views.decorators import staff_member_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from analytics.dashboard import keeping
from analytics.dashboard.forms import LinkForm, MailForm, NoteForm, SaveForm, WatchForm
from analytics.models import Annotation, SavedView, ViewMail, Watch
from analytics.reports.catalogue import REPORTS


@never_cache
@require_safe
@staff_member_required(login_url="shop:login")
def kept(request: HttpRequest) -> HttpResponse:
    """One's own views with their links and mails; everybody's notes and watches."""
    return _page(request, note=NoteForm(), watch=WatchForm())


@require_POST
@staff_member_required(login_url="shop:login")
def save(request: HttpRequest) -> HttpResponse:
    """Give a report's address a name."""
    form = SaveForm(request.POST)
    if form.is_valid():
        view = keeping.view_save(user_id=_user_id(request), **form.cleaned_data)
        messages.success(request, f"Saved as “{view.name}”.")
        return _back()
    messages.error(request, "A view needs a name of at most 60 characters.")
    report = request.POST.get("report", "")
    path = reverse("dashboard:report", args=[report]) if report in REPORTS else reverse("dashboard:overview")
    return HttpResponseRedirect(f"{path}?{request.POST.get('query', '').lstrip('?')}")


@require_POST
@staff_member_required(login_url="shop:login")
def forget(request: HttpRequest, view_id: int) -> HttpResponse:
    """Delete a view of one's own."""
    keeping.view_delete(user_id=_user_id(request), view_id=view_id)
    return _back()


@require_POST
@staff_member_required(login_url="shop:login")
def share(request: HttpRequest, view_id: int) -> HttpResponse:
    """Make a link to a view of one's own and show it, once."""
    form = LinkForm(request.POST)
    view = _own_view(request, view_id)
    if not form.is_valid():
        messages.error(request, "Choose for how long the link is good.")
        return _back()
    token = keeping.link_make(view=view, days=form.cleaned_data["days"], now=timezone.now())
    link = request.build_absolute_uri(reverse("dashboard:shared", args=[token]))
    return _page(request, note=NoteForm(), watch=WatchForm(), link=link, linked=view)


@require_POST
@staff_member_required(login_url="shop:login")
def unshare(request: HttpRequest, link_id: int) -> HttpResponse:
    """Take a link back."""
    keeping.link_delete(user_id=_user_id(request), link_id=link_id)
    messages.success(request, "The link is no longer good.")
    return _back()


@require_POST
@staff_member_required(login_url="shop:login")
def mail(request: HttpRequest, view_id: int) -> HttpResponse:
    """Say how often a view of one's own is mailed to oneself."""
    form = MailForm(request.POST)
    view = _own_view(request, view_id)
    if form.is_valid():
        keeping.mail_set(view=view, every=form.cleaned_data["every"], now=timezone.now())
    else:
        messages.error(request, "Choose how often the view is mailed.")
    return _back()


@require_POST
@staff_member_required(login_url="shop:login")
def note(request: HttpRequest) -> HttpResponse:
    """Note what happened on a day."""
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _page(request, note=form, watch=WatchForm(), status=422)
    keeping.note_add(user_id=_user_id(request), **form.cleaned_data)
    return _back()


@require_POST
@staff_member_required(login_url="shop:login")
def note_delete(request: HttpRequest, note_id: int) -> HttpResponse:
    """Delete a note."""
    keeping.note_delete(note_id=note_id)
    return _back()


@require_POST
@staff_member_required(login_url="shop:login")
def watch(request: HttpRequest) -> HttpResponse:
    """Watch a figure."""
    form = WatchForm(request.POST)
    if not form.is_valid():
        return _page(request, note=NoteForm(), watch=form, status=422)
    keeping.watch_add(**form.cleaned_data)
    return _back()


@require_POST
@staff_member_required(login_url="shop:login")
def watch_delete(request: HttpRequest, watch_id: int) -> HttpResponse:
    """Watch a figure no longer."""
    keeping.watch_delete(watch_id=watch_id)
    return _back()


def _page(
    request: HttpRequest,
    *,
    note: NoteForm,
    watch: WatchForm,
    link: str = "",
    linked: SavedView | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "views": keeping.views_of(_user_id(request)),
        "notes": Annotation.objects.select_related("user").order_by("-day", "-pk")[:100],
        "watches": Watch.objects.all(),
        "note_form": note,
        "watch_form": watch,
        "link": link,
        "linked": linked,
        "link_days": keeping.LINK_DAYS,
        "mail_choices": ViewMail.Every.choices,
        "reports": [(report, reverse("dashboard:report", args=[report.name])) for report in REPORTS.values()],
        "now": timezone.now(),
    }
    return render(request, "analytics/kept.html", context, status=status)


def _own_view(request: HttpRequest, view_id: int) -> SavedView:
    return get_object_or_404(SavedView, pk=view_id, user_id=_user_id(request))


def _back() -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("dashboard:kept"))


def _user_id(request: HttpRequest) -> int:
    return cast(int, request.user.pk)
