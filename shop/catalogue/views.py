"""Category and product pages, and the products' pictures."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from promotions import selectors as promotions
from shop.catalogue import pictures, selectors
from shop.catalogue.cards import card_of, picture_version
from shop.catalogue.detail import detail_of
from shop.catalogue.listing import listing_of
from shop.models import Product
from shop.page_views import counts_as_page_view
from shop.reviews import selectors as reviews
from shop.reviews.forms import ReviewForm
from tracking import api as tracking
from tracking.events import ProductListViewed, ProductViewed


@require_safe
@counts_as_page_view
def category(request: HttpRequest, slug: str) -> HttpResponse:
    shown = selectors.category_get(slug=slug)
    listing = listing_of(
        products=selectors.products_listed().filter(selectors.in_category([slug])),
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
    return render(request, "shop/category.html", context)


@require_safe
@counts_as_page_view
def product(request: HttpRequest, slug: str) -> HttpResponse:
    offers = promotions.current_offers(now=timezone.now())
    row = selectors.product_get(slug=slug)
    detail = detail_of(row, offers)
    viewed = ProductViewed(
        product_id=row.slug,
        name=row.name,
        category=row.category.slug,
        brand=row.brand,
        price=str(detail.card.price.now),
        currency=detail.card.price.currency,
    )
    tracking.track(request, viewed)
    related = [card_of(other, offers) for other in selectors.products_like(row)]
    context = {
        "product": row,
        "detail": detail,
        "related": related,
        "reviews": reviews.section_of(product=row, reader=request.user, query=request.GET),
        "review_form": ReviewForm(),
    }
    return render(request, "shop/product.html", context)


@require_safe
def picture(request: HttpRequest, slug: str) -> HttpResponse:
    """Serve the drawing of a product. Its address carries a hash of what is drawn, so it never changes."""
    spec = Product.objects.filter(slug=slug).values_list("picture", flat=True).first()
    if spec is None:
        raise Http404(f"No product {slug}")
    is_current = request.GET.get("v") == picture_version(spec)
    return HttpResponse(
        pictures.svg_of(spec),
        content_type="image/svg+xml",
        headers={
            "Cache-Control": "public, max-age=31536000, immutable" if is_current else "public, max-age=300",
            "Content-Security-Policy": "default-src 'none'; sandbox",
        },
    )
