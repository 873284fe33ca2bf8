"""The addresses that search engines should know: products, categories, deals. The index names one file for each."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps import views as sitemaps
from django.db.models import Max
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from promotions import selectors as promotions
from shop.catalogue.selectors import products_listed
from shop.models import Category, Product

_CACHED: Final = cache_control(public=True, max_age=3600)


class _OurSitemap(Sitemap):  # type: ignore[type-arg]
    """Names the site by its setting: what a request calls it may be a proxy's or an attacker's word."""

    def get_protocol(self, protocol: str | None = None) -> str:
        return str(urlsplit(settings.SITE_URL).scheme)

    def get_domain(self, site: Any = None) -> str:
        return str(urlsplit(settings.SITE_URL).netloc)


class ProductSitemap(_OurSitemap):
    limit = 10_000

    def items(self) -> Any:
        return products_listed().select_related(None).prefetch_related(None).order_by("pk")

    def lastmod(self, product: Product) -> datetime:
        return product.created_at

    def get_latest_lastmod(self) -> datetime | None:
        """Answer the index without going through every product."""
        newest: datetime | None = Product.objects.aggregate(newest=Max("created_at"))["newest"]
        return newest


class CategorySitemap(_OurSitemap):
    def items(self) -> Any:
        return Category.objects.order_by("pk")


class DealSitemap(_OurSitemap):
    """The home page, the deals and every single deal that runs."""

    def items(self) -> Iterable[str]:
        deals = reverse("shop:deals")
        running = promotions.current_offers(now=timezone.now())
        return [reverse("shop:home"), deals, *(f"{deals}?deal={offer.promotion_id}" for offer in running)]

    def location(self, path: Any) -> str:
        return str(path)


_SECTIONS: Final[dict[str, "type[Sitemap[Any]] | Sitemap[Any]"]] = {
    "products": ProductSitemap,
    "categories": CategorySitemap,
    "deals": DealSitemap,
}


@require_safe
@_CACHED
def index(request: HttpRequest) -> HttpResponseBase:
    return sitemaps.index(request, sitemaps=_SECTIONS, sitemap_url_name="shop:sitemap-section")


@require_safe
@_CACHED
def section(request: HttpRequest, section: str) -> HttpResponseBase:
    return sitemaps.sitemap(request, sitemaps=_SECTIONS, section=section)
