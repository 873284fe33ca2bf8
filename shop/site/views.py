"""What belongs to the site as a whole: robots, manifest, the small icon and the error pages."""

from typing import Final

from django.conf import settings
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseNotFound,
    HttpResponsePermanentRedirect,
    JsonResponse,
)
from django.middleware.csp import get_nonce
from django.shortcuts import render
from django.template import loader
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from shop.site.languages import in_language, page_is
from tracking import api as tracking

# Of the store's pages, in every language; and what has one address only.
_PRIVATE: Final = ("account", "cart", "checkout", "orders", "privacy/forget", "promotions", "search")
_STAFF_AND_TRAP: Final = ("admin", "all-links", "dashboard", "operations")


@require_safe
@cache_control(public=True, max_age=86_400)
def robots(request: HttpRequest) -> HttpResponse:
    pages = [in_language(f"/{page}/", code) for code, _ in settings.LANGUAGES for page in _PRIVATE]
    closed = sorted([*pages, *(f"/{page}/" for page in _STAFF_AND_TRAP)])
    rules = "".join(f"Disallow: {path}\n" for path in closed)
    sitemap = f"{settings.SITE_URL.rstrip('/')}{reverse('site:sitemap')}"
    return HttpResponse(f"User-agent: *\n{rules}\nSitemap: {sitemap}\n", content_type="text/plain")


@require_safe
def trap(request: HttpRequest) -> HttpResponse:
    """Answer whoever follows the link at the foot of each page that no person sees, and robots.txt forbids."""
    tracking.bot_caught(request)
    return HttpResponseNotFound("Nothing is here, and nobody should be.\n", content_type="text/plain")


@require_safe
@cache_control(public=True, max_age=86_400)
def manifest(request: HttpRequest) -> HttpResponse:
    """Name the store for those who put it on their home screen. A view, because the icons' addresses carry hashes."""
    sizes = (192, 512)
    icons = [
        {"src": static(f"icons/mark-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"}
        for size in sizes
    ]
    content = {
        "name": "Larkspur",
        "short_name": "Larkspur",
        "start_url": reverse("shop:home"),
        "display": "minimal-ui",
        "background_color": "#fcfcfd",
        "theme_color": "#3b3bb5",
        "icons": icons,
    }
    return JsonResponse(content, content_type="application/manifest+json")


@require_safe
@cache_control(public=True, max_age=86_400)
def favicon(request: HttpRequest) -> HttpResponse:
    """Answer programs that ask for the icon without reading the page, which names it."""
    return HttpResponsePermanentRedirect(static("icons/mark.svg"))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    page_is(request, "shop:home")
    return render(request, "403.html", status=403)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose CSRF token is missing or old."""
    page_is(request, "shop:home")
    return render(request, "403_csrf.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    page_is(request, "shop:home")
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that something broke. Nothing here may break again: no database, no context processors, no files."""
    nonce = get_nonce(request)
    # Not ``nonce or ""``: a nonce that nobody has used yet is false.
    content = loader.get_template("500.html").render(
        {"csp_nonce": "" if nonce is None else str(nonce), "home": in_language("/", get_language())}
    )
    return HttpResponse(content, status=500)
