"""The drawing of a product, kept in memory once drawn."""

import json
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final

import resvg_py

from shop.pictures import SIZE, render

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


# What sites show beside a link; they take no drawings. https://developers.facebook.com/docs/sharing/best-practices
SHARED_WIDTH: Final = 1200
SHARED_HEIGHT: Final = 630


def png_of(spec: dict[str, Any]) -> bytes:
    """Return a product's ``picture`` as a PNG of ``SHARED_WIDTH`` × ``SHARED_HEIGHT`` pixels; takes about 0.2 s."""
    return _painted(json.dumps(spec, sort_keys=True))


# About 100 kB each.
@lru_cache(maxsize=64)
def _painted(spec: str) -> bytes:
    drawn = render(json.loads(spec), width=SIZE * SHARED_WIDTH / SHARED_HEIGHT)
    # Coordinates are rounded; "slice" makes up for the last fraction of a pixel.
    size = f'width="{SHARED_WIDTH}" height="{SHARED_HEIGHT}" preserveAspectRatio="xMidYMid slice"'
    sized = drawn.replace("<svg", f"<svg {size}", 1)
    # The drawings hold no text, so no typeface of the system is needed.
    return bytes(resvg_py.svg_to_bytes(svg_string=sized, skip_system_fonts=True))
