"""Voting on reviews: as a fragment for htmx, as a form without JavaScript."""

from typing import Final, cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST
from django.views.decorators.vary import vary_on_headers

from shop.limits.views import by_account, by_network, limited
from shop.models import User
from shop.reviews import selectors, votes
from shop.reviews.errors import NoVote
from shop.site.redirects import safe_next

_VOTES: Final = {"yes": True, "no": False, "": None}


@login_required
@require_POST
@limited(by_account("review-vote", most=60, seconds=3600), by_network("review-vote", most=600, seconds=3600))
@vary_on_headers("HX-Request")
def vote(request: HttpRequest, number: int) -> HttpResponse:
    """Take a vote: ``yes``, ``no``, or nothing to take it back. Anything else counts as nothing."""
    voter = cast(User, request.user)
    helpful = _VOTES.get(request.POST.get("vote", ""))
    try:
        review = votes.review_vote(review_id=number, voter=voter, helpful=helpful, now=timezone.now())
    except NoVote as refusal:
        raise Http404(str(refusal)) from refusal
    if request.headers.get("HX-Request"):
        shown = selectors.review_shown(review_id=number, reader=voter)
        return render(request, "shop/_review_votes.html", {"review": shown, "said": True})
    return redirect(safe_next(request, default=f"{review.product.get_absolute_url()}{selectors.ANCHOR}"))
