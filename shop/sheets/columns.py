"""The columns of a sheet of products: a row is a variant, and says its product's columns again. Pure."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from shop.models import Product, Variant
from shop.sheets.cells import (
    read_number,
    read_object,
    read_price,
    read_text,
    read_yes,
    safe_text,
    write_object,
)
from shop.sheets.errors import Problem

_SLUG: Final = re.compile(r"[-a-zA-Z0-9_]+")
_CURRENCY: Final = re.compile(r"[A-Z]{3}")


def _text(most: int, *, needed: bool = False) -> Callable[[str], str]:
    def read(cell: str) -> str:
        text = read_text(cell)
        if needed and not text.strip():
            raise ValueError("this must not be empty")
        if len(text) > most:
            raise ValueError(f"this is {len(text)} characters long; {most} is the most")
        return text

    return read


def _name(pattern: re.Pattern[str] | None, most: int, words: str) -> Callable[[str], str]:
    def read(cell: str) -> str:
        text = read_text(cell).strip()
        if not text or len(text) > most or (pattern and not pattern.fullmatch(text)):
            raise ValueError(words)
        return text

    return read


@dataclass(frozen=True, slots=True)
class Column:
    """``field`` is what it fills; ``read`` raises ValueError with words for the merchant. ``needed`` is what a new
    product or variant can't do without."""

    name: str
    field: str
    read: Callable[[str], Any]
    write: Callable[[Any], str] = safe_text
    needed: bool = False


def _same(value: object) -> str:
    return str(value)


def _yes(value: bool) -> str:
    return "yes" if value else "no"


SKU: Final = Column("sku", "sku", _name(None, 40, "a SKU has 1 to 40 characters"), needed=True)
PRODUCT: Final = Column(
    "product", "slug", _name(_SLUG, 140, "write the product's short name, as in its address"), needed=True
)
CATEGORY: Final = Column(
    "category",
    "category",
    _name(_SLUG, 80, "write the category's short name, as in its address"),
    needed=True,
)
STOCK_BEFORE: Final = Column("stock_before", "stock_before", read_number, _same)

OF_PRODUCT: Final = (
    Column("name", "name", _text(140, needed=True), needed=True),
    Column("brand", "brand", _text(60, needed=True), needed=True),
    CATEGORY,
    Column("active", "is_active", read_yes, _yes),
    Column("description", "description", _text(100_000, needed=True), needed=True),
    Column("attributes", "attributes", read_object, write_object),
    Column("picture", "picture", read_object, write_object),
    Column("search_terms", "search_terms", _text(10_000)),
)
OF_VARIANT: Final = (
    Column("variant", "name", _text(80)),
    Column("price", "price", read_price, _same, needed=True),
    Column("currency", "currency", _name(_CURRENCY, 3, "write three capitals, as EUR")),
    Column("stock", "stock", read_number, _same),
    STOCK_BEFORE,
    Column("position", "position", read_number, _same),
)
COLUMNS: Final = (SKU, PRODUCT, *OF_PRODUCT, *OF_VARIANT)
BY_NAME: Final = {column.name: column for column in COLUMNS}


@dataclass(frozen=True, slots=True)
class Row:
    """A row that could be read: values by field, of the columns that the sheet has."""

    line: int
    sku: str
    slug: str
    product: Mapping[str, Any]
    variant: Mapping[str, Any]


def row_of(line: int, cells: Mapping[str, str]) -> Row | list[Problem]:
    """Return the row's values, or everything that is wrong with it."""
    values: dict[str, Any] = {}
    problems = []
    for name, cell in cells.items():
        # How many there were is not said for what was never counted.
        if name == STOCK_BEFORE.name and not cell.strip():
            continue
        try:
            values[name] = BY_NAME[name].read(cell)
        except ValueError as error:
            problems.append(Problem(line, name, str(error)))
    if values.get("position", 0) > 32_767:
        problems.append(Problem(line, "position", "32767 is the most"))
    if problems:
        return problems
    return Row(
        line=line,
        sku=values["sku"],
        slug=values.get("product", ""),
        product={column.field: values[column.name] for column in OF_PRODUCT if column.name in values},
        variant={column.field: values[column.name] for column in OF_VARIANT if column.name in values},
    )


def cells_of(variant: Variant) -> list[str]:
    """Return the row of a variant, in the order of ``COLUMNS``; its product with the category must be loaded."""
    product: Product = variant.product
    values = {
        "sku": variant.sku,
        "product": product.slug,
        "category": product.category.slug,
        "stock_before": variant.stock,
        **{column.name: getattr(product, column.field) for column in OF_PRODUCT if column is not CATEGORY},
        **{
            column.name: getattr(variant, column.field) for column in OF_VARIANT if column is not STOCK_BEFORE
        },
    }
    return [column.write(values[column.name]) for column in COLUMNS]
