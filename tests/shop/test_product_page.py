"""A product's own page: past prices, variants, views, linked data, what goes with it and what was seen before."""

import json
import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from promotions.selectors import OfferWindow
from shop.models import PriceHistory, Variant
from shop.pricing.history import PastPrice, lowest_before
from shop.pricing.prices import Item, best_price
from shop.pricing.services import prices_record, variant_price_change
from tests.shop.conftest import BROWSER, offer

NOW = datetime(2026, 6, 30, tzinfo=UTC)
ITEM = Item(product="mistral", categories=frozenset({"fans"}), price=Decimal("100.00"), currency="EUR")
TODAY = offer(1, percent="20", categories=["fans"])
BEGAN = OfferWindow(TODAY, NOW - timedelta(days=5), NOW + timedelta(days=5))


def days_ago(days):
    return NOW - timedelta(days=days)


def lowest(past=(), windows=()):
    return lowest_before(
        ITEM,
        best_price(ITEM, [TODAY]),
        past=[PastPrice(Decimal(price), days_ago(days)) for price, days in past],
        windows=[BEGAN, *windows],
    )


@pytest.mark.parametrize(
    ("past", "expected"),
    [
        ([], "100.00"),
        ([("100.00", 300)], "100.00"),
        ([("90.00", 300), ("100.00", 20)], "90.00"),
        ([("100.00", 300), ("85.00", 30), ("100.00", 28)], "85.00"),
        # Older than thirty days before the reduction began.
        ([("70.00", 300), ("100.00", 36)], "100.00"),
        # A price since the reduction began is no price before it.
        ([("110.00", 300), ("100.00", 2)], "110.00"),
    ],
)
def test_the_lowest_price_is_of_the_thirty_days_before_the_reduction(past, expected):
    assert lowest(past) == Decimal(expected)


def test_an_earlier_promotion_lowered_the_price_too():
    earlier = OfferWindow(offer(2, percent="30", categories=["fans"]), days_ago(25), days_ago(20))
    too_early = OfferWindow(offer(3, percent="50", categories=["fans"]), days_ago(60), days_ago(36))

    assert lowest(windows=[earlier, too_early]) == Decimal("70.00")


def test_without_a_reduction_there_is_nothing_to_tell():
    assert lowest_before(ITEM, best_price(ITEM, []), past=[], windows=[BEGAN]) is None


@pytest.fixture
def mistral(make_product, fans):
    product = make_product("Mistral fan", fans, price="40.00", slug="mistral")
    Variant.objects.create(product=product, sku="SAND", name="Sand", price=Decimal("50.00"), stock=3)
    return product


def test_a_changed_price_is_remembered_with_the_one_before(mistral):
    variant = mistral.variants.get(sku="SAND")

    variant_price_change(variant=variant, price=Decimal("45.00"), now=timezone.now())
    variant_price_change(variant=variant, price=Decimal("45.00"), now=timezone.now())

    prices = PriceHistory.objects.filter(variant=variant).values_list("price", flat=True)
    assert (list(prices), Variant.objects.get(sku="SAND").price) == (
        [Decimal("50.00"), Decimal("45.00")],
        Decimal("45.00"),
    )


def test_what_did_not_change_is_not_written_again(mistral):
    variants = list(mistral.variants.all())

    assert prices_record(variants=variants, now=timezone.now()) == 2
    assert prices_record(variants=variants, now=timezone.now()) == 0


def test_a_price_saved_in_the_admin_is_remembered(mistral, admin_client):
    form = dict(
        re.findall(
            r'name="([^"]+)" value="([^"]*)"',
            admin_client.get(f"/admin/shop/product/{mistral.pk}/change/").content.decode(),
        )
    )
    sand = mistral.variants.get(sku="SAND")
    place = next(name[:-3] for name, value in form.items() if name.endswith("-id") and value == str(sand.pk))
    fields = {f"{place}-price": "44.00", "description": "Plain.", "category": mistral.category_id}
    fields |= {"attributes": "{}", "picture": "{}", "search_terms": "", "is_active": "on"}

    answer = admin_client.post(f"/admin/shop/product/{mistral.pk}/change/", {**form, **fields})

    assert answer.status_code == 302, answer.content.decode()
    assert PriceHistory.objects.get(variant=sand).price == Decimal("44.00")


def test_beside_a_reduction_stands_the_lowest_price_before_it(visitor, mistral, make_promotion):
    now = timezone.now()
    make_promotion("A fifth off fans", percent="20", categories=["fans"])
    variant = mistral.variants.get(sku="SAND")
    for price, days in (("42.00", 20), ("50.00", 10)):
        since = now - timedelta(days=days)
        PriceHistory.objects.create(variant=variant, price=price, currency="EUR", since=since)

    chosen = visitor.get("/products/mistral/?variant=SAND").content.decode()
    leading = visitor.get("/products/mistral/").content.decode()

    assert "Lowest price of the last 30 days: €42.00" in chosen
    assert "Lowest price of the last 30 days: €40.00" in leading


