"""Reading ``deals.toml``: what the seed's promotions offer, on what, and which searches they answer; and
``deals.de.toml``, their German titles, texts and keywords in the same order."""

from decimal import Decimal
from pathlib import Path

import msgspec


class Deal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A reward, "15%" or "20 EUR", on whole kinds or on one type of them (``only``, the type's name)."""

    title: str
    text: str
    keywords: tuple[str, ...]
    kinds: tuple[str, ...]
    reward: str
    only: str = ""
    priority: int = 0
    editorial: bool = False

    @property
    def percent(self) -> Decimal | None:
        return Decimal(self.reward[:-1]) if self.reward.endswith("%") else None

    @property
    def amount(self) -> Decimal | None:
        return Decimal(self.reward.removesuffix(" EUR")) if self.reward.endswith(" EUR") else None


class GermanDeal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    title: str
    text: str
    keywords: tuple[str, ...]


class _Deals(msgspec.Struct, forbid_unknown_fields=True):
    deals: tuple[Deal, ...]


class _GermanDeals(msgspec.Struct, forbid_unknown_fields=True):
    deals: tuple[GermanDeal, ...]


DEALS = msgspec.toml.decode(Path(__file__).with_name("deals.toml").read_bytes(), type=_Deals).deals
GERMAN_DEALS = msgspec.toml.decode(
    Path(__file__).with_name("deals.de.toml").read_bytes(), type=_GermanDeals
).deals
