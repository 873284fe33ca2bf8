"""Category and product pages, and the products' pictures."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from promotions import selectors as promotions
from shop.catalogue import linked_data, pictures, recent, selectors
from shop.catalogue.cards import card_of, picture_version, shared_picture_url
from shop.catalogue.detail import Detail, detail_of
from shop.catalogue.fragments import render_listing, serves_fragments
from shop.catalogue.listing import listing_of
from shop.models import Product
from shop.page_views import counts_as_page_view
from shop.reviews import selectors as reviews
from shop.reviews.forms import ReviewForm
from shop.reviews.rules import rating_jsonld
from shop.together.selectors import bundle_of, partners_of, products_in_cart
from tracking import api as tracking
from tracking.events import ProductListViewed, ProductViewed


@require_safe
@serves_fragments
@counts_as_page_view
def category(request: HttpRequest, slug: str) -> HttpResponse:
    shown = selectors.category_get(slug=slug)
    listing = listing_of(
        products=selectors.summaries_listed().filter(selectors.in_category([slug])),
        offers=promotions.current_offers(now=timezone.now()),
        path=shown.get_absolute_url(),
        query=request.GET,
        default_sort="newest",
    )
    list_id = f"category:{slug}"
    tracking.track(
        request, ProductListViewed(list_id=list_id, products=[card.slug for card in listing.cards])
    )
    context = {
        "category": shown,
        "kinds": selectors.kinds_beside(shown),
        "listing": listing,
        "list_id": list_id,
    }
    return render_listing(request, "shop/category.html", context)


@require_safe
@counts_as_page_view
def product(request: HttpRequest, slug: str) -> HttpResponse:
    now = timezone.now()
    offers = promotions.current_offers(now=now)
    row = selectors.product_get(slug=slug)
    detail = detail_of(row, offers, now=now, wanted=request.GET.get("variant", ""))
    tracking.track(request, _viewed(row, detail))
    seen = recent.recently_viewed(request, without=row)
    section = reviews.section_of(product=row, reader=request.user, query=request.GET)
    site_url = settings.SITE_URL.rstrip("/")
    context = {
        "product": row,
        "detail": detail,
        "shared_picture": shared_picture_url(row),
        "views": list(pictures.VIEWS),
        "related": [
            card_of(other, offers)
            for other in selectors.products_like(
                row, price=detail.leading.price.before or detail.leading.price.now
            )
        ],
        "bundle": bundle_of(
            row,
            detail,
            partners=partners_of(row),
            in_cart=products_in_cart(request) if partners_of(row) else (),
            offers=offers,
        ),
        "recent": [card_of(other, offers) for other in seen],
        "reviews": section,
        "review_form": ReviewForm(),
        "product_data": linked_data.product_data(
            row, detail, rating=rating_jsonld(section.summary), site_url=site_url
        ),
        "breadcrumb_data": linked_data.breadcrumb_data(row, site_url=site_url),
    }
    response = render(request, "shop/product.html", context)
    recent.remember(request, response, row)
    return response


def _viewed(product: Product, detail: Detail) -> ProductViewed:
    return ProductViewed(
        product_id=product.slug,
        name=product.name,
        category=product.category.slug,
        brand=product.brand,
        price=str(detail.chosen.price.now),
        currency=detail.chosen.price.currency,
    )


@require_safe
def picture(request: HttpRequest, slug: str) -> HttpResponse:
    """Serve the drawing of a product. Its address carries a hash of what is drawn, so it never changes."""
    spec = _picture_spec(slug)
    drawn = pictures.svg_of(spec, request.GET.get("view", ""))
    return _unchanging(request, spec, drawn, content_type="image/svg+xml")


@require_safe
def shared_picture(request: HttpRequest, slug: str) -> HttpResponse:
    """Serve the drawing as pixels, for the sites that show a link to the product. No page of ours loads it."""
    spec = _picture_spec(slug)
    return _unchanging(request, spec, pictures.png_of(spec), content_type="image/png")


def _picture_spec(slug: str) -> dict[str, Any]:
    spec: dict[str, Any] | None = Product.objects.filter(slug=slug).values_list("picture", flat=True).first()
    if spec is None:
        raise Http404(f"No product {slug}")
    return spec


def _unchanging(
    request: HttpRequest, spec: dict[str, Any], content: str | bytes, *, content_type: str
) -> HttpResponse:
    is_current = request.GET.get("v") == picture_version(spec)
    return HttpResponse(
        content,
        content_type=content_type,
        headers={
            "Cache-Control": "public, max-age=31536000, immutable" if is_current else "public, max-age=300",
            "Content-Security-Policy": "default-src 'none'; sandbox",
        },
    )
