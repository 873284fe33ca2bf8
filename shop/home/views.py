"""The home page."""

from decimal import Decimal
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from promotions import selectors as promotions
from promotions.money import round_money
from shop.cart.contents import DEFAULT_CURRENCY
from shop.catalogue import selectors as catalogue
from shop.catalogue.cards import card_of
from shop.catalogue.popular import popular_products, products_watched
from shop.deals.selectors import promotion_strip, strip_of
from shop.home.selectors import department_tiles, full_rows
from shop.page_views import counts_as_page_view, page_says

SMALL_PRICE: Final = Decimal(30)


@require_safe
@counts_as_page_view
def home(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    running = promotions.current_offers(now=now)
    mine = strip_of(request, now=now)
    if mine.group:
        page_says(request, deals=mine.group)
    context = {
        "strip": promotion_strip(mine, running=running),
        "watched": [card_of(product, running) for product in full_rows(products_watched(now=now))],
        "popular": [card_of(product, running) for product in full_rows(popular_products(now=now))],
        "new": [card_of(product, running) for product in catalogue.products_new()],
        "tiles": department_tiles(),
        "small_title": gettext("Under %(price)s") % {"price": round_money(SMALL_PRICE, DEFAULT_CURRENCY)},
        "small": [card_of(product, running) for product in catalogue.products_below(SMALL_PRICE)],
    }
    return render(request, "shop/home.html", context)
