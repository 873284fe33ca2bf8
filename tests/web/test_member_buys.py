"""A member's way: logs in, searches with a slip, filters, buys with a code, finds the order in the account."""

import re

from playwright.sync_api import expect

from shop.models import Order
from tests.web.test_accessibility import log_in
from tests.web.test_guest_buys import fill_in


def test_a_member_searches_with_a_slip_filters_and_buys_with_a_code(store, visitor):
    me = visitor()
    log_in(me, "shopper@example.com", "demo-shopper")
    me.get_by_label("Search the store").fill("humidifer")
    me.get_by_label("Search the store").press("Enter")
    expect(me.get_by_role("heading", level=1)).to_have_text("Showing results for “humidifier”")

    me.get_by_role("group", name="Availability").get_by_label("In stock").check()
    expect(me.get_by_role("list", name="Chosen filters")).to_contain_text("In stock")
    me.locator("article.card .card-link").first.click()
    me.get_by_role("button", name="Add to cart").click()
    me.locator("#buy-status a").click()
    me.wait_for_url("**/cart/")
    me.get_by_label("Code").fill("welcome10")
    me.get_by_role("button", name="Apply").click()
    expect(me.locator("main")).to_contain_text("WELCOME10")

    me.get_by_role("link", name="Go to checkout").click()
    fill_in(me)
    me.get_by_role("button", name="Order for").click()
    me.wait_for_url(re.compile(r"/orders/LK"))

    order = Order.objects.get(user__email="shopper@example.com", code="WELCOME10")
    assert order.total == order.subtotal - order.discount < order.subtotal
    me.goto("/account/orders/")
    expect(me.locator(f'[data-order="{order.number}"]')).to_be_visible()
