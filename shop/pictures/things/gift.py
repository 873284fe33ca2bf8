"""What stands in for an object nobody has drawn yet."""

from shop.pictures.look import Look
from shop.pictures.registry import drawing
from shop.pictures.scene import Scene


@drawing("gift")
def gift(s: Scene, k: Look) -> None:
    w, h = k.span(88, 100), k.span(62, 74)
    x, y = 120 - w / 2, 192 - h
    s.shadow(120, w * 0.58)
    s.box(x, y, w, h, k.main, depth=22, r=4)
    s.box(x - 4, y - 2, w + 8, 16, k.main.lit(0.03), depth=24, r=4)
    s.rect(112, y - 2, 16, h + 2, k.accent, "face")
    s.poly([(112, y - 2), (128, y - 2), (126, y - 26), (114, y - 26)], k.accent, "top")
    for side in (-1, 1):
        s.blob(
            [(120, y - 20), (120 + side * 16, y - 46), (120 + side * 38, y - 44), (120 + side * 34, y - 24)],
            k.accent.lit(-0.04),
        )
    s.oval(120, y - 23, 8, 7, k.accent)
