"""Writing, editing and withdrawing a review: as fragments for htmx, as pages without JavaScript."""

from contextlib import suppress
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST
from django.views.decorators.vary import vary_on_headers

from shop.catalogue import selectors as catalogue
from shop.catalogue.cards import picture_url
from shop.models import Product, User
from shop.page_views import counts_as_page_view
from shop.reviews import selectors, services
from shop.reviews.errors import AlreadyReviewed, NoSuchReview
from shop.reviews.forms import ReviewForm, review_form
from shop.site.redirects import safe_next

THANKS = "Thank you. Your review is pending: only you can see it until it is approved."
WITHDRAWN = "Your review is withdrawn."


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
@counts_as_page_view
def write(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the form of the reader's one review of a product, and take what is sent."""
    product = catalogue.product_get(slug=slug)
    author = cast(User, request.user)
    if request.method != "POST":
        mine = selectors.review_of(product=product, author=author)
        return _page(request, product, review_form(mine))
    form = ReviewForm(request.POST)
    if not form.is_valid():
        if request.headers.get("HX-Request"):
            return _fragment(request, product, form=form, status=422)
        return _page(request, product, form, status=422)
    _save(author, product, form.cleaned_data)
    return _done(request, product, THANKS)


@login_required
@require_POST
@vary_on_headers("HX-Request")
def withdraw(request: HttpRequest, slug: str) -> HttpResponse:
    """Delete the reader's review; when it is gone already, all the better."""
    product = catalogue.product_get(slug=slug)
    author = cast(User, request.user)
    if mine := selectors.review_of(product=product, author=author):
        with suppress(NoSuchReview):
            services.review_withdraw(review_id=mine.pk, author=author)
    return _done(request, product, WITHDRAWN)


def _save(author: User, product: Product, words: dict[str, Any]) -> None:
    """Submit or edit, whichever it is by now: another tab may have submitted or withdrawn a moment ago."""
    mine = selectors.review_of(product=product, author=author)
    try:
        if mine is None:
            services.review_submit(author=author, product=product, **words)
        else:
            services.review_edit(review_id=mine.pk, author=author, **words)
    except (AlreadyReviewed, NoSuchReview):
        _save(author, product, words)


def _done(request: HttpRequest, product: Product, said: str) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return _fragment(request, product, said=said)
    return redirect(safe_next(request, default=f"{product.get_absolute_url()}{selectors.ANCHOR}"))


def _fragment(
    request: HttpRequest,
    product: Product,
    *,
    form: ReviewForm | None = None,
    said: str = "",
    status: int = 200,
) -> HttpResponse:
    reader = cast(User, request.user)
    context = {
        "product": product,
        "reviews": selectors.section_of(product=product, reader=reader, query=QueryDict()),
        "review_form": form or ReviewForm(),
        "said": said,
    }
    return render(request, "shop/_reviews.html", context, status=status)


def _page(request: HttpRequest, product: Product, form: ReviewForm, status: int = 200) -> HttpResponse:
    context = {"product": product, "picture_url": picture_url(product), "review_form": form}
    return render(request, "shop/review.html", context, status=status)
