"""Reading ``deals.toml``: what the seed's promotions offer, on what, and which searches they answer."""

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


class _Deals(msgspec.Struct, forbid_unknown_fields=True):
    deals: tuple[Deal, ...]


DEALS = msgspec.toml.decode(Path(__file__).with_name("deals.toml").read_bytes(), type=_Deals).deals
