"""What can be wrong with a sheet of products. The texts are for the merchant.

SheetError
├── CatalogueMoved     somebody else added the same thing meanwhile
├── SheetUnreadable    it is no such table: another encoding, unknown columns, a quote that never ends
└── SheetRefused       rows are wrong; ``problems`` says which, where and why
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from shop.errors import ShopError


class SheetError(ShopError):
    """Base: nothing was changed."""


class CatalogueMoved(SheetError):
    def __init__(self) -> None:
        super().__init__(
            _("Somebody added one of these products meanwhile. Nothing was imported; try again.")
        )


class SheetUnreadable(SheetError):
    def __init__(self, words: str, *, line: int | None = None) -> None:
        super().__init__(f"Line {line}: {words}" if line else words)


@dataclass(frozen=True, slots=True)
class Problem:
    """``line`` is where the row begins in the file, counted from 1."""

    line: int
    column: str
    words: str

    def __str__(self) -> str:
        return (
            f"Line {self.line}, {self.column}: {self.words}"
            if self.column
            else f"Line {self.line}: {self.words}"
        )


class SheetRefused(SheetError):
    def __init__(self, problems: Sequence[Problem], *, count: int) -> None:
        super().__init__(f"{count} rows are wrong, so nothing was imported. {problems[0]}")
        self.problems = tuple(problems)
        self.count = count
