"""Events of all kinds in the proportions of a store's traffic, for cases that load the warehouse."""

import random
from collections.abc import Callable, Iterator
from typing import Any, Final

from tracking.events import (
    Event,
    OrderCompleted,
    OrderedProduct,
    PageLeft,
    PageScrolled,
    PageViewed,
    ProductAdded,
    ProductClicked,
    ProductsSearched,
    ProductViewed,
    PromotionViewed,
    WebVitals,
)
from tracking.ids import uuid7
from tracking.visitors import now_ms

DAY_MS: Final = 86_400_000

_AGENTS: Final = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/17.5 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0",
)
_REFERRERS: Final = (None, None, None, "https://www.google.com/", "https://duckduckgo.com/")
_PER_VISIT: Final = 20


def events(count: int, *, days: int = 1, repeated: float = 0.0, seed: str = "events") -> Iterator[Event]:
    """Yield ``count`` events that end now, in the order of their dates over ``days``; the share ``repeated`` of them
    a second time, soon after the first."""
    chance = random.Random(seed)
    weights = [weight for weight, _ in _KINDS.values()]
    kinds = chance.choices(list(_KINDS.items()), weights=weights, k=count)
    begin, step = now_ms() - days * DAY_MS, days * DAY_MS / count
    visits = [_visit(chance) for _ in range(max(1, count // _PER_VISIT // 20))]
    for number, (kind, (_, own)) in enumerate(kinds):
        if number % _PER_VISIT == 0:
            visits[chance.randrange(len(visits))] = _visit(chance)
        date = int(begin + number * step)
        common = {**chance.choice(visits), "message_id": uuid7(), "date": date, "received_at": date + 20}
        event = kind(**common, **own(chance))
        yield event
        if chance.random() < repeated:
            yield event


def _visit(chance: random.Random) -> dict[str, Any]:
    who = str(chance.getrandbits(64))
    return {
        "anonymous_id": uuid7(),
        "session_id": uuid7(),
        "user_id": who if chance.random() < 0.2 else None,
        "user_agent": chance.choice(_AGENTS),
        "referrer": chance.choice(_REFERRERS),
        "locale": "en-GB",
        "ip": "192.0.2.0",
        "consent": "analytics+personalisation",
        "page_view_id": uuid7(),
        "page_url": f"/products/product-{chance.randrange(300)}/",
        "page_title": "A product with a middling name – Larkspur",
        "viewport": "1280x900",
    }


def _product(chance: random.Random) -> dict[str, Any]:
    return {
        "product_id": f"product-{chance.randrange(300)}",
        "name": "A product with a middling name",
        "category": f"category-{chance.randrange(30)}",
        "brand": "Norrvik",
        "price": f"{chance.randrange(5, 500)}.90",
        "currency": "EUR",
    }


def _order(chance: random.Random) -> dict[str, Any]:
    bought = _product(chance)
    price, currency = bought["price"], bought.pop("currency")
    return {
        "order_id": uuid7(),
        "products": [OrderedProduct(**bought, sku="S", quantity=1)],
        "currency": currency,
        "subtotal": price,
        "discount": "0.00",
        "total": price,
    }


def _search(chance: random.Random) -> dict[str, Any]:
    return {
        "search_keyword": f"word {chance.randrange(400)}",
        "search_id": uuid7(),
        "results_count": chance.randrange(40),
    }


# Of a thousand events, roughly as the simulator's visitors make them; and what they have of their own.
_KINDS: Final[dict[type[Event], tuple[int, Callable[[random.Random], dict[str, Any]]]]] = {
    PageViewed: (260, lambda chance: {}),
    PageLeft: (
        150,
        lambda chance: {
            "max_scroll_percent": chance.randrange(101),
            "engaged_ms": 9000,
            "duration_ms": 20_000,
        },
    ),
    PageScrolled: (170, lambda chance: {"max_scroll_percent": 50, "engaged_ms": 4000, "percent": 50}),
    ProductViewed: (130, _product),
    ProductClicked: (
        80,
        lambda chance: {"product_id": f"product-{chance.randrange(300)}", "list_id": "search", "position": 3},
    ),
    PromotionViewed: (
        70,
        lambda chance: {"promotion_id": chance.randrange(40), "list_id": "home", "position": 1},
    ),
    ProductsSearched: (60, _search),
    WebVitals: (40, lambda chance: {"lcp_ms": 1200, "inp_ms": 80, "cls": 0.02, "fcp_ms": 700, "ttfb_ms": 90}),
    ProductAdded: (30, lambda chance: _product(chance) | {"quantity": 1}),
    OrderCompleted: (10, _order),
}
