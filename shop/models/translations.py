"""Texts of the catalogue in the reader's language: a column for each further language beside the English one.

``name`` has ``name_de`` beside it, and so on; where a German text is missing, the English one is shown. Rows are
written by their columns and read by ``Local``, so that saving a row never mixes languages up. See docs/adr/0030.
"""

from typing import Final, overload

from django.db.models import Model, TextField, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import get_language

ENGLISH: Final = "en"

# Languages that have columns of their own beside the English ones.
TRANSLATED: Final = ("de",)


def current_language() -> str:
    """Return the language of the page, ``en`` for one that the catalogue does not have."""
    language = (get_language() or "").partition("-")[0]
    return language if language in TRANSLATED else ENGLISH


def column(field: str, language: str) -> str:
    """Return the name of the column that keeps ``field`` in ``language``: ``name`` or ``name_de``."""
    return field if language == ENGLISH else f"{field}_{language}"


def localised(field: str, language: str) -> str | Coalesce:
    """Return ``field`` in ``language`` as queries name it, in English where it has no such text.

    ``field`` may lead over relations: ``category__name``.
    """
    if language == ENGLISH:
        return field
    return Coalesce(NullIf(column(field, language), Value("")), field, output_field=TextField())


class Local[T]:
    """An attribute that reads ``field`` in the language of the page, in English where it has no such text."""

    def __init__(self, field: str) -> None:
        self._field = field

    @overload
    def __get__(self, row: None, owner: type[Model]) -> "Local[T]": ...
    @overload
    def __get__(self, row: Model, owner: type[Model]) -> T: ...
    def __get__(self, row: Model | None, owner: type[Model]) -> "Local[T] | T":
        if row is None:
            return self
        text: T = getattr(row, column(self._field, current_language()))
        return text or getattr(row, self._field)
