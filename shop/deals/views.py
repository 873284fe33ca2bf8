"""All deals, the products of one of them, and the strip that an open home page keeps up to date."""

from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from promotions import selectors as promotions
from promotions.selectors import Offer
from shop.catalogue.facets import YES
from shop.catalogue.fragments import render_listing, serves_fragments
from shop.catalogue.listing import Listing, listing_of
from shop.catalogue.selectors import covered_by, summaries_listed
from shop.deals import selectors
from shop.page_views import counts_as_page_view
from tracking import api as tracking
from tracking.events import ProductListViewed

LIST_ID: Final = "deals"


@require_safe
@serves_fragments
@counts_as_page_view
def deals(request: HttpRequest) -> HttpResponse:
    """Show everything that a running promotion makes cheaper; with ``?deal=<id>`` the products of that one."""
    now = timezone.now()
    running = promotions.current_offers(now=now)
    if wanted := request.GET.get("deal", ""):
        return _one_deal(request, wanted, running)
    listing = listing_of(
        products=summaries_listed().filter(covered_by(running)),
        offers=running,
        path=request.path,
        query=request.GET,
        default_sort="reduction",
        always={"offer": (YES,)},
    )
    _track_list(request, listing)
    context = {
        "listing": listing,
        "list_id": LIST_ID,
        "with_offers": True,
        "codes": promotions.codes_listed(now=now),
    }
    return render_listing(request, "shop/deals.html", context)


def _one_deal(request: HttpRequest, wanted: str, running: tuple[Offer, ...]) -> HttpResponse:
    offer = next((offer for offer in running if str(offer.promotion_id) == wanted), None)
    if offer is None:
        raise Http404("This deal is over.")
    listing = listing_of(
        products=summaries_listed().filter(covered_by([offer])),
        offers=running,
        path=request.path,
        query=request.GET,
        default_sort="newest",
    )
    _track_list(request, listing)
    return render_listing(request, "shop/deal.html", {"offer": offer, "listing": listing, "list_id": LIST_ID})


def _track_list(request: HttpRequest, listing: Listing) -> None:
    tracking.track(
        request, ProductListViewed(list_id=LIST_ID, products=[card.slug for card in listing.cards])
    )


@require_safe
@never_cache
@vary_on_headers("HX-Request")
def promotions_strip(request: HttpRequest) -> HttpResponse:
    """Answer an open home page that asks whether its strip (``have``, a version) is still right.

    204 when it is, which costs no more than finding out; no event and no cookie: a poll is not an activity.
    """
    now = timezone.now()
    mine = selectors.strip_of(request, now=now)
    if request.GET.get("have") == mine.version:
        return HttpResponse(status=204)
    strip = selectors.promotion_strip(mine, running=promotions.current_offers(now=now))
    return render(request, "shop/_promotions.html", {"strip": strip})
