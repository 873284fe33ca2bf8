"""The search page and the suggestions below the search box. They only produce the event; what comes of it is the
consumers' work."""

from collections import Counter
from datetime import datetime
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from analytics.selectors import trending_searches
from promotions import selectors as promotions
from promotions.selectors import Offer
from shop.catalogue import selectors as catalogue
from shop.catalogue.cards import card_of
from shop.catalogue.fragments import render_listing, serves_fragments
from shop.catalogue.listing import Listing, listing_of
from shop.catalogue.popular import popular_products
from shop.page_views import counts_as_page_view
from shop.search import selectors
from shop.search.suggestions import suggestions_for
from tracking import api as tracking
from tracking.events import ProductsSearched
from tracking.ids import uuid7

_TRENDING: Final = 8


@require_safe
@serves_fragments
@counts_as_page_view
def search(request: HttpRequest) -> HttpResponse:
    words = selectors.cleaned(request.GET.get("q", ""))
    now = timezone.now()
    offers = promotions.current_offers(now=now)
    if not words:
        trending = trending_searches(today=timezone.localdate(now), count=_TRENDING)
        return render(request, "shop/search.html", {"trending": trending, **_suggestions(offers, now=now)})
    exact = request.GET.get("exact") == "1"
    found = selectors.search(words, exact=exact)
    listing = listing_of(
        products=found.products,
        offers=offers,
        path=request.path,
        query=_query(request, words, exact=exact),
        default_sort="relevance",
    )
    search_id = uuid7()
    tracking.track(request, _event(words, listing, search_id))
    context = {
        "words": words,
        "listing": listing,
        "list_id": "search",
        "found": found,
        "exact_url": f"{request.path}?{urlencode({'q': words, 'exact': '1'})}",
        "search_id": search_id,
        "single_words": [] if listing.is_any else selectors.words_apart(words),
        **({} if listing.is_any else _suggestions(offers, now=now)),
    }
    return render_listing(request, "shop/search.html", context)


@require_safe
@cache_control(private=True, max_age=60)
def suggest(request: HttpRequest) -> HttpResponse:
    """Answer the search box while somebody types; no event and no cookie: half a word is not a search."""
    typed = selectors.cleaned(request.GET.get("q", ""))
    suggestions = suggestions_for(typed, offers=promotions.current_offers(now=timezone.now()))
    return render(request, "shop/_suggestions.html", {"suggestions": suggestions})


def _query(request: HttpRequest, words: str, *, exact: bool) -> QueryDict:
    """Return the address's query with the cleaned words, so that the page's links carry those."""
    query = request.GET.copy()
    query["q"] = words
    if not exact:
        query.pop("exact", None)
    return query


def _event(words: str, listing: Listing, search_id: str) -> ProductsSearched:
    kinds = Counter(card.category for card in listing.cards)
    return ProductsSearched(
        search_id=search_id,
        search_keyword=words,
        results_count=listing.total,
        categories=[slug for slug, _ in kinds.most_common()],
        filters=listing.filters.as_event,
        sort=listing.sort,
        page=listing.number,
    )


def _suggestions(offers: tuple[Offer, ...], *, now: datetime) -> dict[str, Any]:
    """Return what to look at where nothing was found: what sells, or something of everything while little does."""
    popular = popular_products(now=now)
    shown = popular if len(popular) == catalogue.ROW else catalogue.products_across()[: catalogue.ROW]
    return {
        "suggestions": [card_of(product, offers) for product in shown],
        "are_popular": shown is popular,
    }
