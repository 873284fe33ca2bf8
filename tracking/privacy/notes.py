"""Notes of who was erased, and the lock that keeps erasures and batches apart.

A consumer's batch and an erasure may run at the same moment. Without a lock the batch could look for notes before the
erasure wrote any, and write its rows after the erasure deleted what it saw. So a batch holds ``LOCK`` shared, from
before it looks until its effects are committed, and an erasure holds it alone, from before it deletes until its own
COMMIT. Either the batch is committed before the erasure deletes, which then finds its rows; or the batch looks after
the erasure's COMMIT, and finds the notes. The look is a statement of its own, after the one that waits for the lock:
under READ COMMITTED each statement sees what was committed before it began.

An erasure takes the lock before any other, and a batch before it writes: neither waits for the other in a circle.
"""

import hmac
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Final

import psycopg
from django.conf import settings
from django.db import connection

from tracking.models import ErasedSubject

# An advisory lock is a number that everybody agrees on: "erasure" in ASCII.
LOCK: Final = int.from_bytes(b"erasure")

# Long enough for the batches that are under way; whoever asked tries again later.
_PATIENCE: Final = "20s"

_LOOK_UP: Final = "SELECT name, erased_at FROM erased_subject WHERE name = ANY(%b::text[])"


def lock_shared() -> None:
    """Keep erasures out until the end of this transaction."""
    _execute("SELECT pg_advisory_xact_lock_shared(%s)", LOCK)


@contextmanager
def held_shared() -> Iterator[None]:
    """Keep erasures out for as long as the block lasts, without a transaction: for effects outside PostgreSQL."""
    _execute("SELECT pg_advisory_lock_shared(%s)", LOCK)
    try:
        yield
    finally:
        _execute("SELECT pg_advisory_unlock_shared(%s)", LOCK)


def lock_alone() -> None:
    """Wait for the batches that are under way, and keep new ones waiting until the end of this transaction.

    Raises:
        OperationalError: a batch took too long.
    """
    _execute("SELECT set_config('lock_timeout', %s, true)", _PATIENCE)
    _execute("SELECT pg_advisory_xact_lock(%s)", LOCK)


def write(subjects: Collection[str], *, erased_at: int) -> None:
    """Note that ``subjects`` were erased at ``erased_at`` (ms since 1970). Only the latest time counts."""
    ErasedSubject.objects.bulk_create(
        [ErasedSubject(name=name, erased_at=erased_at) for name in sorted(map(noted_name, subjects))],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["erased_at"],
    )


def latest() -> int:
    """Return when somebody was last erased, in ms since 1970; 0 for never. What came later needs no second look."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(erased_at) FROM erased_subject")
        return int(cursor.fetchone()[0] or 0)


def erased_times(subjects: Collection[str]) -> dict[str, int]:
    """Return when those of ``subjects`` that were erased were so, in ms since 1970. One query."""
    names = {noted_name(subject): subject for subject in subjects}
    connection.ensure_connection()
    # Django's own cursor would write thousands of names into the statement's text, which takes four times as long.
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(_LOOK_UP, [list(names)])
        return {names[name]: erased_at for name, erased_at in cursor.fetchall()}


@lru_cache(maxsize=65_536)
def noted_name(subject: str) -> str:
    """Return the keyed hash under which a subject is noted: the note itself must not name who was erased."""
    return hmac.digest(settings.IDENTITY_KEY.encode(), f"erased {subject}".encode(), "sha256").hex()


def _execute(statement: str, parameter: int | str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [parameter])