def test_without_a_reduction_no_lowest_price_is_shown(visitor, mistral):
    assert "Lowest price" not in visitor.get("/products/mistral/").content.decode()


def test_variants_are_links_and_an_unknown_one_means_the_first(visitor, mistral):
    page = visitor.get("/products/mistral/?variant=SAND")
    other = visitor.get("/products/mistral/?variant=%00")

    content = page.content.decode()
    assert re.search(r'<a class="variant" href="\?variant=SAND" rel="nofollow" aria-current="true">', content)
    assert "Only 3 left" in content
    assert page.context["detail"].chosen.price.now == Decimal("50.00")
    assert other.context["detail"].chosen.price.now == Decimal("40.00")
    assert '<link rel="canonical" href="http://127.0.0.1:8000/products/mistral/">' in content


def test_views_are_parts_of_the_same_drawing(visitor, mistral):
    whole, near = visitor.get("/pictures/mistral.svg"), visitor.get("/pictures/mistral.svg?view=near")
    unknown = visitor.get("/pictures/mistral.svg?view=%22%3E")

    assert b'viewBox="50 76 140 140"' in near.content
    assert unknown.content == whole.content
    assert near.content.partition(b"<defs>")[2] == whole.content.partition(b"<defs>")[2]


def linked_data(page):
    texts = re.findall(
        r'<script type="application/ld\+json" nonce="[^"]+">(.*?)</script>', page.content.decode()
    )
    return [json.loads(text) for text in texts]


def test_linked_data_tells_offers_and_the_way_here(visitor, mistral, make_promotion):
    make_promotion("A fifth off fans", percent="20", categories=["fans"])

    data, way = linked_data(visitor.get("/products/mistral/"))

    assert (data["@type"], data["name"], data["brand"]["name"]) == ("Product", "Mistral fan", "Norrvik")
    assert [(o["price"], o["priceCurrency"], o["availability"]) for o in data["offers"]] == [
        ("32.00", "EUR", "https://schema.org/InStock"),
        ("40.00", "EUR", "https://schema.org/InStock"),
    ]
    assert "aggregateRating" not in data
    assert [(entry["position"], entry["name"]) for entry in way["itemListElement"]] == [
        (1, "Home"),
        (2, "Air comfort"),
        (3, "Fans"),
        (4, "Mistral fan"),
    ]


def test_linked_data_cannot_leave_its_element(visitor, make_product, fans):
    name = "</script><script>alert(1)</script> & <!-- \u2028"
    make_product(name, fans, slug="evil", description=name)

    page = visitor.get("/products/evil/")

    assert linked_data(page)[0]["name"] == name
    assert "<script>alert" not in page.content.decode()


def test_related_are_of_the_kind_and_near_in_price_then_of_the_department(
    visitor, mistral, make_product, fans, humidifiers
):
    make_product("Dear fan", fans, price="400.00")
    make_product("Alike fan", fans, price="41.00")
    make_product("Gone fan", fans, price="40.00", stock=0)
    make_product("Humidifier", humidifiers, price="40.00")

    related = visitor.get("/products/mistral/").context["related"]

    assert [card.name for card in related] == ["Alike fan", "Dear fan", "Humidifier", "Gone fan"]


@pytest.fixture
def browser(db, monkeypatch):
    """A browser with its real visitor cookie, whose events go nowhere."""

    class Nowhere:
        def send(self, *args, **kwargs):
            pass

    monkeypatch.setattr("tracking.api.get_producer", Nowhere)
    return Client(headers={"user-agent": BROWSER})


def seen(page):
    return [card.slug for card in page.context["recent"]]


def test_recently_viewed_are_the_newest_first_without_this_one(browser, make_product, fans):
    for name in ("a", "b", "c"):
        make_product(name, fans, slug=name)
        browser.get(f"/products/{name}/")

    assert seen(browser.get("/products/a/")) == ["c", "b"]
    assert seen(browser.get("/products/b/")) == ["a", "c"]


def test_nothing_is_remembered_for_those_who_declined(browser, make_product, fans):
    make_product("a", fans, slug="a")
    make_product("b", fans, slug="b")
    browser.get("/products/a/")
    browser.post("/consent/", {"choice": "decline"})

    page = browser.get("/products/b/")

    assert seen(page) == []
    assert "recent" not in page.cookies


def test_the_next_person_at_this_browser_sees_nothing_of_it(browser, shopper, make_product, fans):
    make_product("a", fans, slug="a")
    make_product("b", fans, slug="b")
    browser.post("/account/login/", {"username": "ada@example.com", "password": "a-long-word-7"})
    browser.get("/products/a/")
    before = seen(browser.get("/products/b/"))

    browser.post("/account/logout/")

    assert (before, seen(browser.get("/products/b/"))) == (["a"], [])


def test_a_forged_cookie_shows_nothing(browser, make_product, fans):
    product = make_product("a", fans, slug="a")
    make_product("b", fans, slug="b")
    browser.cookies["recent"] = f"{product.pk}:x:y"

    assert seen(browser.get("/products/b/")) == []
