"""Writing the catalogue as a sheet."""

import csv
from collections.abc import Iterator
from typing import Any, Final

from shop.models import Variant
from shop.sheets.columns import COLUMNS, cells_of

_AT_ONCE: Final = 2_000
_BOM: Final = "\ufeff"
_PRICE: Final = [column.name for column in COLUMNS].index("price")


class _Line:
    """What ``csv.writer`` writes to: the line comes back as what ``writerow`` returns."""

    def write(self, text: str) -> str:
        return text


def sheet_lines(*, semicolons: bool = False) -> Iterator[str]:
    """Give the sheet line by line: every variant, those of products that are not sold as well, in an order that stays.

    ``semicolons`` is what Excel wants where the comma parts euros and cents; the prices are written so as well. A byte
    order mark lets it see that this is UTF-8.
    """
    writer: Any = csv.writer(_Line(), delimiter=";" if semicolons else ",")
    yield _BOM + writer.writerow([column.name for column in COLUMNS])
    variants = Variant.objects.select_related("product__category").order_by("product__slug", "position", "pk")
    for variant in variants.iterator(_AT_ONCE):
        cells = cells_of(variant)
        if semicolons:
            cells[_PRICE] = cells[_PRICE].replace(".", ",")
        yield writer.writerow(cells)
