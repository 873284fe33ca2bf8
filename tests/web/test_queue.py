"""The queue in a real browser: worked through by keyboard, at any width, light and dark."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from moderation.models import Decision
from shop.models import Category, Product, Review, User
from tests.web.test_accessibility import findings

pytestmark = pytest.mark.django_db(transaction=True)

ADMIN = ("robin@example.com", "a-long-word-7")
WAITING = 21
TEXT = "Sleeps well beside it, and hm, call me about number {}."


@pytest.fixture
def backlog(small_store, transactional_db):
    """Reviews that wait for a person, and somebody to read them; whatever the store had is gone after each test."""
    User.objects.create_superuser(*ADMIN, name="Robin")
    kind, _ = Category.objects.get_or_create(slug="humidifiers", defaults={"name": "Humidifiers"})
    product, _ = Product.objects.get_or_create(
        slug="mistral-1", defaults={"name": "Mistral", "category": kind, "brand": "Norrvik"}
    )
    now = timezone.now()
    for number in range(WAITING):
        author = User.objects.create_user(f"writer{number}@example.com")
        moment = now - timedelta(hours=number)
        review = Review.objects.create(
            product=product,
            author=author,
            rating=3,
            text=TEXT.format(number),
            status="person",
            submitted_at=moment,
        )
        signal = {
            "detector": "contacts",
            "code": "handover",
            "severity": 0.6,
            "certain": False,
            "spans": [[31, 38]],
        }
        Decision.objects.create(
            review_id=review.pk, revision=1, author=f"u:{author.public_id}", verdict="person", policy_version="1",
            score=0.6, signals=[{**signal, "why": "“call me” asks to get in touch"}], reasons=["handover"],
            decided_at=moment, latency_ms=1,
        )  # fmt: skip


def log_in(page: Page) -> None:
    page.goto("/account/login/")
    page.locator("[name=username]").fill(ADMIN[0])
    page.locator("[name=password]").fill(ADMIN[1])
    page.locator("[name=password]").press("Enter")
    page.wait_for_url("**/account/")


def press(page: Page, *keys: str) -> None:
    """Press ``keys`` and wait for the page they lead to, with its script running."""
    with page.expect_navigation():
        for key in keys:
            page.keyboard.press(key)
    ready(page)


def ready(page: Page) -> None:
    expect(page.locator("[data-dialog]")).to_be_visible()


def test_twenty_reviews_in_a_row_by_keyboard_alone(backlog, guest):
    page = guest()
    log_in(page)
    page.goto("/admin/shop/review/queue/")
    ready(page)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("take the first in hand")
    page.keyboard.press("Escape")

    press(page, "n")
    expect(page.locator("mark")).to_have_text("call me")
    expect(page.get_by_text("In your hands until")).to_be_visible()
    press(page, "s")
    for number in range(20):
        if number % 4 == 3:
            press(page, "r", "Enter")
        else:
            press(page, "a")

    assert Review.objects.filter(status="approved").count() == 15
    assert Review.objects.filter(status="rejected").count() == 5
    assert set(Review.objects.filter(status="rejected").values_list("status_reason", flat=True)) == {
        "It asks readers to get in touch elsewhere."
    }
    assert Review.objects.filter(status="person").count() == 1, "the one that was skipped"
    assert Decision.objects.filter(person__email=ADMIN[0]).count() == 20


def test_lines_are_walked_and_opened_by_keys(backlog, guest):
    page = guest()
    log_in(page)
    page.goto("/admin/shop/review/queue/")
    ready(page)
    rows = page.locator("[data-row]")

    page.keyboard.press("j")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("k")
    page.keyboard.press("x")
    expect(rows.nth(0).get_by_role("checkbox")).to_be_checked()
    page.keyboard.press("j")
    opened = rows.nth(1).get_attribute("data-waiting")
    press(page, "Enter")

    expect(page.locator("[data-review]")).to_have_attribute("data-review", opened or "")


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
def test_the_pages_fit_and_have_no_grave_finding(backlog, guest, width, scheme):
    page = guest(width=width, scheme=scheme)
    log_in(page)
    found = []
    number = Review.objects.order_by("pk").values_list("pk", flat=True)[0]
    for path in ("/admin/shop/review/queue/", f"/admin/shop/review/{number}/change/"):
        page.goto(path)
        ready(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        found += [one for one in findings(page) if ".mq" in one or "mq-" in one]
    assert found == []
