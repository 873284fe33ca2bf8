"""The lowest and the highest price somebody wants to see, as they type them. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from django.utils import formats
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

# The parts of an address, and what their chips begin with.
LOWEST: Final = "price_from"
HIGHEST: Final = "price_to"
LIMITS: Final["Mapping[str, StrPromise]"] = MappingProxyType({LOWEST: _("From"), HIGHEST: _("Up to")})

# What a price can be at most (``Variant.price``).
_MOST: Final = Decimal("99999999.99")
_CENT: Final = Decimal("0.01")
_LONGEST: Final = 20


@dataclass(frozen=True, slots=True)
class Limit:
    """One field: ``text`` is what stands in it, ``error`` why that is no limit (empty where it is one, or nothing)."""

    key: str
    label: str
    text: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """Both fields, and the ``chosen`` limits by key as they stand in addresses: "20" or "19.95"."""

    fields: tuple[Limit, ...]
    chosen: Mapping[str, str]

    @property
    def errors(self) -> tuple[str, ...]:
        return tuple(field.error for field in self.fields if field.error)


def limits_in(query: Mapping[str, Sequence[str]]) -> Limits:
    """Return the limits of an address. Two the wrong way round are exchanged; what is no price limits nothing and
    stays in its field with the reason."""
    fields, amounts = {}, {}
    for key, label in LIMITS.items():
        text = (query.get(key) or ("",))[-1].replace("\0", "").strip()[:_LONGEST]
        error = ""
        if text:
            try:
                amounts[key] = _amount(text)
            except ValueError as reason:
                error = str(reason)
        fields[key] = Limit(key, str(label), text, error)
    if len(amounts) == len(LIMITS) and amounts[LOWEST] > amounts[HIGHEST]:
        amounts = {LOWEST: amounts[HIGHEST], HIGHEST: amounts[LOWEST]}
    chosen = {key: _text(amount) for key, amount in amounts.items()}
    return Limits(
        fields=tuple(
            Limit(key, field.label, _shown(chosen.get(key, ""), field.text), field.error)
            for key, field in fields.items()
        ),
        chosen=chosen,
    )


def _amount(text: str) -> Decimal:
    """Return the price that ``text`` means, to the cent.

    Raises:
        ValueError: none, with words for the person who typed it.
    """
    try:
        amount = Decimal(_plain(text.strip("€ ")))
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite():
        words = gettext("“%(text)s” is not a price. Type a number such as 20 or 19.95.")
        raise ValueError(words % {"text": text})
    if amount < 0:
        raise ValueError(gettext("A price is never below zero."))
    if amount > _MOST:
        raise ValueError(gettext("That is more than anything costs here."))
    return amount.quantize(_CENT)


def _plain(text: str) -> str:
    """Return a number with a decimal point, whichever of point and comma it was typed with.

    Of two different ones the last divides the cents off. One alone does so too, unless it is what the reader's language
    groups thousands by, and three digits follow: ``1.234`` is a lot of money in German.
    """
    point, comma = text.rfind("."), text.rfind(",")
    if point >= 0 and comma >= 0:
        return text.replace(",", "") if comma < point else text.replace(".", "").replace(",", ".")
    thousands = re.escape(formats.get_format("THOUSAND_SEPARATOR"))
    return re.sub(rf"(?<=\d){thousands}(?=\d{{3}}(?!\d))", "", text).replace(",", ".")


def _shown(chosen: str, typed: str) -> str:
    """Return what stands in a field: a limit as the reader writes numbers, else what was typed."""
    return chosen.replace(".", formats.get_format("DECIMAL_SEPARATOR")) if chosen else typed


def _text(amount: Decimal) -> str:
    return f"{amount:f}".removesuffix(".00")
