"""The German store, page by page: nothing English is left, and one language leads to the other."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone, translation
from django.utils.formats import date_format

from promotions.models import Code
from shop.models import Address, Category, Order, Product, Review
from shop.site import views as site
from tests.shop.carts import ADDRESS, FORM, cart_with, sku_of
from tests.shop.conftest import BROWSER, found
from tests.shop.wording import phrases, words

NOW = timezone.now()
REASON = "It contains swearing."

PUBLIC = [
    "/", "/search/", "/search/?q=humidifier", "/search/?q=humidifer&exact=1", "/search/?q=zzzxqw",
    "/search/?q=humidifier&rating=4&price=25-50&stock=1&offer=1&price_from=x&price_to=-1", "/search/suggest/?q=humid",
    "/deals/", "/categories/air-comfort/", "/products/mistral/", "/products/mistral/?stars=4", "/products/gone/",
    "/promotions/strip/", "/cart/", "/consent/", "/privacy/", "/orders/", "/account/login/", "/account/signup/",
    "/account/password/reset/", "/account/password/reset/sent/", "/account/password/reset/x/y/", "/account/email/x/",
    "/nothing-here/",
]  # fmt: skip
PERSONAL = [
    "/", "/products/mistral/", "/products/mistral/review/", "/products/mistral/review/state/", "/cart/",
    "/checkout/", "/account/", "/account/orders/", "/account/addresses/", "/account/addresses/new/",
    "/account/reviews/", "/account/offers/", "/account/email/", "/account/password/", "/account/data/",
    "/account/delete/", "/privacy/",
]  # fmt: skip

ANSWERED = [
    ("/account/login/", {"username": "a@example.com", "password": "x"}),
    ("/orders/", {"number": "LK-1", "email": "a@example.com"}),
    ("/cart/code/", {"code": "NOPE"}),
    ("/checkout/", {}),
    ("/checkout/", {**FORM, "card": "123", "shown_total": "1.00"}),
    ("/consent/", {"choice": "choose", "place": "page"}),
    ("/cart/add/", {"sku": "none"}),
    ("/account/password/", {"old_password": "x", "new_password1": "12345678", "new_password2": "b"}),
    ("/account/email/", {"email": "ada@example.com", "password": "x"}),
    ("/account/delete/", {"password": "x"}),
    ("/account/addresses/new/", {}),
    ("/products/mistral/review/", {"text": "x"}),
    ("/products/mistral/review/", {"text": "Quiet and clean.", "rating": "4"}),
    ("/account/", {"name": "Ada", "language": "de"}),
]

# The same in both languages, and why.
ALIKE = {
    "Larkspur": "the store's name",
    "Gerda Gast": "typed by the shopper",
    "Code WELCOME10": "a German word as well",
}


@pytest.fixture(autouse=True)
def as_in_production(settings):
    """With DEBUG a missing page is Django's own, in English."""
    settings.DEBUG = False


@pytest.fixture
def store(make_product, make_promotion, make_review, humidifiers, fans):
    mistral = make_product(
        "Mistral humidifier", humidifiers, slug="mistral", stock=3, attributes={"Tank": "4 l"}
    )
    make_product("Zephyr humidifier", humidifiers, slug="zephyr", price="1250.00")
    make_product("Sirocco fan", fans, slug="gone", stock=0)
    make_promotion("A fifth off humidifiers", percent="20", categories=["humidifiers"])
    make_review(mistral)
    make_review(mistral, rating=2)
    Code.objects.create(
        text="WELCOME10", about="Ten off", percent=10, listed=True, minimum=30, starts_at=NOW,
        ends_at=NOW + timedelta(days=9),
    )  # fmt: skip
    return mistral


@pytest.fixture
def member(visitor, shopper, store, make_review):
    """Somebody with a rejected review, an address, an order that was sent back, and a full cart."""
    make_review(store, author=shopper, status=Review.Status.REJECTED, status_reason=REASON)
    Address.objects.create(user=shopper, is_default=True, **ADDRESS)
    visitor.force_login(shopper)
    cart_with((store, 2), user=shopper)
    return visitor


def own_texts():
    """Return what merchants and shoppers wrote: the catalogue's texts are translated elsewhere."""
    rows = [Product.objects.values_list("name", "description", "brand"), Category.objects.values_list("name")]
    rows += [Review.objects.values_list("text", "author__name"), Code.objects.values_list("text", "about")]
    titles = ["A fifth off humidifiers", "Good for a week.", *ADDRESS.values(), "Ada", "ada@example.com"]
    return ({text for query in rows for row in query for text in row} | set(titles)) - {""}


