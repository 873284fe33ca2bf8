"""The German store in a browser: what scripts say, what fits on a phone, and the way from one language to the other."""

import re

import pytest
from playwright.sync_api import expect

from tests.web.test_accessibility import findings

PRODUCT = "/de/products/nordhaug-fjell-ultrasonic-humidifier/"


@pytest.fixture
def store(standing_store):
    return standing_store


def test_german_pages_fit_a_phone_and_have_no_serious_finding(store, visitor):
    page = visitor(width=390, path=PRODUCT, complaints_allowed=("404",))
    page.get_by_role("button", name="In den Warenkorb", exact=True).click()
    page.locator("#buy-status a").wait_for()
    wide, found = [], []

    for path in (
        "/de/", "/de/search/?q=humidifier", "/de/search/?q=xyzzyq", "/de/deals/", PRODUCT, "/de/cart/",
        "/de/checkout/", "/de/consent/", "/de/account/signup/", "/de/nothing-here/",
    ):  # fmt: skip
        page.goto(path)
        found += findings(page)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wide.append(path)

    assert (wide, found) == ([], [])


def test_scripts_speak_the_language_of_the_page(store, visitor):
    page = visitor(path="/de/")
    box = page.get_by_role("combobox")

    box.press_sequentially("luftbef")
    expect(page.get_by_role("listbox", name="Vorschläge")).to_be_visible()
    expect(page.locator("form[role=search] [role=status]")).to_have_text(re.compile(r"^\d Vorschläge$"))
    assert page.get_by_role("option").first.get_attribute("data-href").startswith("/de/")
    box.press("Enter")
    page.wait_for_url("**/de/search/?q=luftbef*")
    page.get_by_role("combobox").fill("")

    expect(page.get_by_role("option", name="Letzte Suchen löschen")).to_be_visible()


def test_filters_and_the_switch_keep_page_and_language(store, visitor):
    page = visitor(path="/de/search/?q=humidifier")

    page.get_by_label("ab 4 Sternen").check()
    page.wait_for_url(re.compile(r"/de/search/\?q=humidifier&.*rating=4$"))
    expect(page.locator("#results-status")).to_have_text(re.compile(r"^\d+ Produkte?$"))
    page.get_by_role("link", name="English", exact=True).click()

    page.wait_for_url(re.compile(r"//[^/]+/search/\?q=humidifier&.*rating=4$"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Results for")
    assert page.evaluate("document.documentElement.lang") == "en"


def test_whoever_prefers_german_is_offered_it_until_they_decline(store, visitor):
    page = visitor(path="/deals/?sort=price-up", width=390)
    page.add_init_script("Object.defineProperty(navigator, 'language', { get: () => 'de-AT' })")
    page.reload()
    offer = page.get_by_role("region", name="Sprache")
    expect(offer.get_by_role("link")).to_have_attribute("href", "/de/deals/?sort=price-up")

    offer.get_by_role("button", name="Schließen").click()
    page.goto("/cart/")

    expect(page.locator(".language-offer")).to_be_hidden()
