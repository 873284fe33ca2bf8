"""Sheets that come through the admin: kept compressed from the look at them until somebody says yes."""

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, Final, cast

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import File
from django.db import transaction

from shop.models import Product, Sheet, User
from shop.sheets.services import Outcome, sheet_check, sheet_import

MOST_BYTES: Final = 8 * 1024 * 1024
"""Some 15,000 rows: what a request has time for. Larger sheets are for ``manage.py import_products``."""
_KEPT: Final = timedelta(days=1)
_IN_MEMORY: Final = 1024 * 1024


def sheet_keep(*, upload: File, by: User, now: datetime) -> Sheet:  # type: ignore[type-arg]
    """Keep an upload; those that were forgotten go."""
    Sheet.objects.filter(uploaded_at__lt=now - _KEPT).delete()
    content = gzip.compress(upload.read(), compresslevel=6)
    name = (upload.name or "sheet.csv")[-200:]
    return Sheet.objects.create(name=name, content=content, uploaded_by=by, uploaded_at=now)


def kept_check(sheet: Sheet) -> Outcome:
    """As ``sheet_check``."""
    with _stream(sheet) as stream:
        return sheet_check(stream)


@transaction.atomic
def kept_import(sheet: Sheet, *, by: User, now: datetime) -> Outcome:
    """As ``sheet_import``; the sheet goes, and a line of the admin's log stays."""
    with _stream(sheet) as stream:
        outcome = sheet_import(stream, now=now, by=by)
    LogEntry.objects.create(
        user=by,
        content_type=ContentType.objects.get_for_model(Product),
        object_repr=sheet.name,
        action_flag=CHANGE,
        change_message=", ".join(f"{number} {words}" for words, number in sorted(outcome.counts.items())),
    )
    sheet.delete()
    return outcome


@contextmanager
def _stream(sheet: Sheet) -> Iterator[BinaryIO]:
    with SpooledTemporaryFile(_IN_MEMORY) as file:
        file.write(gzip.decompress(bytes(sheet.content)))
        yield cast(BinaryIO, file)
