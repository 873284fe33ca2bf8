"""From an event to a row: times, names, consent, and where each field goes."""

from decimal import Decimal

import msgspec
import pytest

from analytics.agents import agent_of
from analytics.columns import COLUMNS, milliseconds, moment
from analytics.errors import UnreadableAmount
from analytics.rows import rows_of, subjects_of
from analytics.text import keyword
from tests.analytics.events import delivered, made
from tracking.events import (
    OrderCompleted,
    OrderedProduct,
    PageScrolled,
    PageViewed,
    ProductAdded,
    ProductsSearched,
    ReviewSubmitted,
    VisitorErased,
)

NOW = 1_790_000_000_000


def row_of(event, *, site="shop.example", timestamp=NOW):
    rows = list(
        rows_of(delivered(event, timestamp=timestamp), subjects=subjects_of([event]), site=site, now=NOW)
    )
    return dict(zip(COLUMNS, rows[0], strict=True)) if rows else None


@pytest.mark.parametrize(
    ("date", "sent_at", "occurred"),
    [
        (NOW - 5000, None, NOW - 5000),
        (NOW - 65_000, NOW - 60_000, NOW - 5000),  # a clock that is a minute slow
        (NOW + 595_000, NOW + 600_000, NOW - 5000),  # ten minutes fast
        (NOW + 900_000, None, NOW),  # the future never happened yet
        (1, None, 1),
        (2**53 - 1, None, NOW),
        (5000, 2**53 - 1, 5000),  # a clock that says nothing
    ],
)
def test_it_happened_when_the_servers_clock_says(date, sent_at, occurred):
    row = row_of(made(PageViewed, date=date, sent_at=sent_at, received_at=NOW))

    assert (row["date"], row["occurred_at"]) == (date, moment(occurred))
    assert milliseconds(row["occurred_at"]) == occurred


def test_without_consent_only_the_stores_own_books_count_and_name_nobody():
    line = OrderedProduct(product_id="fan", sku="FAN", name="Fan", price="9.95", quantity=2)
    order = {
        "order_id": "LK-1",
        "products": [line],
        "currency": "EUR",
        "subtotal": "19.90",
        "discount": "0.00",
    }
    for consent in ("none", "personalisation"):
        assert row_of(made(PageViewed, consent=consent)) is None
        row = row_of(made(OrderCompleted, consent=consent, user_id="u1", total="19.90", **order))
        assert row["revenue"], row["quantity"] == (Decimal("19.90"), 2)
        assert [row[name] for name in ("subject", "user_id", "anonymous_id", "session_id", "browser")] == [
            None
        ] * 5
    assert row_of(made(PageViewed, consent="analytics"))["subject"] == "a:anna"


def test_no_address_is_kept_in_clear_wherever_it_stands():
    event = made(
        ProductsSearched,
        who=None,
        user_id="Anna@Example.com",
        search_keyword="Änna@example.com fan",
        page_title="anna@example.com – shop",
        filters={"brand": ["anna@example.com"]},
    )

    row = row_of(event)

    assert row["subject"] == row["user_id"]
    assert row["user_id"].startswith("e:")
    assert row["search_keyword"] == "[e-mail] fan"
    assert row["page_title"] == "[e-mail] – shop"
    assert b"example.com" not in msgspec.msgpack.encode(list(row.values()))


def test_a_search_is_one_wish_however_it_is_written():
    assert keyword("  Café   AU lait ") == keyword("cafe au lait") == "cafe au lait"


def test_the_store_refers_nobody():
    assert row_of(made(PageViewed, referrer="https://www.shop.example/deals/"))["referrer_host"] is None
    assert row_of(made(PageViewed, referrer="https://www.google.com/"))["referrer_host"] == "google.com"
    assert row_of(made(PageViewed, referrer="https://[broken"))["referrer_host"] is None


def test_fields_go_to_columns_and_the_rest_to_properties():
    row = row_of(
        made(PageScrolled, max_scroll_percent=60, engaged_ms=4000, percent=50, properties={"theme": "dark"})
    )
    assert (row["scroll_percent"], row["engaged_ms"]) == (60, 4000)
    assert msgspec.json.decode(row["properties"][1:]) == {"percent": 50, "theme": "dark"}
    assert row_of(made(PageViewed))["properties"] is None


def test_a_property_cannot_pass_for_a_field():
    event = made(ProductsSearched, search_keyword="fan", properties={"page": "no number", "products": 1})
    assert msgspec.json.decode(row_of(event)["properties"][1:]) == {"products": 1}


def test_words_of_a_review_and_who_was_erased_stay_out():
    review = made(ReviewSubmitted, review_id="1", product_id="fan", revision=1, rating=5, text="secret words")
    assert b"secret" not in row_of(review)["properties"]
    erased = made(VisitorErased, who=None, subjects=["u:anna"], erased_at=1)
    assert b"anna" not in row_of(erased)["properties"]


@pytest.mark.parametrize("price", ["ten", "NaN", "Infinity", "1,5"])
def test_money_that_is_none_is_refused_with_a_reason(price):
    with pytest.raises(UnreadableAmount, match="is no amount of money"):
        row_of(made(ProductAdded, product_id="fan", price=price))


def test_an_id_that_is_no_uuid_is_the_same_one_every_time():
    first, again, other = (row_of(made(PageViewed, message_id=name)) for name in ("m-1", "m-1", "m-2"))
    assert first["message_id"] == again["message_id"] != other["message_id"]
    assert len(first["message_id"]) == 16


@pytest.mark.parametrize(
    ("agent", "expected"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/142.0 Safari/537.36 Edg/142.0",
            ("desktop", "Edge"),
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5) Version/17.5 Mobile/15E148 Safari/604.1",
            ("phone", "Safari"),
        ),
        ("Mozilla/5.0 (Linux; Android 10; K) Chrome/142.0 Mobile Safari/537.36", ("phone", "Chrome")),
        (
            "Mozilla/5.0 (Linux; Android 9; KFTRWI) Silk/120.4 like Chrome/120 Safari/537.36",
            ("tablet", "Chrome"),
        ),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", ("desktop", "Firefox")),
        ("", (None, None)),
    ],
)
def test_a_browser_is_two_words(agent, expected):
    assert agent_of(agent) == expected
