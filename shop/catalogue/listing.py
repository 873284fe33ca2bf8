"""A page of products: sorted, cut and made into cards. Categories, search and deals share it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import F
from django.http import QueryDict

from promotions.selectors import Offer
from shop.catalogue.cards import Card, card_of
from shop.catalogue.selectors import ListedProducts
from shop.pricing.expressions import effective_price

PAGE_SIZE: Final = 24

type _Order = Callable[[ListedProducts, tuple[Offer, ...]], ListedProducts]


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


def _by_rank(products: ListedProducts, offers: tuple[Offer, ...]) -> ListedProducts:
    return products.order_by("-in_stock", F("rank").desc(), "name", "pk")


def _by_price(products: ListedProducts, offers: tuple[Offer, ...], *, direction: str) -> ListedProducts:
    priced = products.annotate(effective_price=effective_price(offers))
    return priced.order_by("-in_stock", f"{direction}effective_price", "name", "pk")


# Sold-out products come last, however a listing is sorted.
_ORDERS: Final[dict[str, tuple[str, _Order]]] = {
    "relevance": (
        "Best match",
        _by_rank,
    ),
    "newest": ("Newest", lambda products, _: products.order_by("-in_stock", "-created_at", "-pk")),
    "price-up": ("Price, low to high", lambda products, offers: _by_price(products, offers, direction="")),
    "price-down": ("Price, high to low", lambda products, offers: _by_price(products, offers, direction="-")),
}


def listing_of(
    *, products: ListedProducts, offers: tuple[Offer, ...], path: str, query: QueryDict, default_sort: str
) -> Listing:
    """Return the page that ``query`` (``page``, ``sort``) asks for; nonsense in it means the first, the default.

    ``products`` come from ``products_listed``; for ``relevance`` they carry the annotation ``rank``.
    """
    offered = [key for key in _ORDERS if key != "relevance" or default_sort == "relevance"]
    sort = query.get("sort", "")
    sort = sort if sort in offered else default_sort
    paginator = Paginator(_ORDERS[sort][1](products, offers), PAGE_SIZE)
    page = paginator.get_page(query.get("page"))
    keep = {key: str(value) for key, value in query.items() if key not in {"page", "sort"} and value}

    def kept(order: str) -> dict[str, str]:
        return keep | ({"sort": order} if order != default_sort else {})

    return Listing(
        cards=tuple(card_of(product, offers) for product in page.object_list),
        total=paginator.count,
        number=page.number,
        offset=max(page.start_index() - 1, 0),
        sort=sort,
        sort_label=_ORDERS[sort][0],
        sorts=tuple(Link(_ORDERS[key][0], _url(path, kept(key)), key == sort) for key in offered),
        pages=page_links(page, path, kept(sort)),
    )


def page_links[T](page: Page[T], path: str, query: Mapping[str, str] = MappingProxyType({})) -> Pages:
    """Return the links through the pages of ``path``, which keep ``query``."""

    def link(number: int) -> str:
        return _url(path, {**query, **({"page": str(number)} if number > 1 else {})})

    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return Pages(
        numbers=tuple(
            Link(str(number), link(number), number == page.number) if isinstance(number, int) else None
            for number in numbers
        ),
        previous_url=link(page.previous_page_number()) if page.has_previous() else "",
        next_url=link(page.next_page_number()) if page.has_next() else "",
    )


def _url(path: str, query: Mapping[str, str]) -> str:
    return f"{path}?{urlencode(query)}" if query else path
