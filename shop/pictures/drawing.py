"""From a product's spec to its picture."""

from collections.abc import Mapping
from functools import lru_cache
from hashlib import blake2s
from importlib import import_module
from pkgutil import iter_modules

from shop.pictures import things
from shop.pictures.look import Look
from shop.pictures.paint import Paint
from shop.pictures.registry import DRAWINGS, Drawing
from shop.pictures.scene import FLOOR, Scene, num
from shop.pictures.things.gift import gift

SIZE = 240
HORIZON = 152


def render(spec: Mapping[str, object], *, width: float = SIZE) -> str:
    """Return a complete SVG of the product a spec describes; the same spec gives the same text.

    A ``width`` greater than the height of ``SIZE`` shows more of the studio to the left and the right of it.

    ``object`` names the drawing (see ``objects()``; any other name gives a gift box), ``hue`` is an OKLCH hue in
    degrees, ``tone`` one of vivid, soft, deep, light, dark; ``style`` chooses among an object's forms and ``variant``
    sets its small differences. No other key is read, and none is required.
    """
    look = Look(spec)
    draw = _drawings().get(look.name, gift)
    key = f"{look.name}/{look.hue:.3f}/{look.tone}/{look.variant}/{look.style(1_000)}"
    scene = Scene(f"p{blake2s(key.encode(), digest_size=3).hexdigest()}-")
    left = (SIZE - width) / 2
    _ground(scene, look, left, width)
    size = look.span(1.07, 1.14)
    with scene.group(f"translate(120 204) scale({size:.3f}) translate(-120 -{num(FLOOR)})"):
        draw(scene, look)
    defs, shapes = scene.markup()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{num(left)} 0 {num(width)} {SIZE}">'
        f"<defs>{defs}</defs>{shapes}</svg>"
    )


def objects() -> tuple[str, ...]:
    """Return the names of all drawings, sorted."""
    return tuple(sorted(_drawings()))


@lru_cache(maxsize=1)
def _drawings() -> dict[str, Drawing]:
    """Import every module of drawings once; they register themselves."""
    for module in iter_modules(things.__path__):
        import_module(f"{things.__name__}.{module.name}")
    return DRAWINGS


def _ground(scene: Scene, look: Look, left: float, width: float) -> None:
    """Draw the studio: a wall lit from the upper left and the floor in front of it."""
    wall, floor = Paint(0.905, 0.026, look.hue), Paint(0.865, 0.034, look.hue)
    scene.rect(left, 0, width, SIZE, wall, "face")
    scene.rect(left, HORIZON, width, SIZE - HORIZON, floor, "floor")
    scene.glow(62, 42, 150, Paint(0.99, 0.01, look.hue), 0.6)
