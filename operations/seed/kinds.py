"""The form in which ``departments/*.toml`` describe what they sell, and reading it.

Texts may hold placeholders: ``{brand}``, ``{model}``, and every attribute by its label in small letters with
underscores (``{run_time}``), so that a description never contradicts the table beside it.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import msgspec

from operations.seed.colours import PALETTES

FOLDER: Final = Path(__file__).with_name("departments")

# In the order of the store's menu.
FILES: Final = (
    *("air", "kitchen", "audio", "computing", "lighting", "furniture", "garden", "cleaning"),
    *("bathroom", "sport", "travel", "toys", "pets", "stationery", "beauty"),
)


class Brand(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A made-up maker and the names of its model lines."""

    name: str
    lines: tuple[str, ...]


class Type(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One sort of a kind: the end of the product's name, prices in EUR from the smallest to the largest, and the
    sentence its descriptions open with, which must name ``{model}`` (that keeps every description apart).

    ``facts`` replace or add attribute rows; ``style`` is the form the picture takes (the type's number when None).
    """

    name: str
    price: tuple[float, float]
    opening: str
    facts: Mapping[str, str] = {}
    style: int | None = None
    terms: str = ""


class Kind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A second-level category and how its products are made.

    ``colours`` are names of single colours or of palettes. ``grades`` and ``facts`` map a label to values separated
    by ``|``: grades run from small to large and move together with the price, facts are drawn freely. ``sizes`` make
    variants by size, "24 cm*1.4" costing 1.4 times the first (without a factor the prices rise evenly to half as much
    again); without sizes each colour is a variant, unless ``single``. ``tinted`` says the colour in a row of its own
    where no variant does.
    """

    slug: str
    name: str
    code: str
    picture: str
    blurb: str
    terms: str
    colours: tuple[str, ...]
    types: tuple[Type, ...]
    details: tuple[str, ...]
    closings: tuple[str, ...]
    grades: Mapping[str, str] = {}
    facts: Mapping[str, str] = {}
    sizes: str = ""
    single: bool = False
    tinted: bool = False

    def colour_names(self) -> tuple[str, ...]:
        """Return the single colours, each once."""
        return tuple(dict.fromkeys(name for entry in self.colours for name in PALETTES.get(entry, (entry,))))


class Department(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A first-level category with the brands that sell in it."""

    slug: str
    name: str
    blurb: str
    brands: tuple[Brand, ...]
    kinds: tuple[Kind, ...]


def read_departments() -> Iterator[Department]:
    """Read the data files; raises msgspec.ValidationError when one does not have the form above."""
    for name in FILES:
        yield msgspec.toml.decode((FOLDER / f"{name}.toml").read_bytes(), type=Department)
