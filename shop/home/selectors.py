"""What the home page shows beside the promotions."""

from dataclasses import dataclass
from typing import Final

from django.core.cache import caches
from django.utils.translation import get_language

from shop.catalogue.cards import picture_url
from shop.catalogue.selectors import products_across
from shop.models import Category

# Full rows of three, four and six; the menu has the rest.
TILES: Final = 12

# Cards side by side on a wide screen.
ROW_LENGTH: Final = 4

_KEPT_SECONDS: Final = 60


@dataclass(frozen=True, slots=True)
class Tile:
    """A department with the picture of one of its products."""

    name: str
    url: str
    picture_url: str


def department_tiles() -> list[Tile]:
    """Return the first departments that have something to sell. Asked once in ``_KEPT_SECONDS`` by each process."""
    tiles: list[Tile] = caches["local"].get_or_set(f"tiles:{get_language()}", _tiles, _KEPT_SECONDS) or []
    return tiles


def _tiles() -> list[Tile]:
    tiles = []
    for product in products_across().prefetch_related(None)[:TILES]:
        department: Category = product.category.parent or product.category
        tiles.append(Tile(department.name, department.get_absolute_url(), picture_url(product)))
    return tiles


def full_rows[T](items: list[T]) -> list[T]:
    """Return as many of ``items`` as fill whole rows of ``ROW_LENGTH``."""
    return items[: len(items) // ROW_LENGTH * ROW_LENGTH]
