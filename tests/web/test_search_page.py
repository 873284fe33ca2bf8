"""Searching as people do it: with a slip, by filters, back and forth, and by keyboard alone."""

import re

import pytest
from playwright.sync_api import Page, expect


@pytest.fixture
def store(standing_store):
    return standing_store


def box(page: Page):
    return page.get_by_label("Search the store")


def search(page: Page, words: str) -> None:
    box(page).fill(words)
    box(page).press("Enter")
    page.wait_for_url("**/search/**")


def total(page: Page) -> int:
    return int((page.locator("#results").get_attribute("data-status") or "").split()[0])


def first_option(page: Page, facet: str):
    return page.get_by_role("group", name=facet).locator(".facet-option").first


def test_a_slip_is_corrected_and_the_correction_can_be_refused(store, visitor):
    page = visitor()

    search(page, "lpatop")

    expect(page.get_by_role("heading", level=1)).to_have_text("Showing results for “laptop”")
    expect(page.locator('#results [data-category="laptops"]').first).to_be_visible()
    page.get_by_role("link", name="“lpatop”").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nothing found for “lpatop”")
    page.get_by_role("link", name="laptop", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Results for “laptop”")


def test_filters_change_the_results_at_once_and_back_brings_the_page_as_it_was(store, visitor):
    page = visitor(path="/search/?q=lamp")
    everything = total(page)
    option = first_option(page, "Category")
    expected = int((option.locator(".facet-count").text_content() or "").split()[0])
    page.evaluate("window.here = true")

    option.click()

    expect(page.locator("#results")).to_have_attribute("data-status", re.compile(rf"^{expected} product"))
    expect(page.locator("#results-status")).to_have_text(re.compile(rf"^{expected} product"))
    assert "category=" in page.url
    assert page.evaluate("window.here") is True
    filtered = page.url
    expect(option.locator("input")).to_be_focused()

    page.get_by_role("list", name="Chosen filters").get_by_role("link").first.click()
    expect(page.locator("#results")).to_have_attribute("data-status", re.compile(rf"^{everything} product"))
    assert "category=" not in page.url

    page.go_back()
    page.wait_for_url(filtered)
    expect(page.locator("#results")).to_have_attribute("data-status", re.compile(rf"^{expected} product"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Results for “lamp”")
    expect(page.locator("header.site-header")).to_be_visible()
    expect(page.locator(".chip")).to_have_count(1)


def test_going_back_from_a_product_keeps_the_filters(store, visitor):
    page = visitor(path="/categories/lighting/")
    first_option(page, "Price").click()
    expect(page.locator(".chip")).to_have_count(1)
    filtered, left = page.url, total(page)

    page.locator("#results .card-link").first.click()
    page.wait_for_url("**/products/**")
    page.go_back()

    page.wait_for_url(filtered)
    expect(page.locator("header.site-header")).to_be_visible()
    assert total(page) == left
    expect(page.locator(".chip")).to_have_count(1)


def test_sorting_and_paging_work_beside_filters(store, visitor):
    page = visitor(path="/categories/lighting/?stock=1")

    page.locator("details.menu > summary").click()
    page.get_by_role("link", name="Price, low to high").click()
    page.wait_for_url("**sort=price-up**")
    page.get_by_role("link", name="Next page").click()

    page.wait_for_url("**page=2**")
    assert "stock=1" in page.url
    expect(page.locator('.pages [aria-current="page"]')).to_have_text(re.compile("2$"))


def test_on_a_phone_filters_are_a_disclosure_that_stays_open(store, visitor):
    page = visitor(width=390, path="/search/?q=lamp")
    option = first_option(page, "Price")
    expect(option).to_be_hidden()

    page.locator(".filters > summary").click()
    option.click()

    expect(page.locator(".chip")).to_have_count(1)
    expect(option).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_without_a_script_the_form_filters_by_its_button(chromium, store):
    context = chromium.new_context(java_script_enabled=False, base_url=store.url)
    page = context.new_page()
    page.goto("/search/?q=lamp&sort=price-up")

    first_option(page, "Category").click()
    page.get_by_role("button", name="Show products").click()

    expect(page.locator(".chip")).to_have_count(1)
    assert page.url.startswith(f"{store.url}/search/?q=lamp&sort=price-up&category=")
    context.close()


def test_suggestions_are_reached_by_keyboard_alone(store, visitor):
    page = visitor()
    page.keyboard.press("Tab")
    for _ in range(5):
        if box(page).evaluate("box => box === document.activeElement"):
            break
        page.keyboard.press("Tab")
    page.keyboard.type("kett")
    options = page.get_by_role("listbox", name="Suggestions").get_by_role("option")
    expect(options.first).to_be_visible()
    expect(box(page)).to_have_attribute("aria-expanded", "true")

    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(box(page)).to_have_attribute("aria-activedescendant", "suggest-category-1")
    page.keyboard.press("ArrowUp")
    assert box(page).get_attribute("aria-activedescendant") is None
    page.keyboard.press("Escape")
    expect(options.first).to_be_hidden()
    expect(box(page)).to_have_value("kett")

    page.keyboard.press("ArrowDown")
    expect(options.first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/categories/kettles/")


def test_recent_searches_are_offered_and_can_be_cleared(store, visitor):
    page = visitor()
    search(page, "kettle")
    page.goto("/")

    box(page).focus()
    options = page.get_by_role("listbox", name="Suggestions").get_by_role("option")
    expect(options).to_have_text(["kettle", "Clear recent searches"])
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=kettle")

    page.goto("/")
    box(page).focus()
    options.last.click()
    expect(options.first).to_be_hidden()
    assert page.evaluate("localStorage.getItem('recent-searches')") == "[]"


def test_suggestions_move_nothing(store, visitor):
    page = visitor()
    before = page.locator("#promotions").bounding_box()

    box(page).press_sequentially("lamp")
    expect(page.get_by_role("listbox", name="Suggestions")).to_be_visible()

    assert page.locator("#promotions").bounding_box() == before


@pytest.mark.parametrize("path", ["/search/?q=lamp", "/categories/lighting/?stock=1", "/products/", "/"])
def test_a_page_is_light_and_stands_still(path, store, visitor):
    page = visitor()
    if path == "/products/":
        page.goto("/categories/kettles/")
        path = page.locator(".card-link").first.get_attribute("href") or ""
    client = page.context.new_cdp_session(page)
    client.send("Network.enable")
    client.send("Network.setCacheDisabled", {"cacheDisabled": True})
    kinds: dict[str, str] = {}
    sizes: dict[str, float] = {}
    client.on("Network.responseReceived", lambda event: kinds.update({event["requestId"]: event["type"]}))
    client.on(
        "Network.loadingFinished",
        lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}),
    )

    page.goto(path, wait_until="networkidle")

    without_pictures = sum(size for request, size in sizes.items() if kinds.get(request) != "Image")
    assert 10_000 < without_pictures < 150_000
    shifts = """new Promise((done) => {
        let sum = 0;
        new PerformanceObserver((list) => list.getEntries().forEach((entry) => { sum += entry.value; }))
            .observe({ type: "layout-shift", buffered: true });
        setTimeout(() => done(sum), 300);
    })"""
    assert page.evaluate(shifts) < 0.01


def test_a_products_views_are_chosen_by_keyboard(store, visitor):
    page = visitor(path="/categories/kettles/")
    page.locator(".card-link").first.click()
    views = page.locator(".gallery-main img")
    expect(views.first).to_be_visible()

    page.get_by_role("radio", name="The whole of it").focus()
    page.keyboard.press("ArrowRight")

    expect(views.nth(1)).to_be_visible()
    expect(views.first).to_be_hidden()
