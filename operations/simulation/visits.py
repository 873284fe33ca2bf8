"""Who looks at which page next, and when. Pure: no clock, no network.

Page views are a Poisson process: the pauses between them are exponential, so some come together and some late, as
with people who know nothing of each other. Every page view belongs to one of a few visits under way, drawn evenly;
so each visitor takes some seconds over a page. The pages follow from the seed, the pauses from it and the rate.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from operations.simulation.words import Vocabulary

type Page = Literal["home", "search", "product", "deals", "add", "code", "checkout", "order"]
type _Next = Page | Literal["leave"]

# What shoppers type: the codes of the seed, one that never was, and one in small letters.
CODES: Final = ("WELCOME10", "welcome10", "FRESHAIR5", "GARDEN15", "SUMMER50")

# How long people look at a page, on average: sets how many visits are under way at a time.
LOOK_SECONDS: Final = 8.0

# From each page, the chance of each next one. Rows add up to 100. "add" puts the product in sight into the cart and
# "order" sends the checkout's form. About 8 visits in 100 put something into the cart and 2 to 3 order, which is what
# stores see; the other carts are left behind.
_ARRIVALS: Final[dict[_Next, int]] = {"home": 75, "search": 10, "deals": 15}
_CHANCES: Final[dict[Page, dict[_Next, int]]] = {
    "home": {"search": 55, "product": 20, "deals": 15, "leave": 10},
    "search": {"product": 60, "search": 20, "home": 10, "leave": 10},
    "product": {"product": 20, "search": 20, "home": 18, "deals": 10, "leave": 28, "add": 4},
    "add": {"checkout": 35, "code": 12, "search": 15, "home": 15, "leave": 23},
    "code": {"checkout": 60, "home": 10, "leave": 30},
    "checkout": {"order": 75, "home": 5, "leave": 20},
    "order": {"home": 30, "leave": 70},
    "deals": {"product": 50, "search": 15, "home": 15, "leave": 20},
}


@dataclass(frozen=True, slots=True)
class Step:
    """A page to look at, or something to do on the one in sight. ``keyword`` says what is searched for, or which code
    is typed; ``pick``, from 0 up to 1, which of the products in sight is chosen."""

    page: Page
    keyword: str = ""
    pick: float = 0.0


@dataclass(frozen=True, slots=True)
class PageView:
    """A page view: ``pause`` seconds after the one before, of whichever visitor. ``arrives`` begins a visit."""

    pause: float
    visitor: int
    arrives: bool
    step: Step


def visit(chance: random.Random, vocabulary: Vocabulary) -> Iterator[Step]:
    """Yield the pages of one visit, the arrival first."""
    row: dict[_Next, int] = _ARRIVALS
    while True:
        page = chance.choices(list(row), list(row.values()))[0]
        if page == "leave":
            return
        keyword = _keyword(page, chance, vocabulary)
        yield Step(page, keyword, chance.random() if page == "product" else 0.0)
        row = _CHANCES[page]


def _keyword(page: Page, chance: random.Random, vocabulary: Vocabulary) -> str:
    match page:
        case "search":
            return vocabulary.search(chance)
        case "code":
            return chance.choice(CODES)
        case _:
            return ""


def page_views(*, rate: float, users: int, seed: int) -> Iterator[PageView]:
    """Yield page views without end: ``rate`` a second by ``users`` visitors, who come again and again."""
    chance = random.Random(f"visits {seed}")  # noqa: S311  (make-believe, not secrecy)
    pauses = random.Random(f"pauses {seed}")  # noqa: S311
    vocabulary = Vocabulary()
    places = max(1, min(users, round(rate * LOOK_SECONDS)))
    under_way: list[tuple[int, Iterator[Step]]] = []
    while True:
        place = chance.randrange(places)
        step = next(under_way[place][1], None) if place < len(under_way) else None
        arrives = step is None
        if step is None:
            # Somebody left, or the store is still filling up: somebody else comes in.
            del under_way[place : place + 1]
            place, steps = len(under_way), visit(chance, vocabulary)
            under_way.append((_absent(chance, users, {visitor for visitor, _ in under_way}), steps))
            step = next(steps)
        yield PageView(pauses.expovariate(rate), under_way[place][0], arrives, step)


def _absent(chance: random.Random, users: int, present: set[int]) -> int:
    # Nobody is in the store twice at a time. There are never more visits than visitors, so this ends.
    while (visitor := chance.randrange(users)) in present:
        pass
    return visitor