def english_left(english, german):
    """Return what both pages say in two or more words, apart from texts of merchants and shoppers."""
    own = sorted(own_texts(), key=len, reverse=True)
    both = set(phrases(english)) & set(phrases(german)) - ALIKE.keys()

    def rest(phrase):
        for text in own:
            phrase = phrase.replace(text, " ")
        return phrase

    return sorted(phrase for phrase in both if len(words(rest(phrase))) >= 2)


def left_on(browser, paths):
    """Return what is left on each page, where anything is."""
    left = {}
    for path in paths:
        english, german = browser.get(path), browser.get(f"/de{path}")
        assert german.status_code == english.status_code != 302, path
        page = german.content.decode()
        assert "<html" not in page or '<html lang="de"' in page, path
        left[path] = english_left(english.content.decode(), page)
    return {path: phrases for path, phrases in left.items() if phrases}


def test_no_page_has_english_left(visitor, store):
    assert left_on(visitor, PUBLIC) == {}


def test_no_page_of_an_account_has_english_left(member):
    assert left_on(member, PERSONAL) == {}


def test_what_a_form_answers_has_no_english_left(member):
    left = {}
    for path, sent in ANSWERED:
        english = member.post(path, sent, follow=True).content.decode()
        german = member.post(f"/de{path}", sent, follow=True).content.decode()
        assert '<html lang="de"' in german, path
        left[path, *sent.values()] = english_left(english, german)

    assert {form: phrases for form, phrases in left.items() if phrases} == {}


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/account/signup/", {"email": "reader1@example.com", "password": "12345"}),
        ("/account/signup/", {"email": "x", "password": ""}),
        (
            "/checkout/",
            {**FORM, "card": "4000 0000 0000 0002", "key": "7a0f1c7e-0000-4000-8000-000000000001"},
        ),
    ],
)
def test_what_a_form_answers_a_guest_has_no_english_left(path, sent, visitor, store):
    visitor.post("/cart/add/", {"sku": sku_of(store), "quantity": 2})

    english, german = visitor.post(path, sent), visitor.post(f"/de{path}", sent)

    assert (english.status_code, german.status_code) == (200, 200)
    assert english_left(english.content.decode(), german.content.decode()) == []


def test_a_rejected_review_says_why_in_the_readers_language(member):
    assert "Grund: Sie enthält Schimpfwörter." in member.get("/de/products/mistral/").content.decode()


def test_a_reason_that_a_person_wrote_stays_as_it_is(member):
    Review.objects.filter(status_reason=REASON).update(status_reason="Please without the neighbour's name.")

    assert "Please without the neighbour" in member.get("/de/products/mistral/").content.decode()


def test_money_dates_and_numbers_are_written_in_german(visitor, store):
    listing = visitor.get("/de/categories/humidifiers/").content.decode()
    deals = visitor.get("/de/deals/").content.decode()

    assert "1.000,00\N{NO-BREAK SPACE}€" in listing
    assert "€1" not in listing
    with translation.override("de"):
        end = date_format(timezone.localtime(NOW + timedelta(days=9)), "j. F")
    assert f"Bis {end}." in deals
    assert "ab 30,00\N{NO-BREAK SPACE}€" in deals


@pytest.mark.parametrize(
    ("typed", "total"),
    [("1.000", 2), ("999,99", 1), ("1.000,00", 2), ("999.99", 1), ("1000", 2)],
)
def test_a_price_is_understood_as_germans_write_it(typed, total, visitor, store):
    page = visitor.get("/de/categories/humidifiers/", {"price_to": typed})

    assert page.context["listing"].total == total


def test_the_field_of_a_price_shows_it_as_germans_write_it(visitor, store):
    page = visitor.get("/de/categories/humidifiers/", {"price_to": "999.5"}).content.decode()

    assert 'value="999,50"' in page
    assert "Bis zu 999,50\N{NO-BREAK SPACE}€" in page


@pytest.mark.parametrize(
    ("path", "other"),
    [
        ("/search/?q=humidifier&sort=price-up", "/de/search/?q=humidifier&amp;sort=price-up"),
        ("/de/search/?q=humidifier&sort=price-up", "/search/?q=humidifier&amp;sort=price-up"),
        ("/", "/de/"),
        ("/search/?q=next=/", "/de/search/?q=next=/"),
        ("/account/login/?next=/checkout/", "/de/account/login/?next=/de/checkout/"),
        ("/de/account/login/?next=%2Fde%2Fsearch%2F%3Fq%3Da", "/account/login/?next=/search/%3Fq%3Da"),
        ("/de/account/login/?next=https://example.com/", "/account/login/?next=https://example.com/"),
        ("/de/", "/"),
        ("/de/products/mistral/", "/products/mistral/"),
        ("/de/nothing-here/", "/"),
        ("/delights/", "/de/"),
    ],
)
def test_the_switch_leads_to_the_same_page(path, other, visitor, store):
    language = "en" if path.startswith("/de/") else "de"

    page = visitor.get(path).content.decode()

    assert found(rf'href="([^"]+)" hreflang="{language}" lang="{language}">', page) == other


