"""What logs keep about people: which account a line is about, what a member of staff saved, and which operator dealt
with an alert.

Lines are redacted before they leave a process, so an account's public id is all that names anybody in them. Only
PostgreSQL's lines are reached from here: files and other tools keep theirs until retention (``docs/log-tools.md``).
"""

from datetime import datetime

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet

from logs.models import Alert, AlertChange, SavedSearch, Silence, StoredLine
from logs.retention import ALERTS_KEPT
from logs.words import words_of
from tracking.privacy.people import Person
from tracking.privacy.registry import Holding, declare

_FORGET = """
    UPDATE log_line SET attributes = attributes - 'user.id', search = ts_delete(search, %s::text[])
     WHERE attributes ? 'user.id' AND attributes ->> 'user.id' = ANY(%s)
"""


def _changes(person: Person) -> QuerySet[AlertChange]:
    return AlertChange.objects.filter(made_by__in=person.public_ids)


def _silences(person: Person) -> QuerySet[Silence]:
    return Silence.objects.filter(made_by__in=person.public_ids)


def _changes_expired(now: datetime) -> QuerySet[AlertChange]:
    over = Alert.objects.filter(state=Alert.State.RESOLVED, resolved_at__lt=now - ALERTS_KEPT)
    return AlertChange.objects.filter(alert__in=over)


def _silences_expired(now: datetime) -> QuerySet[Silence]:
    return Silence.objects.filter(ends_at__lt=now - ALERTS_KEPT)


def _lines(person: Person) -> QuerySet[StoredLine]:
    return StoredLine.objects.extra(  # the index is one of an expression, and this is how it is written
        where=["attributes ? 'user.id' AND attributes ->> 'user.id' = ANY(%s)"],
        params=[sorted(person.public_ids)],
    )


def _lines_erase(person: Person) -> int:
    ids = sorted(person.public_ids)
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, [[word for name in ids for word in words_of(name)], ids])
        return int(cursor.rowcount)


def _searches(person: Person) -> QuerySet[SavedSearch]:
    return SavedSearch.objects.filter(user__public_id__in=person.public_ids)


declare(
    Holding(
        app="logs",
        table="log_alert_change",
        about="Which operator acknowledged an alert, and when.",
        kept=f"{ALERTS_KEPT.days} days after the alert was over",
        reason="Who looks into a fault that comes back asks those who dealt with it.",
        erasure="the name goes, the alert’s story stays",
        export=lambda person: _changes(person).values("alert", "at", "state", "why"),
        erase=lambda person: _changes(person).update(made_by=""),
        expired=_changes_expired,
    )
)
declare(
    Holding(
        app="logs",
        table="logs_silence",
        about="Which operator silenced alerts, and why.",
        kept=f"{ALERTS_KEPT.days} days after it ended",
        reason="Whoever missed an alert must find out why nobody was told.",
        erasure="the name goes, the silence stays",
        export=lambda person: _silences(person).values("matchers", "starts_at", "ends_at", "comment"),
        erase=lambda person: _silences(person).update(made_by=""),
        expired=_silences_expired,
    )
)
declare(
    Holding(
        app="logs",
        table="log_line",
        about="What the store's processes logged while somebody logged in was served.",
        kept=f"{settings.LOG_DAYS} days (`LOG_DAYS`)",
        reason="Long enough to look into what went wrong.",
        erasure="the line stays, without the account's id",
        export=lambda person: _lines(person).values("date", "level", "logger", "body"),
        erase=_lines_erase,
    )
)
declare(
    Holding(
        app="logs",
        table="log_saved_search",
        about="Searches of the log viewer that a member of staff gave a name.",
        kept="until deleted",
        reason="They are a tool of its owner.",
        erasure="deleted",
        export=lambda person: _searches(person).values("name", "query", "created_at"),
        erase=lambda person: _searches(person).delete()[0],
    )
)
