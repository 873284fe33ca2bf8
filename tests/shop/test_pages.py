"""Every page: it answers, carries its hooks, sends its events, and costs what it should."""

import re
from pathlib import Path

import pytest
from django.middleware.csp import ContentSecurityPolicyMiddleware
from django.test import Client

from shop.models import Variant
from shop.site import views as site
from tests.shop.conftest import found
from tracking.events import PageViewed, ProductListViewed, ProductViewed

TEMPLATES = Path(__file__).parents[2] / "shop" / "templates"


@pytest.fixture
def store(make_product, humidifiers, fans, make_promotion):
    """Two kinds, 30 products, a promotion on one kind."""
    for number in range(15):
        make_product(f"Humidifier {number}", humidifiers, slug=f"humidifier-{number}", age_days=number)
        make_product(f"Fan {number}", fans, slug=f"fan-{number}", price="20.00", age_days=number)
    make_promotion("A fifth off humidifiers", percent="20", categories=["humidifiers"])


PAGES = [
    "/",
    "/search/",
    "/search/?q=humidifier",
    "/search/?q=humidifer",
    "/search/?q=humidifier&price=25-50&brand=None",
    "/search/?q=humidifier&rating=4&price_from=x&price_to=-1",
    "/search/?q=zzzxqw",
    "/deals/",
    "/categories/air-comfort/",
    "/categories/humidifiers/?sort=price-down",
    "/products/humidifier-0/",
    "/account/login/",
    "/account/signup/",
    "/cart/",
    "/orders/",
]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_answers_with_a_strict_policy_and_one_page_view(path, visitor, sent, store):
    page = visitor.get(path)

    policy = page.headers["Content-Security-Policy"]
    assert page.status_code == 200
    assert "unsafe" not in policy
    assert "script-src 'self'" in policy
    assert len(sent.of(PageViewed)) == 1
    assert page.content.decode().count("<h1") == 1


@pytest.mark.parametrize("path", ["/", "/search/", "/search/?q=humidifier", "/deals/", "/account/login/"])
def test_a_page_works_in_an_empty_store(path, visitor):
    assert visitor.get(path).status_code == 200


@pytest.mark.parametrize(
    ("path", "queries"),
    [
        ("/", 13),
        ("/search/?q=humidifier", 7),
        ("/search/?q=humidifier&brand=Norrvik&price=25-50&stock=1&offer=1", 7),
        ("/search/?q=humidifer", 9),
        ("/search/suggest/?q=humid", 4),
        ("/search/?q=humidifier&stock=1&price_from=20&price_to=50", 7),
        ("/deals/", 6),
        ("/deals/?price_to=50&sort=price-up", 6),
        ("/categories/air-comfort/", 7),
        ("/categories/air-comfort/?category=fans&sort=price-up", 7),
        ("/products/humidifier-0/", 8),
        ("/products/fan-0/", 6),
        ("/account/login/", 0),
    ],
)
def test_a_page_costs_a_fixed_number_of_queries(path, queries, visitor, store, django_assert_num_queries):
    # What a process keeps (synonyms, spellings, departments, what sells) is there from the second request on.
    visitor.get(path)

    with django_assert_num_queries(queries):
        visitor.get(path)


def test_a_card_carries_its_hooks(visitor, store):
    content = visitor.get("/categories/humidifiers/").content.decode()

    assert 'data-product="humidifier-0" data-name="Humidifier 0" data-category="humidifiers"' in content
    assert "€32.00" in content


def test_a_category_sends_its_list(visitor, sent, store):
    visitor.get("/categories/fans/")

    (event,) = sent.of(ProductListViewed)
    assert (event.list_id, event.products[:2], len(event.products)) == (
        "category:fans",
        ["fan-0", "fan-1"],
        15,
    )


def test_a_department_shows_the_products_of_its_kinds(visitor, store):
    page = visitor.get("/categories/air-comfort/")

    assert page.context["listing"].total == 30
    assert [kind.slug for kind in page.context["kinds"]] == ["fans", "humidifiers"]


