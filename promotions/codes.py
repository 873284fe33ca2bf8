"""Does a code hold for a cart, and what does it take off? Pure: no clock, no database.

A code counts once an order, after the promotions of the lines, and never makes anything free.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Final

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext

from promotions.money import money

CENT: Final = Decimal("0.01")


class Reason(StrEnum):
    """Why a code does not hold."""

    UNKNOWN = "unknown"
    NOT_YET = "not_yet"
    EXPIRED = "expired"
    USED_UP = "used_up"
    ALREADY_USED = "already_used"
    NOTHING_COVERED = "nothing_covered"
    MINIMUM = "minimum"


@dataclass(frozen=True, slots=True)
class Terms:
    """A code's conditions. Exactly one of ``percent`` and ``amount`` is set; no ``categories`` means all."""

    text: str
    about: str
    percent: Decimal | None
    amount: Decimal | None
    currency: str
    categories: frozenset[str]
    minimum: Decimal
    starts_at: datetime
    ends_at: datetime
    is_used_up: bool


@dataclass(frozen=True, slots=True)
class CodeItem:
    """A line of a cart as codes see it: the slugs of its kind and department, and what the whole line costs."""

    categories: frozenset[str]
    total: Decimal


@dataclass(frozen=True, slots=True)
class Grant:
    """The code holds and takes ``discount`` off the order."""

    text: str
    about: str
    discount: Decimal


@dataclass(frozen=True, slots=True)
class Denial:
    """The code does not hold. ``words`` are for the shopper."""

    text: str
    reason: Reason
    words: str


def normal(text: str) -> str:
    """Return a code as it is stored, whatever the capitals and spaces people type."""
    return "".join(text.split()).replace("\0", "").upper()[:40]


def unknown(text: str) -> Denial:
    return Denial(
        text, Reason.UNKNOWN, gettext("There is no code %(code)s. Check its spelling.") % {"code": text}
    )


def check(
    terms: Terms, *, items: Iterable[CodeItem], currency: str, was_used: bool, now: datetime
) -> Grant | Denial:
    """Return what the code does for a cart of ``items``; ``was_used`` means by this person, once too often."""
    items = list(items)
    covered = sum((item.total for item in items if _covers(terms, item)), Decimal(0))
    whole = sum((item.total for item in items), Decimal(0))
    refusal = _untimely(terms, now) or _spent(terms, was_used=was_used)
    if refusal is None and (not covered or terms.currency != currency):
        refusal = Reason.NOTHING_COVERED, gettext("%(code)s is not for anything in your cart.")
    if refusal is None and whole < terms.minimum:
        refusal = Reason.MINIMUM, gettext("%(code)s is for orders from %(minimum)s: %(missing)s to go.")
    if refusal:
        reason, words = refusal
        return Denial(terms.text, reason, words % _figures(terms, whole))
    return Grant(terms.text, terms.about, _discount(terms, covered))


def _figures(terms: Terms, whole: Decimal) -> dict[str, str]:
    """Return what the words of a refusal may name."""
    return {
        "code": terms.text,
        "minimum": money(terms.minimum, terms.currency),
        "missing": money(terms.minimum - whole, terms.currency),
        "start": date_format(localtime(terms.starts_at), "MONTH_DAY_FORMAT"),
        "end": date_format(localtime(terms.ends_at), "MONTH_DAY_FORMAT"),
    }


def _covers(terms: Terms, item: CodeItem) -> bool:
    return not terms.categories or not terms.categories.isdisjoint(item.categories)


def _untimely(terms: Terms, now: datetime) -> tuple[Reason, str] | None:
    if now < terms.starts_at:
        return Reason.NOT_YET, gettext("%(code)s is good from %(start)s on.")
    if now >= terms.ends_at:
        return Reason.EXPIRED, gettext("%(code)s ended on %(end)s.")
    return None


def _spent(terms: Terms, *, was_used: bool) -> tuple[Reason, str] | None:
    if was_used:
        return Reason.ALREADY_USED, gettext(
            "%(code)s can be used once, and was used with this e-mail address already."
        )
    if terms.is_used_up:
        return Reason.USED_UP, gettext("%(code)s was used as often as it could be.")
    return None


def _discount(terms: Terms, covered: Decimal) -> Decimal:
    if terms.percent is not None:
        off = (covered * terms.percent / 100).quantize(CENT, rounding=ROUND_HALF_UP)
    else:
        off = terms.amount or Decimal(0)
    return min(off, covered - CENT)
