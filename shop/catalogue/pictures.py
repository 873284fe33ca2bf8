"""The drawing of a product, kept in memory once drawn."""

import json
from functools import lru_cache
from typing import Any

from shop.pictures import render


def svg_of(spec: dict[str, Any]) -> str:
    """Return the SVG text of a product's ``picture``."""
    return _drawn(json.dumps(spec, sort_keys=True))


@lru_cache(maxsize=1024)
def _drawn(spec: str) -> str:
    return render(json.loads(spec))
