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
from shop.site.languages import editions_of

_CACHED: Final = cache_control(public=True, max_age=3600)


class _OurSitemap(Sitemap):  # type: ignore[type-arg]
    """Names the site by its setting: what a request calls it may be a proxy's or an attacker's word."""

    def get_protocol(self, protocol: str | None = None) -> str:
        return str(urlsplit(settings.SITE_URL).scheme)

    def get_domain(self, site: Any = None) -> str:
        return str(urlsplit(settings.SITE_URL).netloc)

    def get_urls(
        self, page: int | str = 1, site: Any = None, protocol: str | None = None
    ) -> list[dict[str, Any]]:
        """Name every page in every language, and with each the others. Django's own ``i18n`` would read the whole
        catalogue for each part."""
        root = f"{self.get_protocol()}://{self.get_domain()}"
        return [
            one
            for url in super().get_urls(page, site, protocol)
            for one in _in_every_language(url, root, url["location"].removeprefix(root))
        ]


def _in_every_language(url: dict[str, Any], root: str, path: str) -> list[dict[str, Any]]:
    addresses = {edition.code: f"{root}{edition.address}" for edition in editions_of(path)}
    named = {**addresses, "x-default": addresses[settings.LANGUAGE_CODE]}
    alternates = [{"lang_code": code, "location": address} for code, address in named.items()]
    return [{**url, "location": address, "alternates": alternates} for address in addresses.values()]


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
    return sitemaps.index(request, sitemaps=_SECTIONS, sitemap_url_name="site:sitemap-section")


@require_safe
@_CACHED
def section(request: HttpRequest, section: str) -> HttpResponseBase:
    return sitemaps.sitemap(request, sitemaps=_SECTIONS, section=section)
