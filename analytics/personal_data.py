"""What the warehouse keeps about people: what they did, under subjects."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from analytics import days
from analytics.models import AnalyticsEvent, Annotation, DayExposure, DaySession, SavedView
from tracking.events import EVENTS, event_name
from tracking.privacy.people import Person
from tracking.privacy.registry import Holding, declare, exempt

_KEPT: Final = f"{settings.ANALYTICS_RETENTION_DAYS} days"

# What the store records for its own books; without whom it is about it says nothing about anybody.
_BOOKS: Final = [event_name(event) for event in EVENTS if not event.names_someone]

_NAMELESS: Final = (
    "subject = NULL, anonymous_id = NULL, user_id = NULL, session_id = NULL, page_view_id = NULL, page_path = NULL,"
    " page_title = NULL, referrer_host = NULL, device = NULL, browser = NULL, locale = NULL, timezone = NULL"
)
_HIDE: Final = f"""
    UPDATE analytics_event SET {_NAMELESS} WHERE subject = ANY(%(names)s) AND event = ANY(%(books)s)
    RETURNING (occurred_at AT TIME ZONE %(zone)s)::date
"""  # noqa: S608  (columns of our own)
_DELETE: Final = """
    DELETE FROM analytics_event WHERE subject = ANY(%(names)s)
    RETURNING (occurred_at AT TIME ZONE %(zone)s)::date
"""
# A browser that was another account's first: those rows are the other's, but its id is this person's too.
_PART: Final = "UPDATE analytics_event SET anonymous_id = NULL WHERE anonymous_id = ANY(%(browsers)s)"


def _events_export(person: Person) -> Iterable[dict[str, Any]]:
    kept = Q(subject__in=person.subjects)
    for row in AnalyticsEvent.objects.filter(kept).order_by("occurred_at").values().iterator():
        yield {name: value for name, value in row.items() if value is not None}


def _events_erase(person: Person) -> int:
    names: dict[str, Any] = {
        "names": sorted(person.subjects),
        "browsers": sorted(name[2:] for name in person.subjects if name.startswith("a:")),
        "books": _BOOKS,
        "zone": timezone.get_default_timezone_name(),
    }
    changed: list[date] = []
    with connection.cursor() as cursor:
        for statement in (_HIDE, _DELETE):
            cursor.execute(statement, names)
            changed += [row[0] for row in cursor.fetchall()]
        cursor.execute(_PART, names)
    days.mark_stale(set(changed))
    return len(changed)


def _sessions(person: Person) -> QuerySet[DaySession]:
    return DaySession.objects.filter(subject__in=person.subjects)


def _sessions_expired(now: datetime) -> QuerySet[DaySession]:
    return DaySession.objects.filter(day__lt=now.date() - timedelta(days=settings.ANALYTICS_RETENTION_DAYS))


def _views(person: Person) -> QuerySet[SavedView]:
    return SavedView.objects.filter(user__public_id__in=person.public_ids)


def _notes(person: Person) -> QuerySet[Annotation]:
    return Annotation.objects.filter(user__public_id__in=person.public_ids)


def _exposures(person: Person) -> QuerySet[DayExposure]:
    return DayExposure.objects.filter(subject__in=person.subjects)


def _exposures_expired(now: datetime) -> QuerySet[DayExposure]:
    return DayExposure.objects.filter(day__lt=now.date() - timedelta(days=settings.ANALYTICS_RETENTION_DAYS))


declare(
    Holding(
        app="analytics",
        table="analytics_event",
        about="What was done in the store: pages, searches, clicks, the cart, orders.",
        kept=f"{_KEPT}; whole days are dropped by a task of their own",
        reason="A month can be compared with the same one a year before.",
        erasure="deleted; orders and refunds stay as the store's books, naming nobody",
        export=_events_export,
        erase=_events_erase,
    )
)
declare(
    Holding(
        app="analytics",
        table="analytics_day_session",
        about="Each visit in a line: when, from where, how many pages, searches and orders.",
        kept=_KEPT,
        reason="As long as the events that it is counted from.",
        erasure="deleted",
        export=lambda person: _sessions(person).values(),
        erase=lambda person: _sessions(person).delete()[0],
        expired=_sessions_expired,
    )
)
declare(
    Holding(
        app="analytics",
        table="analytics_saved_view",
        about="Views of the dashboard that a member of staff gave a name, with links to them and mails of them.",
        kept="until deleted",
        reason="They are a tool of its owner.",
        erasure="deleted, with its links and mails",
        export=lambda person: _views(person).values("name", "report", "query", "created_at"),
        erase=lambda person: _views(person).delete()[0],
    )
)
declare(
    Holding(
        app="analytics",
        table="analytics_annotation",
        about="Which member of staff noted in the charts what happened on a day.",
        kept="until deleted",
        reason="Colleagues can ask who wrote it.",
        erasure="the name goes, the note stays",
        export=lambda person: _notes(person).values("day", "text", "created_at"),
        erase=lambda person: _notes(person).update(user=None),
    )
)
declare(
    Holding(
        app="analytics",
        table="analytics_day_exposure",
        about="On which days personal deals were shown, or held back to see whether they help.",
        kept=_KEPT,
        reason="As long as the events that it is counted from.",
        erasure="deleted",
        export=lambda person: _exposures(person).values(),
        erase=lambda person: _exposures(person).delete()[0],
        expired=_exposures_expired,
    )
)
for _table in ("total", "page", "search", "product", "category", "promotion", "form", "source"):
    exempt(
        f"analytics_day_{_table}",
        "Sets of hashes, to count people by; counted again from what is left within minutes of an erasure.",
    )
exempt(
    "analytics_day_moment",
    "Hashes of who did what when, to follow ways of several steps by; counted again within minutes of an erasure.",
)
exempt(
    "analytics_day_order",
    "What each order brought, with a hash of whose it was; counted again within minutes of an erasure.",
)
