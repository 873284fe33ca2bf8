"""The test payment. Nothing leaves the store: a few numbers are known, each with its answer. Pure.

Any other number is refused before anything is done with it, so that nobody's own card is ever taken here, and no
number is stored or logged.
"""

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from shop.errors import PaymentDeclined

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


@dataclass(frozen=True, slots=True)
class TestCard:
    """``decline`` is the bank's word; empty when the payment goes through."""

    number: str
    about: "StrPromise"
    decline: "StrPromise | str" = ""


TEST_CARDS: Final = (
    TestCard("4242 4242 4242 4242", _("goes through")),
    TestCard(
        "4000 0000 0000 0002",
        _("is declined"),
        _("The card was declined. Nothing was paid; try another one."),
    ),
    TestCard(
        "4000 0000 0000 9995",
        _("has no funds"),
        _("There is not enough money on the card. Nothing was paid; try another one."),
    ),
)
_BY_DIGITS: Final = {card.number.replace(" ", ""): card for card in TEST_CARDS}


def known_card(typed: str) -> TestCard | None:
    """Return the test card with this number, however it is spaced; None for any other number."""
    return _BY_DIGITS.get("".join(typed.replace("-", " ").split()))


def pay(card: TestCard) -> str:
    """Take the payment and return its reference.

    Raises:
        PaymentDeclined: the card is one of those that are declined.
    """
    if card.decline:
        raise PaymentDeclined(str(card.decline))
    return f"test-{secrets.token_hex(8)}"
