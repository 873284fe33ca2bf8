"""What the home page shows beside the promotions."""

from dataclasses import dataclass
from typing import Final

from shop.catalogue.cards import picture_url
from shop.catalogue.selectors import products_across
from shop.models import Category

# Full rows of three, four and six; the menu has the rest.
TILES: Final = 12


@dataclass(frozen=True, slots=True)
class Tile:
    """A department with the picture of one of its products."""

    name: str
    url: str
    picture_url: str


def department_tiles() -> list[Tile]:
    """Return the first departments that have something to sell. Two queries."""
    tiles = []
    for product in products_across()[:TILES]:
        department: Category = product.category.parent or product.category
        tiles.append(Tile(department.name, department.get_absolute_url(), picture_url(product)))
    return tiles
