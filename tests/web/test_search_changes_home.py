"""The product's main promise, as a visitor sees it: what I search for changes my home page, and nobody else's."""

from playwright.sync_api import Locator, Page, expect

from promotions.models import Promotion
from tests.processes import manage

SECONDS = 15_000


def strip(page: Page):
    return page.locator("#promotions")


def search(page: Page, words: str) -> None:
    page.get_by_label("Search the store").fill(words)
    page.get_by_label("Search the store").press("Enter")
    page.wait_for_url("**/search/**")


def price(deal: Locator, part: str) -> float:
    return float((deal.locator(part).text_content() or "").split("€")[-1].replace(",", ""))


def shown_promotions(page: Page) -> list[Promotion]:
    numbers = [
        int(deal.get_attribute("data-promotion") or 0)
        for deal in strip(page).locator("[data-promotion]").all()
    ]
    return list(Promotion.objects.filter(pk__in=numbers))


def test_a_search_shows_its_deals_on_the_home_page_and_only_there(store, visitor):
    with manage("run_consumer", "promotions"):
        another = visitor()
        before = shown_promotions(another)

        for words in ("humidifier", "humidifiers", "Humidifer", "air moistener"):
            me = visitor()
            assert strip(me).get_attribute("data-keyword") == ""
            search(me, words)
            me.goto("/")
            expect(strip(me)).to_have_attribute("data-keyword", words, timeout=SECONDS)
            heading = strip(me).get_by_role("heading", level=2)
            expect(heading).to_have_text(f"Because you searched for “{words}”")
            promotions = shown_promotions(me)
            assert 1 <= len(promotions) <= 4
            assert all("humidifier" in " ".join(promotion.keywords) for promotion in promotions)

        another.reload()
        expect(strip(another)).to_have_attribute("data-keyword", "")
        assert shown_promotions(another) == before


def test_an_open_home_page_changes_by_itself(store, visitor):
    with manage("run_consumer", "promotions"):
        home = visitor()
        tab = home.context.new_page()
        tab.goto("/")

        search(tab, "humidifier")

        expect(strip(home)).to_have_attribute("data-keyword", "humidifier", timeout=SECONDS)
        expect(home.locator("#promotions-status")).to_contain_text("Because you searched for “humidifier”")


def test_with_the_consumer_stopped_the_page_stays_and_with_it_started_it_changes(store, visitor):
    me = visitor()
    search(me, "humidifier")
    me.goto("/")
    # Two answers to the page's own question: nothing is going to change.
    for _ in range(2):
        with me.expect_response("**/promotions/strip/**") as answer:
            pass
        assert answer.value.status == 204
    assert strip(me).get_attribute("data-keyword") == ""

    with manage("run_consumer", "promotions"):
        expect(strip(me)).to_have_attribute("data-keyword", "humidifier", timeout=SECONDS)


def test_a_deal_shows_both_prices_and_its_end(store, visitor):
    with manage("run_consumer", "promotions"):
        me = visitor(width=390)
        search(me, "humidifier")
        me.goto("/")
        expect(strip(me)).to_have_attribute("data-keyword", "humidifier", timeout=SECONDS)

    deal = strip(me).locator("[data-promotion]").first
    assert 0 < price(deal, ".price-now") < price(deal, ".price-before")
    expect(deal.locator("time")).to_be_visible()


def test_what_was_searched_before_logging_in_is_there_after_it_and_gone_after_logging_out(store, visitor):
    with manage("run_consumer", "promotions"):
        me = visitor()
        search(me, "humidifier")
        me.goto("/account/login/")
        me.locator("[name=username]").fill("Shopper@example.com")
        me.locator("[name=password]").fill("demo-shopper")
        me.locator("[name=password]").press("Enter")
        me.wait_for_url("**/account/")
        me.goto("/")
        expect(strip(me)).to_have_attribute("data-keyword", "humidifier", timeout=SECONDS)

        elsewhere = visitor(path="/account/login/")
        elsewhere.locator("[name=username]").fill("shopper@example.com")
        elsewhere.locator("[name=password]").fill("demo-shopper")
        elsewhere.locator("[name=password]").press("Enter")
        elsewhere.wait_for_url("**/account/")
        elsewhere.goto("/")
        expect(strip(elsewhere)).to_have_attribute("data-keyword", "humidifier", timeout=SECONDS)

        me.goto("/account/")
        me.get_by_role("button", name="Log out").click()
        me.wait_for_url(store.url + "/")
        expect(strip(me)).to_have_attribute("data-keyword", "")
