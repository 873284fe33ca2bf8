"""A page of products: filtered, sorted, cut and made into cards. Categories, search and deals share it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import F, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from promotions.selectors import Offer
from shop.catalogue import facets
from shop.catalogue.cards import Card, card_of
from shop.catalogue.census import Census, Cut, Order, census_of, priced
from shop.catalogue.facets import Chosen, Facet
from shop.catalogue.limits import LIMITS, Limits, limits_in
from shop.catalogue.selectors import products_shown
from shop.models import ProductSummary

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

PAGE_SIZE: Final = 24

# PostgreSQL's numbers end somewhere, what is typed into an address doesn't.
_MOST_PAGES: Final = 1_000_000

type _Query = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    url: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Pages:
    """The way through the pages; None in ``numbers`` stands for those left out."""

    numbers: tuple[Link | None, ...]
    previous_url: str
    next_url: str


@dataclass(frozen=True, slots=True)
class Filters:
    """What ``_filters.html`` shows. ``chips`` remove one choice each, ``clear_url`` all of them; ``kept`` are the other
    parts of the address, which the form sends along."""

    facets: tuple[Facet, ...]
    chips: tuple[Link, ...]
    clear_url: str
    path: str
    kept: tuple[tuple[str, str], ...]
    chosen: Chosen
    limits: Limits

    @property
    def as_event(self) -> dict[str, Any]:
        """What was chosen, as events tell it: values by facet."""
        return {key: list(values) for key, values in self.chosen.items()}


@dataclass(frozen=True, slots=True)
class Listing:
    """What the templates ``_listing.html`` and ``_pages.html`` show. ``offset`` counts the products before."""

    cards: tuple[Card, ...]
    total: int
    number: int
    offset: int
    sort: str
    sort_label: str
    sorts: tuple[Link, ...]
    pages: Pages
    filters: Filters

    @property
    def is_any(self) -> bool:
        """Whether there is something to show, or would be with fewer filters."""
        return bool(self.cards or self.filters.chips)


# Orders that make sense only where they are the listing's own.
_OWN_ORDERS: Final = frozenset({"relevance", "reduction"})

_ORDERS: Final[dict[str, tuple["StrPromise", Order]]] = {
    "relevance": (_("Best match"), Order(("-rank", "name", "pk"), by_rank=True)),
    "reduction": (_("Biggest reduction"), Order((F("effective_price") / F("list_price"), "name", "pk"))),
    "newest": (_("Newest"), Order(("-created_at", "-pk"))),
    "price-up": (_("Price, low to high"), Order(("effective_price", "name", "pk"))),
    "price-down": (_("Price, high to low"), Order(("-effective_price", "name", "pk"))),
}


def listing_of(
    *,
    products: QuerySet[ProductSummary],
    offers: tuple[Offer, ...],
    path: str,
    query: QueryDict,
    default_sort: str,
    always: Chosen = MappingProxyType({}),
) -> Listing:
    """Return the page that ``query`` (``page``, ``sort``, facets) asks for; nonsense in it means the default.

    ``always`` holds beside what is chosen, and is no choice. ``products`` come from ``summaries_listed``; for
    ``relevance`` they carry the annotation ``rank``. Four queries, one more for an address beyond the last page.
    """
    offered = [key for key in _ORDERS if key not in _OWN_ORDERS or key == default_sort]
    sort = query.get("sort", "")
    sort = sort if sort in offered else default_sort
    given = {key: list(values) for key, values in query.lists()}
    chosen = facets.chosen_in(given)
    others = {key: values[-1:] for key, values in given.items() if key not in _OWN and values[-1]}

    def kept(order: str) -> _Query:
        return {**others, **chosen, **({"sort": [order]} if order != default_sort else {})}

    cut = Cut(_ORDERS[sort][1], first=0, count=PAGE_SIZE, always=always)
    census, page = _cut(priced(products, offers), chosen, cut, query.get("page", ""))
    return Listing(
        cards=tuple(card_of(product, offers) for product in products_shown(census.page)),
        total=page.paginator.count,
        number=page.number,
        offset=max(page.start_index() - 1, 0),
        sort=sort,
        sort_label=str(_ORDERS[sort][0]),
        sorts=tuple(Link(str(_ORDERS[key][0]), _url(path, kept(key)), key == sort) for key in offered),
        pages=page_links(page, path, kept(sort)),
        filters=_filters(census, chosen, path, kept(sort), limits_in(given)),
    )


def _cut(
    products: QuerySet[ProductSummary], chosen: Chosen, cut: Cut, number: str
) -> tuple[Census, Page[int]]:
    """Return the census with the page ``number`` of what is chosen: the first for nonsense, the last for too much."""
    asked = _whole(number)
    census = census_of(products, chosen, replace(cut, first=(asked - 1) * cut.count))
    paginator: Paginator[int] = Paginator(census.page, cut.count)
    # The census knows; asking once more would be one query too many.
    paginator.count = facets.total_of(census.groups, chosen)
    page = paginator.get_page(number)
    if page.number != asked:
        census = census_of(products, chosen, replace(cut, first=(page.number - 1) * cut.count))
    return census, page


def _whole(number: str) -> int:
    """Return the page that ``number`` most likely means, before anybody knows how many there are."""
    try:
        return min(max(int(number), 1), _MOST_PAGES)
    except ValueError:
        return 1


_OWN: Final = frozenset({"page", "sort", *facets.FACETS, *LIMITS})


def _filters(census: Census, chosen: Chosen, path: str, query: _Query, limits: Limits) -> Filters:
    others = {key: values for key, values in query.items() if key not in chosen}

    def without(key: str, value: str) -> str:
        return _url(path, {**query, key: [other for other in chosen[key] if other != value]})

    return Filters(
        facets=facets.facets_of(census.groups, chosen, census.names),
        chips=tuple(
            Link(facets.label_of(key, value, census.names), without(key, value))
            for key, values in chosen.items()
            for value in values
        ),
        clear_url=_url(path, others),
        path=path,
        kept=tuple((key, value) for key, values in others.items() for value in values),
        chosen=chosen,
        limits=limits,
    )


def page_links[T](page: Page[T], path: str, query: _Query = MappingProxyType({})) -> Pages:
    """Return the links through the pages of ``path``, which keep ``query``."""

    def link(number: int) -> str:
        return _url(path, {**query, **({"page": [str(number)]} if number > 1 else {})})

    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return Pages(
        numbers=tuple(
            Link(str(number), link(number), number == page.number) if isinstance(number, int) else None
            for number in numbers
        ),
        previous_url=link(page.previous_page_number()) if page.has_previous() else "",
        next_url=link(page.next_page_number()) if page.has_next() else "",
    )


def _url(path: str, query: _Query) -> str:
    text = urlencode(query, doseq=True)
    return f"{path}?{text}" if text else path
