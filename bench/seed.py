"""The store's own catalogue, promotions and synonyms."""

from io import StringIO
from typing import Final

from django.core.management import call_command

_FEW_PRODUCTS: Final = 30


def seed(*, quick: bool) -> None:
    """Fill the scratch database as `make demo` fills the store."""
    call_command(
        "seed_demo", stdout=StringIO(), stderr=StringIO(), **({"products": _FEW_PRODUCTS} if quick else {})
    )
