"""Handing out what is stored about a person, and erasing it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from django.db import OperationalError, transaction
from django.utils import timezone

from tracking import outbox
from tracking.errors import ErasureDelayed
from tracking.events import VisitorErased
from tracking.ids import uuid7
from tracking.privacy import notes, people
from tracking.privacy.people import Person
from tracking.privacy.registry import completions, holdings
from tracking.privacy.signals import person_erased, person_exported

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Erasure:
    """What an erasure did, or would do: rows by table, those with any only. ``erased_at`` is in ms since 1970."""

    rows: dict[str, int]
    erased_at: int


def person_find(identifier: str) -> Person:
    """Return the person with this e-mail address, public id or anonymous id, by every name that any app knows."""
    person = people.with_aliases(people.named(identifier))
    for complete in completions():
        person = complete(person)
    return people.with_aliases(person)


def person_export(person: Person, *, now: datetime) -> dict[str, Any]:
    """Return everything that is stored about ``person``, by app and table; tables without any are left out."""
    data: dict[str, dict[str, Any]] = {}
    for holding in holdings():
        if rows := [dict(row) for row in holding.export(person)]:
            data.setdefault(holding.app, {})[holding.table] = {"about": holding.about, "rows": rows}
    person_exported.send(sender=None)
    return {
        "exported_at": now.isoformat(),
        "names": sorted(person.subjects | person.emails),
        "data": data,
    }


def person_erase(
    person: Person, *, clock: Callable[[], datetime] = timezone.now, dry_run: bool = False
) -> Erasure:
    """Erase ``person`` from every table in one transaction, and note it, so that no topic read again brings them
    back. What is received from the same person afterwards is recorded as anybody's.

    A dry run does the same and takes it back, so what it counts is exact.

    Raises:
        ErasureDelayed: a consumer's batch took too long; nothing was erased.
    """
    try:
        with transaction.atomic():
            notes.lock_alone()
            rows = {holding.table: holding.erase(person) for holding in holdings()}
            # Read last: whatever was received while we were at it belongs to the past as well.
            erased_at = int(clock().timestamp() * 1000)
            notes.write(person.subjects, erased_at=erased_at)
            _tell(person, erased_at)
            person_erased.send(sender=None, rows=sum(rows.values()))
            transaction.set_rollback(dry_run)
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", None) == "55P03":  # lock_not_available
            raise ErasureDelayed from error
        raise
    if not dry_run:
        log.info("person_erased", rows=sum(rows.values()))
    return Erasure({table: count for table, count in rows.items() if count}, erased_at)


def _tell(person: Person, erased_at: int) -> None:
    event = VisitorErased(
        message_id=uuid7(),
        date=erased_at,
        received_at=erased_at,
        subjects=sorted(person.subjects),
        erased_at=erased_at,
    )
    outbox.enqueue(event, aggregate=f"erasure:{event.message_id}")
