"""A guest's whole way: searches, opens a product, puts it into the cart, checks out, sees the confirmation."""

import re

from playwright.sync_api import expect

from shop.models import Order, Variant
from tests.mailbox import mails
from tests.processes import Process
from tests.waiting import until

ADDRESS = {
    "E-mail address": "ada@example.com",
    "Full name": "Ada Lind",
    "Street and number": "Elm Lane 5",
    "Postcode": "50667",
    "City": "Cologne",
}


def buy_humidifier(page):
    """Search, open the first product that can be had, put two of it into the cart; return its name."""
    page.get_by_label("Search the store").fill("humidifier")
    page.get_by_label("Search the store").press("Enter")
    page.wait_for_url("**/search/**")
    page.locator("article.card:not(.card-sold-out) .card-link").first.click()
    page.wait_for_url("**/products/**")
    name = page.locator("h1").inner_text()
    page.get_by_label("Quantity").fill("2")
    page.get_by_role("button", name="Add to cart").click()
    return name


def fill_in(page, card="4242 4242 4242 4242"):
    form = page.locator("#checkout-form")
    for label, value in ADDRESS.items():
        form.get_by_label(label, exact=True).fill(value)
    form.get_by_label("Country").select_option("DE")
    form.get_by_label("Test card number").fill(card)


def test_a_guest_buys(store, visitor, tmp_path):
    mail = {
        "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "EMAIL_FILE_PATH": str(tmp_path),
    }
    worker = [
        "-m",
        "celery",
        "--quiet",
        "-A",
        "config",
        "worker",
        "--concurrency",
        "1",
        "--loglevel",
        "warning",
    ]
    with Process(worker, SITE_URL=store.url, **mail):
        me = visitor()
        name = buy_humidifier(me)
        expect(me.locator("#buy-status")).to_contain_text(f"{name} is in your cart.")
        expect(me.locator("#cart-link")).to_contain_text("2")
        assert "/products/" in me.url

        me.locator("#cart-link").click()
        expect(me.get_by_role("heading", level=1)).to_have_text("Your cart")
        total = me.locator("[data-total]").inner_text()
        me.get_by_role("link", name="Go to checkout").click()
        fill_in(me)
        me.get_by_role("button", name="Order for").click()
        me.wait_for_url("**/orders/**")

        order = Order.objects.get(email="ada@example.com")
        expect(me.get_by_role("heading", level=1)).to_have_text("Thank you, your order is placed")
        expect(me.locator("[data-order]")).to_have_attribute("data-order", order.number)
        expect(me.locator("[data-total]")).to_have_text(total)
        expect(me.locator("#cart-link")).not_to_contain_text("2")
        assert [(line.name, line.quantity) for line in order.lines.all()] == [(name, 2)]

        [confirmation] = until(lambda: mails(tmp_path), what="the confirmation")
    text = confirmation.get_body(("plain",)).get_content()
    link = re.search(r"http://\S+/orders/\S+", text)
    assert confirmation["Subject"] == f"Your order {order.number}"
    assert link
    elsewhere = visitor(path=link.group())
    expect(elsewhere.locator("[data-order]")).to_have_attribute("data-order", order.number)


def test_a_declined_card_keeps_what_was_typed(store, visitor):
    me = visitor()
    buy_humidifier(me)
    expect(me.locator("#cart-link")).to_contain_text("2")
    me.goto("/checkout/")
    fill_in(me, card="4000 0000 0000 0002")
    me.get_by_role("button", name="Order for").click()

    expect(me.locator("#problems")).to_contain_text("The card was declined")
    expect(me.locator("#problems")).to_be_focused()
    expect(me.get_by_label("City")).to_have_value("Cologne")
    me.get_by_label("Test card number").fill("4242424242424242")
    me.get_by_role("button", name="Order for").click()
    me.wait_for_url("**/orders/**")

    assert Order.objects.filter(email="ada@example.com").count() == 1


def test_a_double_click_makes_one_order_and_back_finds_the_cart_empty(store, visitor):
    me = visitor()
    buy_humidifier(me)
    expect(me.locator("#cart-link")).to_contain_text("2")
    me.goto("/checkout/")
    fill_in(me)
    me.get_by_role("button", name="Order for").dblclick()
    me.wait_for_url("**/orders/**")
    me.go_back()

    expect(me.get_by_role("heading", level=1)).to_have_text("Your cart")
    assert Order.objects.filter(email="ada@example.com").count() == 1


def test_without_javascript_it_works_the_same(store, chromium):
    context = chromium.new_context(base_url=store.url, java_script_enabled=False)
    me = context.new_page()
    me.goto("/")
    before = sum(Variant.objects.values_list("stock", flat=True))
    name = buy_humidifier(me)
    me.wait_for_url("**/cart/")
    expect(me.get_by_role("status").first).to_have_text(f"{name} is in your cart.")
    me.get_by_label(re.compile("Quantity of")).fill("1")
    me.get_by_role("button", name="Update").click()
    me.get_by_label("Code").fill("nope")
    me.get_by_role("button", name="Apply").click()
    expect(me.locator("#code-error")).to_have_text("There is no code NOPE. Check its spelling.")
    me.get_by_label("Code").fill("welcome10")
    me.get_by_role("button", name="Apply").click()
    me.get_by_role("link", name="Go to checkout").click()
    fill_in(me)
    me.get_by_role("button", name="Order for").click()
    me.wait_for_url("**/orders/**")
    context.close()

    order = Order.objects.get(email="ada@example.com")
    assert (order.code, sum(Variant.objects.values_list("stock", flat=True))) == ("WELCOME10", before - 1)
