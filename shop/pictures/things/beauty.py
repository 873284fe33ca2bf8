"""Beauty."""

from shop.pictures.look import Look
from shop.pictures.paint import Paint
from shop.pictures.registry import drawing
from shop.pictures.scene import Scene, num


def _rouge(k: Look) -> Paint:
    """Return a red, rose or berry: make-up keeps to its own colours whatever the case wears."""
    return Paint(0.56 + k.span(-0.06, 0.08), 0.165, (18, 28, 4, 356)[k.detail(4)])


@drawing("lipstick")
def lipstick(s: Scene, k: Look) -> None:
    """A lipstick turned out, its cap beside it; the second form is a tube of gloss."""
    red = _rouge(k)
    case = k.main if k.tone != "light" else k.ink
    if k.style(2):
        s.shadow(120, 34)
        s.lathe(120, [(112, 22), (186, 22), (191, 20)], red)
        s.gloss(104, 120, 6, 58, 0.5)
        s.can(120, 48, 112, 17, 19, case)
        s.lathe(120, [(104, 19.6), (111, 19.8)], k.brass, smooth=False)
        return
    s.shadow(104, 32)
    s.can(104, 148, 190, 26, 26, case)
    s.can(104, 120, 150, 21, 21, k.brass, k.brass.lit(-0.1))
    s.path("M88,122V78Q90,58 118,48Q121,49 120,56V122A16,4 0 0 1 88,122Z", red, "side")
    s.path("M88,80Q90,60 118,49Q121,50 118,58Q110,74 88,80Z", red.lit(0.05), "top")
    s.shadow(168, 27)
    s.can(168, 122, 191, 24, 24, case, case.lit(0.03))
    s.lathe(168, [(180, 24.6), (187, 24.6)], k.brass, smooth=False)
    s.gloss(152, 134, 5, 40, 0.35)


@drawing("cream-jar")
def cream_jar(s: Scene, k: Look) -> None:
    """A jar of cream, closed, or open with its lid leaning on it."""
    r = k.span(54, 60)
    if k.style(2):
        s.shadow(110, r + 4)
        s.lathe(108, [(132, r - 6), (142, r), (180, r), (191, r - 6)], k.main)
        s.hollow(108, 132, r - 6, k.main.lit(0.03), 4)
        s.oval(108, 133, r - 11, (r - 11) * 0.22, k.cream, "soft")
        s.path("M80,130Q92,122 104,130T132,128Q122,138 104,136T80,130Z", k.white, "soft")
        with s.turned(-62, 184, 160):
            s.lathe(
                184,
                [(150, 38), (164, 38)],
                k.brass if k.detail(2) else k.accent,
                lid=k.brass if k.detail(2) else k.accent,
                smooth=False,
            )
        return
    s.shadow(120, r)
    s.lathe(120, [(134, r - 3), (142, r), (180, r), (191, r - 7)], k.main)
    s.can(120, 102, 134, r - 1, r - 1, k.accent if k.tone != "light" else k.brass)
    s.rect(96, 154, 48, 20, k.white if k.tone != "light" else k.accent, "face", 3)
    s.line("M104,161H136M110,167H130", 1.8, k.ink, 0.6)
    s.gloss(120 - r * 0.75, 146, 5, 32, 0.4)


@drawing("perfume")
def perfume(s: Scene, k: Look) -> None:
    """A bottle of scent: square, round, or faceted, its liquid showing."""
    style = k.style(3)
    glass, juice = (
        k.main.lit(0.14) if k.tone != "light" else k.water.lit(0.1),
        k.main if k.tone not in ("light", "dark") else k.accent.lit(0.1),
    )
    cap = k.brass if k.detail(2) else k.ink
    s.shadow(120, 48)
    if style == 0:
        w = k.span(86, 92)
        s.box(120 - w / 2, 112, w, 79, glass, depth=12, r=7)
        s.rect(120 - w / 2 + 8, 128, w - 16, 54, juice, "face", 4)
        s.rect(103, 138, 34, 26, k.cream, "face", 2)
        s.line("M110,147H130M114,154H126", 1.6, k.ink, 0.7)
    elif style == 1:
        s.oval(120, 140, 54, 51, glass)
        s.path("M70,136Q120,148 170,136A51,48 0 0 1 70,136Z", juice, "soft")
        s.lathe(120, [(186, 24), (192, 26)], glass.lit(-0.08), smooth=False)
    else:
        s.poly([(98, 108), (142, 108), (170, 136), (158, 191), (82, 191), (70, 136)], glass, "face")
        s.poly([(78, 142), (162, 142), (152, 185), (88, 185)], juice, "face")
        s.poly([(98, 108), (120, 108), (104, 191), (82, 191), (70, 136)], k.white, "flat", 0.22)
    s.can(120, 92, 106 if style != 1 else 94, 12, 14, k.brass)
    s.can(120, 58, 92, 19, 19, cap)
    s.gloss(92 if style != 1 else 82, 126, 5, 40, 0.5)


