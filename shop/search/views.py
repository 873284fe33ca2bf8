"""The search page. It only produces the event; what comes of it is the consumers' work."""

from collections import Counter

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from promotions import selectors as promotions
from promotions.selectors import Offer
from shop.catalogue import selectors as catalogue
from shop.catalogue.cards import Card, card_of
from shop.catalogue.listing import Listing, listing_of
from shop.page_views import counts_as_page_view
from shop.search import selectors
from tracking import api as tracking
from tracking.events import ProductsSearched
from tracking.ids import uuid7


@require_safe
@counts_as_page_view
def search(request: HttpRequest) -> HttpResponse:
    words = selectors.cleaned(request.GET.get("q", ""))
    offers = promotions.current_offers(now=timezone.now())
    if not words:
        return render(request, "shop/search.html", {"suggestions": _suggestions(offers)})
    found = selectors.search(words)
    listing = listing_of(
        products=found.products,
        offers=offers,
        path=request.path,
        query=_query(request, words),
        default_sort="relevance",
    )
    search_id = uuid7()
    tracking.track(request, _event(words, listing, search_id))
    context = {
        "words": words,
        "listing": listing,
        "is_similar": found.is_similar,
        "search_id": search_id,
        "suggestions": [] if listing.cards else _suggestions(offers),
    }
    return render(request, "shop/search.html", context)


def _query(request: HttpRequest, words: str) -> QueryDict:
    """Return the address's query with the cleaned words, so that the page's links carry those."""
    query = request.GET.copy()
    query["q"] = words
    return query


def _event(words: str, listing: Listing, search_id: str) -> ProductsSearched:
    kinds = Counter(card.category for card in listing.cards)
    return ProductsSearched(
        search_id=search_id,
        search_keyword=words,
        results_count=listing.total,
        categories=[slug for slug, _ in kinds.most_common()],
        sort=listing.sort,
        page=listing.number,
    )


def _suggestions(offers: tuple[Offer, ...]) -> list[Card]:
    return [card_of(product, offers) for product in catalogue.products_across()[: catalogue.ROW]]
