"""Writing, editing and withdrawing a review: as fragments for htmx, as pages without JavaScript."""

from contextlib import suppress
from typing import TYPE_CHECKING, Any, cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import reswap, retarget

from shop.catalogue import selectors as catalogue
from shop.catalogue.cards import picture_url
from shop.models import Product, Review, User
from shop.page_views import counts_as_page_view
from shop.reviews import selectors, services
from shop.reviews.errors import AlreadyReviewed, NoAppeal, NoSuchReview
from shop.reviews.forms import ReviewForm, review_form
from shop.site.redirects import safe_next

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

THANKS = _("Thank you. Your review is pending: only you can see it until it is approved.")
WITHDRAWN = _("Your review is withdrawn.")
APPEALED = _("Thank you. One of us is going to read your review.")

_DECIDED = {
    Review.Status.APPROVED: _("Your review is published."),
    Review.Status.REJECTED: _("Your review was not published. The reason stands with it."),
    Review.Status.PERSON: _("One of us is going to read your review before it is published."),
}


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


@login_required
@require_POST
@vary_on_headers("HX-Request")
def appeal(request: HttpRequest, slug: str) -> HttpResponse:
    """Have a person look at the reader's rejected review again; when that was asked for already, it stands."""
    product = catalogue.product_get(slug=slug)
    author = cast(User, request.user)
    if mine := selectors.review_of(product=product, author=author):
        with suppress(NoAppeal, NoSuchReview):
            services.review_appeal(review_id=mine.pk, author=author)
    return _done(request, product, APPEALED)


@require_safe
@never_cache
def state(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer a product's page, open and waiting, what became of the reader's review; ``turn`` counts its questions.

    While nothing is decided the answer is the next question, after a longer pause; 204 ends the asking. No event and
    no cookie: a poll is not an activity.
    """
    product = catalogue.product_get(slug=slug)
    turn = request.GET.get("turn", "")
    asked = int(turn) if turn.isascii() and turn.isdecimal() and len(turn) < 4 else 0
    mine = selectors.own_review(product=product, author=request.user, turn=asked)
    if mine is None:
        return HttpResponse(status=204)
    context = {"review": mine, "product": product}
    if mine.status == Review.Status.PENDING:
        return render(request, "shop/_review_poll.html", context)
    answer = render(
        request, "shop/_review_decided.html", context | {"said": _DECIDED[Review.Status(mine.status)]}
    )
    return reswap(retarget(answer, f"#review-state-{mine.id}"), "outerHTML")


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


def _done(request: HttpRequest, product: Product, said: "StrPromise") -> HttpResponse:
    if request.headers.get("HX-Request"):
        return _fragment(request, product, said=said)
    return redirect(safe_next(request, default=f"{product.get_absolute_url()}{selectors.ANCHOR}"))


def _fragment(
    request: HttpRequest,
    product: Product,
    *,
    form: ReviewForm | None = None,
    said: "StrPromise | str" = "",
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
