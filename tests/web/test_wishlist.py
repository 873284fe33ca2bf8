"""Hearts in a browser: by keyboard, in place, all of the same product at once, and without a script."""

import pytest
from playwright.sync_api import expect


@pytest.fixture
def store(standing_store):
    return standing_store


@pytest.mark.parametrize("width", [390, 1280])
def test_a_heart_fills_in_place_and_says_so(store, visitor, width):
    page = visitor(width=width)
    page.goto("/categories/humidifiers/")
    heart = page.locator(".heart").first
    slug = heart.get_attribute("value")

    heart.focus()
    page.keyboard.press("Enter")

    expect(heart).to_have_attribute("aria-pressed", "true")
    expect(heart).to_be_focused()
    expect(page.locator("#wish-status")).to_contain_text("is on your wishlist.")
    expect(page.locator("[data-wish-count]").first).to_have_text("1")
    assert page.url.endswith("/categories/humidifiers/")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.goto(f"/products/{slug}/")
    expect(page.locator(".heart-wide")).to_have_attribute("aria-pressed", "true")
    page.locator(".heart-wide").click()
    expect(page.locator("#wish-status")).to_contain_text("is off your wishlist.")
    page.goto("/wishlist/")
    expect(page.get_by_text("There is nothing on it yet")).to_be_visible()


def test_a_heart_survives_that_filters_bring_other_cards(store, visitor):
    page = visitor()
    page.goto("/categories/humidifiers/")
    page.locator(".menu summary").first.click()
    page.locator(".menu-list a", has_text="Price").first.click()
    page.wait_for_url("**sort=**")

    page.locator(".heart").first.click()

    expect(page.locator(".heart").first).to_have_attribute("aria-pressed", "true")


def test_a_store_that_does_not_answer_is_said(store, visitor):
    page = visitor(complaints_allowed=("ERR_FAILED",))
    page.goto("/categories/humidifiers/")
    page.route("**/wishlist/change/", lambda route: route.abort())

    page.locator(".heart").first.click()

    expect(page.locator("#wish-status")).to_be_visible()
    expect(page.locator("#wish-status")).to_contain_text("That did not work.")
    expect(page.locator(".heart").first).to_have_attribute("aria-pressed", "false")
