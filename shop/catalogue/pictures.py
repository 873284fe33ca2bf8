"""The drawing of a product, kept in memory once drawn."""

import json
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final

from shop.pictures import render

# The part of the drawing that a view shows: left, top, width, height. Drawings are vectors, so a near view is sharp.
_WHOLE: Final = 'viewBox="0 0 240 240"'
VIEWS: Final = MappingProxyType({"near": "50 76 140 140", "detail": "76 62 88 88"})


def svg_of(spec: dict[str, Any], view: str = "") -> str:
    """Return the SVG text of a product's ``picture``, or of one of its ``VIEWS``."""
    drawn = _drawn(json.dumps(spec, sort_keys=True))
    return drawn.replace(_WHOLE, f'viewBox="{VIEWS[view]}"', 1) if view in VIEWS else drawn


@lru_cache(maxsize=1024)
def _drawn(spec: str) -> str:
    return render(json.loads(spec))
