"""Subjects: one text that says whose activity a row is about.

``u:<public id>`` an account, ``a:<anonymous id>`` a browser nobody logged in from, ``e:<keyed hash>`` an e-mail
address. E-mail addresses are stored as HMAC-SHA-256 only, so that a leaked table names nobody.
"""

import hmac
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from django.conf import settings

from tracking.models import IdentityAlias
from tracking.sql import native_cursor

_RESOLVE: Final = "SELECT alias, subject FROM identity_alias WHERE alias = ANY(%b::text[])"


def account_subject(public_id: str) -> str:
    return f"u:{public_id}"


def browser_subject(anonymous_id: str) -> str:
    # Shortened to the column: an id of ours has 36 characters, a foreign client's may have any length.
    return f"a:{anonymous_id[:78]}"


@lru_cache(maxsize=65_536)
def email_subject(email: str) -> str:
    digest = hmac.digest(settings.IDENTITY_KEY.encode(), email.strip().lower().encode(), "sha256")
    return f"e:{digest.hex()}"


def subject_of(*, user_id: str | None, anonymous_id: str | None) -> str:
    """Return the subject an event names. The account counts before the browser; an ``@`` makes it an e-mail.

    Raises:
        ValueError: both are empty.
    """
    if user_id:
        return email_subject(user_id) if "@" in user_id else account_subject(user_id[:78])
    if anonymous_id:
        return browser_subject(anonymous_id)
    raise ValueError("an event without user_id and anonymous_id belongs to nobody")


def subjects_named(*, user_id: str | None, anonymous_id: str | None) -> tuple[str, ...]:
    """Return every subject that an event names: the account or address, the browser, both or neither."""
    account = (subject_of(user_id=user_id, anonymous_id=None),) if user_id else ()
    return (*account, browser_subject(anonymous_id)) if anonymous_id else account


def resolve(subjects: Collection[str]) -> dict[str, str]:
    """Map each of ``subjects`` to the account behind it, or to itself. One query."""
    with native_cursor() as cursor:
        # One array, and not as text: asked with thousands for every batch of every consumer.
        known: dict[str, str] = dict(cursor.execute(_RESOLVE, [list(subjects)]).fetchall())
    return {subject: known.get(subject, subject) for subject in subjects}


def names_of(subjects: Collection[str]) -> set[str]:
    """Return ``subjects`` and every alias of them: all names under which their rows may stand. One query."""
    aliases = IdentityAlias.objects.filter(subject__in=list(subjects)).values_list("alias", flat=True)
    return {*subjects, *aliases}


@dataclass(frozen=True, slots=True)
class Alias:
    """An alias as it stands: for ``subject``, and whether this call made it."""

    subject: str
    is_new: bool


def alias_record(*, alias: str, subject: str) -> Alias:
    """Let ``alias`` stand for ``subject``; where it already stands for someone else, that stays."""
    row, is_new = IdentityAlias.objects.get_or_create(alias=alias, defaults={"subject": subject})
    return Alias(row.subject, is_new)
