"""Amounts of money as people read them, in the language of the moment."""

from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final

from django.utils.formats import number_format
from django.utils.translation import pgettext

_SYMBOLS: Final = {"EUR": "€", "GBP": "£", "USD": "$"}
_CENT: Final = Decimal("0.01")


def money(amount: Decimal, currency: str) -> str:
    """Return ``€1,299.00`` or ``1.299,00 €``; a currency without a symbol of its own keeps its ISO 4217 code."""
    return _with_currency(_digits(amount, places=2), currency)


def round_money(amount: Decimal, currency: str) -> str:
    """Return an amount as ``money`` does, but ``€25`` where there are no cents."""
    return _with_currency(_digits(amount, places=0 if amount == amount.to_integral_value() else 2), currency)


def _digits(amount: Decimal, *, places: int) -> str:
    exact = Decimal(amount).quantize(_CENT, rounding=ROUND_HALF_EVEN)
    return str(number_format(exact, places, use_l10n=True, force_grouping=True))


def _with_currency(digits: str, currency: str) -> str:
    symbol = _SYMBOLS.get(currency)
    if symbol is None:
        pattern = pgettext("price with the code of its currency", "%(code)s\N{NO-BREAK SPACE}%(amount)s")
        return pattern % {"code": currency, "amount": digits}
    return pgettext("price", "%(symbol)s%(amount)s") % {"symbol": symbol, "amount": digits}