def test_the_switch_of_a_page_that_only_a_form_opens_leads_to_one_that_opens(member):
    page = member.post("/de/cart/code/", {"code": "NOPE"}).content.decode()

    assert found(r'href="([^"]+)" hreflang="en" lang="en">', page) == "/cart/"


def test_every_link_of_a_german_page_leads_to_german_pages(member):
    for path in (
        "/",
        "/deals/",
        "/products/mistral/",
        "/cart/",
        "/checkout/",
        "/account/",
        "/search/?q=humidifier",
    ):
        page = re.sub(r'<a [^>]*hreflang="en".*?</a>', "", member.get(f"/de{path}").content.decode())

        addresses = re.findall(
            r'(?:<a [^>]*?href|action|hx-get|hx-post|data-refresh|data-suggest)="(/[^"]*)"', page
        )

        assert addresses
        assert [each for each in addresses if not each.startswith("/de/")] == ["/all-links/"], path


@pytest.mark.parametrize("path", ["/account/", "/checkout/", "/account/orders/"])
def test_a_page_that_leads_elsewhere_keeps_the_language(path, visitor, store):
    assert visitor.get(f"/de{path}").headers["Location"].startswith("/de/")


def test_search_engines_are_told_of_both_languages(visitor, store):
    site = "http://127.0.0.1:8000"

    page = visitor.get("/de/categories/humidifiers/?sort=price-up").content.decode()

    assert f'<link rel="canonical" href="{site}/de/categories/humidifiers/">' in page
    assert dict(re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', page)) == {
        "en": f"{site}/categories/humidifiers/",
        "de": f"{site}/de/categories/humidifiers/",
        "x-default": f"{site}/categories/humidifiers/",
    }
    sitemap = visitor.get("/sitemap-products.xml").content.decode()
    assert sitemap.count(f'hreflang="de" href="{site}/de/products/mistral/"') == 2
    assert sitemap.count(f'hreflang="x-default" href="{site}/products/mistral/"') == 2
    assert "Disallow: /de/account/\n" in visitor.get("/robots.txt").content.decode()


def test_what_the_browser_prefers_changes_nothing(visitor, store):
    page = visitor.get("/", headers={"accept-language": "de-DE,de;q=0.9"})

    assert '<html lang="en"' in page.content.decode()
    assert page.headers["Content-Language"] == "en"
    assert "Accept-Language" not in page.headers.get("Vary", "")


@pytest.mark.parametrize(
    "path", ["/de-at/", "/de/de/", "/en/", "/fr/", "/de/robots.txt", "/de/admin/", "/de/pictures/mistral.svg"]
)
def test_nothing_else_is_below_a_language(path, visitor, store):
    assert visitor.get(path).status_code == 404


def test_a_form_without_its_token_is_refused_in_german(db):
    strict = Client(enforce_csrf_checks=True, headers={"user-agent": BROWSER})

    page = strict.post("/de/cart/add/", {}).content.decode()

    assert "Dieses Formular ist abgelaufen" in page
    assert found(r'href="([^"]+)" hreflang="en" lang="en">', page) == "/"


def test_when_something_breaks_it_is_said_in_german(rf):
    with translation.override("de"):
        page = site.server_error(rf.get("/de/deals/")).content.decode()

    assert '<html lang="de">' in page
    assert "Etwas ist kaputtgegangen" in page
    assert '<a href="/de/">Zur Startseite</a>' in page


def test_the_bare_code_leads_to_the_german_home_page(visitor):
    assert visitor.get("/de").headers["Location"] == "/de/"


def test_one_language_is_never_shown_what_was_kept_for_the_other(visitor, store):
    for path in ("/de/", "/", "/de/", "/"):
        page = visitor.get(path).content.decode()
        links = re.findall(r'href="((?:/de)?/categories/[^"]+)"', page)

        assert links
        assert {link.startswith("/de/") for link in links} == {path == "/de/"}


def test_an_order_made_in_german_stays_german(visitor, store, monkeypatch):
    monkeypatch.setattr("shop.tasks.order_confirmation_send.apply_async", lambda args, **_: None)
    visitor.post("/de/cart/add/", {"sku": sku_of(store), "quantity": 1})
    form = {**FORM, "key": "7a0f1c7e-0000-4000-8000-000000000001", "shown_total": "32.00"}

    answer = visitor.post("/de/checkout/", form)

    order = Order.objects.get()
    assert order.language == "de"
    assert answer.headers["Location"].startswith(f"/de/orders/{order.number}/?token=")
    page = visitor.get(answer.headers["Location"]).content.decode()
    assert "Danke, deine Bestellung ist eingegangen" in page
    assert "Deutschland" in page