@drawing("hair-dryer")
def hair_dryer(s: Scene, k: Look) -> None:
    """A dryer on its handle blowing to the right; the second form is the straight, short kind."""
    s.shadow(108, 44)
    r = k.span(34, 38)
    s.tube("M104,186C96,202 64,200 40,196", 5, k.ink)
    s.path("M88,112L124,118L116,186Q106,194 96,187Z", k.main.lit(-0.05), "side")
    s.rect(98, 134, 11, 22, k.accent, "face", 5)
    nose = 184 if k.style(2) == 0 else 168
    s.path(
        f"M74,{num(96 - r)}H118Q150,{num(99 - r)} {nose},76V116Q150,{num(93 + r)} 118,{num(96 + r)}H74"
        f"A{num(r * 0.62)},{num(r)} 0 0 1 74,{num(96 - r)}Z",
        k.main,
        "shade",
    )
    s.path(
        f"M74,{num(96 - r)}H118Q150,{num(99 - r)} {nose},76V88Q140,{num(110 - r)} 66,{num(112 - r)}Z",
        k.main,
        "top",
    )
    s.oval(73, 96, r * 0.6, r, k.main.lit(-0.08), "ball")
    s.oval(72, 96, r * 0.46, r * 0.76, k.ink, "inside")
    s.line("M60,84h24M58,96h27M60,108h24", 2, k.steel, 0.7)
    s.rect(nose - 2, 72, 20, 48, k.ink, "shade", 4)
    s.line(f"M{nose + 26},82h20M{nose + 26},96h28M{nose + 26},110h20", 3.6, k.white, 0.85)


@drawing("makeup-brush")
def makeup_brush(s: Scene, k: Look) -> None:
    """Brushes standing in a cup, or one large brush over its powder."""
    hair = k.walnut.lit(0.06)
    if k.style(2):
        powder = Paint(0.78, 0.07, 40)
        s.shadow(108, 62)
        s.can(104, 168, 190, 56, 58, k.main)
        s.oval(104, 168, 47, 11, powder, "soft")
        with s.turned(34, 136, 160):
            s.blob(
                [(136, 168), (114, 150), (110, 128), (128, 104), (144, 104), (162, 128), (158, 150)],
                hair,
                "ball",
            )
            s.path("M114,154Q136,180 158,154Q152,168 136,170Q120,168 114,154Z", powder, "flat", 0.8)
            s.rect(125, 78, 22, 32, k.brass, "side", 2)
            s.path("M127,80L130,14Q136,6 142,14L145,80Z", k.main if k.tone != "light" else k.ink, "side")
        return
    s.shadow(120, 44)
    for foot, lean, size, top in ((112, -15, 11, 76), (130, 15, 9, 82), (120, 1, 14, 58), (126, 25, 6, 96)):
        with s.turned(lean, foot, 190):
            s.rect(foot - 3.5, top + 40, 7, 142 - top, k.main if k.tone != "light" else k.ink, "side", 2)
            s.rect(foot - size * 0.5, top + 26, size, 22, k.brass, "side", 1)
            s.blob(
                [
                    (foot, top - 16),
                    (foot + size, top + 4),
                    (foot + size * 0.5, top + 28),
                    (foot - size * 0.5, top + 28),
                    (foot - size, top + 4),
                ],
                hair,
                "soft",
            )
    s.lathe(120, [(132, 36), (191, 31)], k.accent if k.tone != "dark" else k.main, smooth=False)
    s.gloss(94, 142, 5, 36, 0.4)


@drawing("nail-polish")
def nail_polish(s: Scene, k: Look) -> None:
    """A bottle of nail polish, or three in a row."""
    colour = k.main if k.tone in ("vivid", "deep", "soft") else _rouge(k)
    cap = k.ink if k.tone != "dark" else k.brass
    if k.style(2):
        for i, x in enumerate((66, 174, 120)):
            paint = (
                colour
                if i == 2
                else Paint(colour.light + 0.07, colour.chroma * 0.9, colour.hue + (28 if i else -28))
            )
            s.shadow(x, 26)
            s.lathe(x, [(142, 15), (150, 24), (184, 26), (191, 24)], paint)
            s.can(x, 86, 142, 10, 13, cap)
            s.gloss(x - 17, 154, 4, 26, 0.5)
        return
    r = k.span(42, 46)
    s.shadow(120, r)
    s.lathe(120, [(132, 20), (142, r - 5), (182, r), (191, r - 4)], k.water.lit(0.1))
    s.lathe(120, [(136, 20), (146, r - 8), (180, r - 4), (186, r - 6)], colour)
    s.can(120, 46, 134, 16, 20, cap)
    s.lathe(120, [(126, 20.4), (132, 21)], k.brass, smooth=False)
    s.gloss(120 - r * 0.68, 148, 6, 30, 0.5)
