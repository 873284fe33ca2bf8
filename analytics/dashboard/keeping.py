"""What the business teams keep: views under names, links to them that end, mails of them, and notes on days."""

import secrets
from datetime import date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from analytics.dashboard.due import next_due
from analytics.errors import NoSuchLink
from analytics.models import Annotation, SavedView, ViewLink, ViewMail, Watch

LINK_DAYS: Final = (1, 7, 30, 90)
"""For how long a link may be good."""


def views_of(user_id: int) -> QuerySet[SavedView]:
    return SavedView.objects.filter(user_id=user_id).select_related("mail").prefetch_related("links")


def view_save(*, user_id: int, name: str, report: str, query: str) -> SavedView:
    """Keep a view under a name; one's own view of that name is replaced, and links to it show the new one."""
    view, _ = SavedView.objects.update_or_create(
        user_id=user_id, name=name, defaults={"report": report, "query": query}
    )
    return view


def view_delete(*, user_id: int, view_id: int) -> None:
    """Delete a view of one's own with its links and mails; another's stays."""
    SavedView.objects.filter(user_id=user_id, pk=view_id).delete()


def link_make(*, view: SavedView, days: int, now: datetime) -> str:
    """Return the token of a new link that is good for ``days``. It is told once: only its hash is kept, so whoever
    reads the database can't use it."""
    token = secrets.token_urlsafe(24)
    ViewLink.objects.create(view=view, digest=_digest(token), expires_at=now + timedelta(days=days))
    return token


def link_view(*, token: str, now: datetime) -> ViewLink:
    """Return the link of ``token``.

    Raises:
        NoSuchLink: it is wrong, was taken back, is over, or its owner is no longer of the staff.
    """
    good = ViewLink.objects.filter(expires_at__gt=now, view__user__is_active=True, view__user__is_staff=True)
    link = good.select_related("view").filter(digest=_digest(token)).first()
    if link is None:
        raise NoSuchLink
    return link


def link_delete(*, user_id: int, link_id: int) -> None:
    """Take back a link to a view of one's own."""
    ViewLink.objects.filter(view__user_id=user_id, pk=link_id).delete()


def links_expired_delete(*, now: datetime) -> int:
    """Delete the links that are over; return how many."""
    return ViewLink.objects.filter(expires_at__lte=now).delete()[0]


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()


@transaction.atomic
def mail_set(*, view: SavedView, every: str, now: datetime) -> None:
    """Mail the view to its owner ``every`` day, week or month; an empty ``every`` ends it."""
    if not every:
        ViewMail.objects.filter(view=view).delete()
        return
    due = next_due(every, after=now)
    ViewMail.objects.update_or_create(view=view, defaults={"every": every, "due_at": due})


def notes_between(first: date, last: date) -> dict[date, str]:
    """Return what was noted, by day; several notes of a day in one text."""
    found: dict[date, list[str]] = {}
    for note in Annotation.objects.filter(day__range=(first, last)):
        found.setdefault(note.day, []).append(note.text)
    return {day: " · ".join(texts) for day, texts in found.items()}


def note_add(*, user_id: int, day: date, text: str) -> Annotation:
    return Annotation.objects.create(user_id=user_id, day=day, text=text)


def note_delete(*, note_id: int) -> None:
    """Delete a note, whoever's: the charts are everybody's."""
    Annotation.objects.filter(pk=note_id).delete()


def watch_add(*, measure: str, kind: str, limit: Decimal | None) -> Watch:
    """Watch a figure (see ``analytics.watching``); the same watch is there once."""
    return Watch.objects.get_or_create(measure=measure, kind=kind, limit=limit)[0]


def watch_delete(*, watch_id: int) -> None:
    """Watch a figure no longer, whoever wanted it."""
    Watch.objects.filter(pk=watch_id).delete()
