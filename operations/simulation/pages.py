"""What a page offers to go on to."""

from html.parser import HTMLParser
from typing import Final
from urllib.parse import quote_plus

from operations.simulation.visits import Step

CHECKOUT: Final = "/checkout/"
_PRODUCT: Final = "/products/"


class _Products(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.paths: dict[str, None] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a" and (path := dict(attrs).get("href") or "").startswith(_PRODUCT):
            self.paths[path] = None


def product_paths(page: str) -> tuple[str, ...]:
    """Return the paths of the products that ``page`` (HTML) links to, in its order, each once."""
    parser = _Products()
    parser.feed(page)
    return tuple(parser.paths)


def path_of(step: Step, products: tuple[str, ...], *, may_check_out: bool = False) -> str:
    """Return where ``step`` leads from a page that shows ``products``; to the deals where it leads nowhere.

    ``may_check_out`` says whether the page leads to the checkout.
    """
    match step.page:
        case "home":
            return "/"
        case "search":
            return f"/search/?q={quote_plus(step.keyword)}"
        case "product" if products:
            return products[int(step.pick * len(products))]
        case "checkout" if may_check_out:
            return CHECKOUT
        case _:
            return "/deals/"
