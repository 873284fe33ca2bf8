"""The filters of a listing: what can be chosen, what was chosen, and how many products each choice leaves. Pure.

A listing is described by ``Group``s: products that no filter tells apart, and how many they are. One statement brings
them (``shop.catalogue.census``), and every count of every facet follows from them here. A further facet is an entry in
``FACETS``, a value in the groups and a condition in ``census.filtered``. The limits of the price
(``shop.catalogue.limits``) are chosen, counted and removed like any value, but have no options.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from promotions.money import round_money
from shop.catalogue.limits import LIMITS, limits_in

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

MOST_VALUES: Final = 20
LONGEST_VALUE: Final = 80
SHOWN_OPTIONS: Final = 8


@dataclass(frozen=True, slots=True)
class Band:
    """A range of prices; ``below`` is None for the last."""

    key: str
    least: Decimal
    below: Decimal | None

    @property
    def label(self) -> str:
        least = round_money(self.least, CURRENCY)
        if self.below is None:
            return gettext("%(price)s and more") % {"price": least}
        below = round_money(self.below, CURRENCY)
        if not self.least:
            return gettext("Under %(price)s") % {"price": below}
        return gettext("%(least)s to %(below)s") % {"least": least, "below": below}


CURRENCY: Final = "EUR"
BANDS: Final = (
    Band("0-25", Decimal(0), Decimal(25)),
    Band("25-50", Decimal(25), Decimal(50)),
    Band("50-100", Decimal(50), Decimal(100)),
    Band("100-250", Decimal(100), Decimal(250)),
    Band("250-", Decimal(250), None),
)

# In the order of the page. The labels of those without fixed values come with the groups.
FACETS: Final["Mapping[str, StrPromise]"] = MappingProxyType(
    {
        "category": _("Category"),
        "price": _("Price"),
        "brand": _("Brand"),
        "rating": _("Rating"),
        "stock": _("Availability"),
        "offer": _("Reductions"),
    }
)
YES: Final = "1"

# "4" is "4 stars & up": a product has every one of these that its average reaches.
STARS: Final = ("4", "3", "2")
_FIXED: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {"price": tuple(band.key for band in BANDS), "rating": STARS, "stock": (YES,), "offer": (YES,)}
)

type Chosen = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Group:
    """``values`` are those of each facet that the group's products have; a facet may have none or several."""

    values: Mapping[str, tuple[str, ...]]
    count: int


@dataclass(frozen=True, slots=True)
class Option:
    """One choice: ``count`` is how many products it shows beside what is chosen in the other facets."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """``options`` are shown at once, ``more`` on request."""

    key: str
    label: str
    options: tuple[Option, ...]
    more: tuple[Option, ...] = ()


def chosen_in(query: Mapping[str, Sequence[str]]) -> Chosen:
    """Return what an address chooses, by facet; what cannot be a value is left out.

    ``query`` holds a list for each key, as ``dict(QueryDict.lists())`` does.
    """
    chosen = {key: _values(key, query.get(key, ())) for key in FACETS}
    limits = {key: (value,) for key, value in limits_in(query).chosen.items()}
    return {key: values for key, values in (chosen | limits).items() if values}


def _values(key: str, given: Sequence[str]) -> tuple[str, ...]:
    fixed = _FIXED.get(key)
    usable = (
        value
        for value in given
        if (value in fixed if fixed is not None else 0 < len(value) <= LONGEST_VALUE and "\0" not in value)
    )
    return tuple(dict.fromkeys(usable))[:MOST_VALUES]


def total_of(groups: Iterable[Group], chosen: Chosen) -> int:
    """Return how many products are left."""
    return sum(group.count for group in groups if not _missed(group, chosen))


def facets_of(groups: Sequence[Group], chosen: Chosen, names: Mapping[str, str]) -> tuple[Facet, ...]:
    """Return the facets worth showing: those in which something is chosen, or by which the products still differ.

    ``names`` are the categories' by their slugs.
    """
    counted = _counted(groups, chosen)
    return tuple(facet for key in FACETS if (facet := _facet(key, counted[key], chosen, names)))


def label_of(key: str, value: str, names: Mapping[str, str]) -> str:
    """Return what people read for a value."""
    match key:
        case "category":
            return names.get(value, value)
        case "price":
            return next(band.label for band in BANDS if band.key == value)
        case "rating":
            return gettext("%(number)s stars & up") % {"number": value}
        case "stock":
            return gettext("In stock")
        case "offer":
            return gettext("On offer")
        case _ if key in LIMITS:
            return f"{LIMITS[key]} {round_money(Decimal(value), CURRENCY)}"
        case _:
            return value


@dataclass(slots=True)
class _Counted:
    """How many products are left by what is chosen in the other facets: together, and with each value."""

    total: int = 0
    by_value: dict[str, int] = field(default_factory=dict)

    def add(self, values: Iterable[str], count: int) -> None:
        self.total += count
        for value in values:
            self.by_value[value] = self.by_value.get(value, 0) + count


def _counted(groups: Iterable[Group], chosen: Chosen) -> dict[str, _Counted]:
    """Return the counts of every facet. One walk through the groups, of which a broad search has hundreds."""
    counted = {key: _Counted() for key in FACETS}
    for group in groups:
        missed = _missed(group, chosen)
        # What fails in one facet alone still counts in that one.
        for key in FACETS if not missed else missed if len(missed) == 1 else ():
            if key in counted:
                counted[key].add(group.values.get(key, ()), group.count)
    return counted


def _missed(group: Group, chosen: Chosen) -> list[str]:
    """Return the facets in which the group has nothing of what is chosen."""
    return [key for key, values in chosen.items() if set(values).isdisjoint(group.values.get(key, ()))]


def _facet(key: str, counted: _Counted, chosen: Chosen, names: Mapping[str, str]) -> Facet | None:
    mine = chosen.get(key, ())
    counts = {**dict.fromkeys(mine, 0), **counted.by_value}
    # The fields of the limits stand with the prices: they stay where something was typed into them.
    is_limited = key == "price" and not LIMITS.keys().isdisjoint(chosen)
    if not mine and not is_limited and all(count == counted.total for count in counts.values()):
        return None
    options = [
        Option(value, label_of(key, value, names), counts[value], value in mine)
        for value in _ordered(key, counts, names)
    ]
    # One option alone behind "more" would take the room that it needs itself.
    cut = SHOWN_OPTIONS if len(options) > SHOWN_OPTIONS + 1 else len(options)
    return Facet(key, str(FACETS[key]), tuple(options[:cut]), tuple(options[cut:]))


def _ordered(key: str, counts: Mapping[str, int], names: Mapping[str, str]) -> list[str]:
    if key in _FIXED:
        return [value for value in _FIXED[key] if value in counts]
    return sorted(counts, key=lambda value: (-counts[value], label_of(key, value, names)))
