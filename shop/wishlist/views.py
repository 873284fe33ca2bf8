"""The wishlist's page and its hearts. Each is a plain POST; the script of every page saves it a round trip."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from promotions import selectors as promotions
from shop.cart import services as carts
from shop.cart.events import added
from shop.errors import CannotAdd, CannotSave
from shop.models import Wishlist
from shop.page_views import counts_as_page_view
from shop.reviews.rules import NAMELESS, shown_name
from shop.site.redirects import safe_next
from shop.site.secret_links import keeps_its_address
from shop.wishlist import events, selectors, services
from tracking import api as tracking


@require_safe
@counts_as_page_view
def wishlist(request: HttpRequest) -> HttpResponse:
    mine = selectors.wishlist_of(request)
    wishes = selectors.wishes_of(mine, offers=promotions.current_offers(now=timezone.now()))
    context = {"wishes": wishes, "link": _link(mine.share_token if mine else None)}
    return render(request, "shop/wishlist/wishlist.html", context)


@require_POST
@vary_on_headers("Accept")
def change(request: HttpRequest) -> HttpResponse:
    """Save a product (``add``) or take it off (``remove``), each a slug. Not a switch: a page that is out of date, or
    a second click, asks for what its heart shows."""
    slug = (request.POST.get("add") or request.POST.get("remove") or "").replace("\0", "")
    try:
        words, is_saved = _remove(request, slug) if request.POST.get("remove") else _add(request, slug)
        failed = False
    except CannotSave as refusal:
        words, is_saved, failed = str(refusal), False, True
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        count = len(selectors.saved_slugs(request))
        return JsonResponse(
            {"saved": is_saved, "words": words, "count": count}, status=409 if failed else 200
        )
    messages.add_message(request, messages.ERROR if failed else messages.SUCCESS, words)
    return redirect(safe_next(request, default=reverse("shop:wishlist")))


@require_POST
def to_cart(request: HttpRequest) -> HttpResponse:
    """Put what can be bought at once into the cart, and take it off the list when it is in."""
    now = timezone.now()
    mine = selectors.wishlist_of(request)
    slug = request.POST.get("product", "")
    wishes = selectors.wishes_of(mine, offers=promotions.current_offers(now=now))
    wish = next((one for one in wishes if one.sku and one.card and one.card.slug == slug), None)
    if mine is None or wish is None:
        messages.error(request, _("That can't be put into the cart just now."))
        return redirect("shop:wishlist")
    try:
        put = carts.cart_add(cart=carts.cart_open(request), sku=wish.sku, quantity=1, now=now)
    except CannotAdd as refusal:
        messages.error(request, str(refusal))
        return redirect("shop:wishlist")
    tracking.track(request, added(put))
    if gone := services.wish_remove(wishlist=mine, slug=slug, now=now):
        tracking.track(request, events.gone(gone, "moved_to_cart"))
    messages.success(request, _("%(name)s is in your cart.") % {"name": wish.name})
    return redirect("shop:wishlist")


@require_POST
def share(request: HttpRequest) -> HttpResponse:
    """Make the link (``on``), or withdraw it."""
    now = timezone.now()
    if request.POST.get("share") == "on":
        services.share_start(wishlist=services.wishlist_open(request, now=now), now=now)
        messages.success(request, _("Whoever has the link sees your list from now on."))
    elif mine := selectors.wishlist_of(request):
        services.share_withdraw(wishlist=mine, now=now)
        messages.success(request, _("The link leads nowhere now."))
    return redirect(f"{reverse('shop:wishlist')}#share")


@require_safe
@never_cache
@keeps_its_address
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """Show somebody else's list: what is on it and what it costs, and never what it cost when it was saved."""
    theirs = selectors.wishlist_shared(token)
    if theirs is None:
        raise Http404("No such list, or its link was withdrawn")
    wishes = selectors.wishes_of(theirs, offers=promotions.current_offers(now=timezone.now()))
    context = {"owner": _owner(theirs), "cards": [wish.card for wish in wishes if wish.card]}
    response = render(request, "shop/wishlist/shared.html", context)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _owner(wishlist: Wishlist) -> str:
    """Return the name as reviews show it; empty for a guest, or who has given none."""
    name = shown_name(wishlist.user.name) if wishlist.user else NAMELESS
    return "" if name == NAMELESS else str(name)


def _add(request: HttpRequest, slug: str) -> tuple[str, bool]:
    now = timezone.now()
    card, is_new = services.wish_add(wishlist=services.wishlist_open(request, now=now), slug=slug, now=now)
    if is_new:
        tracking.track(request, events.saved(card))
    return _("%(name)s is on your wishlist.") % {"name": card.name}, True


def _remove(request: HttpRequest, slug: str) -> tuple[str, bool]:
    mine = selectors.wishlist_of(request)
    gone = services.wish_remove(wishlist=mine, slug=slug, now=timezone.now()) if mine else None
    if gone is None:
        return _("That is not on your wishlist any more."), False
    tracking.track(request, events.gone(gone, "removed"))
    return _("%(name)s is off your wishlist.") % {"name": gone.product.local_name}, False


def _link(token: str | None) -> str:
    return f"{settings.SITE_URL.rstrip('/')}{reverse('shop:wishlist-shared', args=[token])}" if token else ""
