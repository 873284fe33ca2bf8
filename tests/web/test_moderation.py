"""A review's way through the real consumer, in a real browser: decided while its author looks at the page."""

import pytest
from playwright.sync_api import Page, expect

from tests.processes import manage
from tests.web.shelf import SHOPPER

pytestmark = pytest.mark.django_db

PRODUCT = "/products/mistral-1/"
KIND = "Quiet enough to sleep beside, and the tank takes a whole jug."
UNKIND = "The seller is a fucking idiot. Buy at www.cheap-fans.example.com or call +49 151 23456789!"


def log_in(page: Page) -> None:
    email, password = SHOPPER
    page.goto("/account/login/")
    page.locator("[name=username]").fill(email)
    page.locator("[name=password]").fill(password)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url("**/account/")


def own(page: Page):
    return page.locator("#reviews [data-review]").first


def test_the_author_sees_the_decision_without_a_reload_and_others_only_what_is_approved(guest):
    author, stranger = guest(), guest()
    log_in(author)
    with manage("relay_outbox"), manage("run_consumer", "moderation"):
        author.goto(PRODUCT)
        author.get_by_text("Write a review").click()
        author.get_by_role("radio", name="4 stars").check()
        author.get_by_label("Your review").fill(KIND)
        author.get_by_role("button", name="Send review").click()

        expect(own(author)).to_have_attribute("data-status", "approved", timeout=60_000)
        expect(author.locator("#reviews-status")).to_have_text("Your review is published.")
        stranger.goto(PRODUCT)
        expect(stranger.locator("#reviews")).to_contain_text(KIND)

        # In the tab that was open: the edit is a page of its own, and leads back to the product.
        author.get_by_role("link", name="Edit").click()
        author.get_by_label("Your review").fill(UNKIND)
        author.get_by_role("button", name="Send review").click()

        expect(own(author)).to_have_attribute("data-status", "rejected", timeout=60_000)
        expect(own(author)).to_contain_text("Reason:")
        stranger.reload()
        expect(stranger.locator("[data-review]")).to_have_count(0)

        author.get_by_role("button", name="Ask a person to look again").click()
        expect(own(author)).to_have_attribute("data-status", "person")
        expect(own(author)).to_contain_text("You asked us to look again")
        expect(author.get_by_role("button", name="Ask a person to look again")).to_have_count(0)