def test_a_product_page_shows_price_stock_and_sends_what_was_seen(visitor, sent, store):
    Variant.objects.filter(product__slug="humidifier-0").update(stock=3)

    page = visitor.get("/products/humidifier-0/")

    (event,) = sent.of(ProductViewed)
    assert (event.product_id, event.name, event.category, event.brand, event.price, event.currency) == (
        "humidifier-0",
        "Humidifier 0",
        "humidifiers",
        "Norrvik",
        "32.00",
        "EUR",
    )
    assert "Only 3 left" in page.content.decode()


def test_deals_lead_to_the_products_of_one(visitor, sent, store, make_promotion):
    promotion = make_promotion("Cool air", percent="10", categories=["fans"])

    everything = visitor.get("/deals/")
    one = visitor.get("/deals/", {"deal": promotion.pk})

    assert f'data-promotion="{promotion.pk}"' in everything.content.decode()
    assert {card.category for card in one.context["listing"].cards} == {"fans"}
    assert [event.list_id for event in sent.of(ProductListViewed)] == ["deals", "deals"]


@pytest.mark.parametrize("deal", ["999999", "x", "1 or 1=1", "\0", "²"])
def test_a_deal_that_is_over_is_not_found(deal, visitor, store):
    assert visitor.get("/deals/", {"deal": deal}).status_code == 404


@pytest.mark.parametrize("path", ["/categories/none/", "/products/none/", "/pictures/none.svg", "/nowhere/"])
def test_what_is_not_there_answers_404_in_the_stores_own_words(path, visitor, settings):
    settings.DEBUG = False

    page = visitor.get(path)

    assert page.status_code == 404
    assert "Page not found" in page.content.decode()


def test_a_product_that_is_no_longer_sold_is_not_found(visitor, store, humidifiers):
    humidifiers.products.update(is_active=False)

    assert visitor.get("/products/humidifier-0/").status_code == 404


def test_a_picture_is_kept_for_good_under_its_own_address(visitor, store):
    address = found(r'src="(/pictures/humidifier-0\.svg\?v=\w+)"', visitor.get("/").content.decode())

    current, other = visitor.get(address), visitor.get("/pictures/humidifier-0.svg?v=old")

    assert current.headers["Content-Type"] == "image/svg+xml"
    assert current.content.startswith(b"<svg")
    assert current.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert other.headers["Cache-Control"] == "public, max-age=300"
    assert current.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_the_500_page_needs_nothing_and_its_style_has_the_nonce(rf, settings):
    request = rf.get("/")
    policy = ContentSecurityPolicyMiddleware(site.server_error)
    policy.process_request(request)
    answer = site.server_error(request)
    policy.process_response(request, answer)

    nonce = found(r'<style nonce="([^"]+)">', answer.content.decode())
    assert answer.status_code == 500
    assert f"'nonce-{nonce}'" in answer.headers["Content-Security-Policy"]


def test_a_form_without_its_token_is_refused_kindly(db):
    page = Client(enforce_csrf_checks=True).post("/account/login/", {"username": "a", "password": "b"})

    assert page.status_code == 403


def test_robots_and_favicon(visitor):
    assert b"Disallow: /account/" in visitor.get("/robots.txt").content
    assert visitor.get("/favicon.ico").status_code == 301


def test_templates_hold_no_inline_style_or_script():
    offences = []
    for path in TEMPLATES.rglob("*.html"):
        text = path.read_text()
        offences += [(path.name, hit) for hit in re.findall(r"\s(?:style|on[a-z]+)=[\"']", text)]
        offences += [
            (path.name, hit) for hit in re.findall(r"<script(?![^>]*\bsrc=)[^>]*>|javascript:", text)
        ]
        offences += [(path.name, hit) for hit in re.findall(r"<style(?! nonce=)[^>]*>", text)]

    assert offences == []


def test_every_template_names_only_this_site():
    texts = [path.read_text() for path in TEMPLATES.rglob("*.html")]

    assert [
        found for text in texts for hit in re.findall(r"https?://(?!www\.w3\.org/)[^\s\"'<]+", text)
    ] == []
