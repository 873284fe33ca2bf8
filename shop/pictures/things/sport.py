"""Sport."""

from shop.pictures.look import Look
from shop.pictures.registry import drawing
from shop.pictures.scene import Scene, num, xy


@drawing("yoga-mat")
def yoga_mat(s: Scene, k: Look) -> None:
    """A mat rolled up with its end running out, or rolled and strapped upright."""
    if k.style(2):
        return _standing_mat(s, k)
    r = k.span(27, 31)
    s.shadow(110, 84, 188)
    s.poly([(54, 176), (170, 158), (226, 182), (96, 200)], k.main, "top")
    s.poly([(96, 200), (226, 182), (226, 186), (96, 204)], k.main.lit(-0.14), "flat")
    s.path(
        f"M{xy((58, 176 - r))}L{xy((166, 158 - r))}"
        f"A{num(r * 0.62)},{num(r)} 0 0 1 {xy((166, 158 + r * 0.9))}L{xy((58, 176 + r * 0.9))}Z",
        k.main,
        "shade",
    )
    s.path(
        f"M{xy((58, 176 - r))}L{xy((166, 158 - r))}L{xy((172, 158 - r * 0.2))}L{xy((64, 176 - r * 0.2))}Z",
        k.main,
        "top",
    )
    for x, y in ((86, 171), (134, 163)):
        s.line(f"M{xy((x, y - r))}q{num(r * 0.6)},{num(r * 0.9)} 4,{num(r * 1.8)}", 6, k.accent)
    s.oval(58, 175, r * 0.66, r, k.main.lit(-0.06), "ball")
    for turn in (0.74, 0.46, 0.2):
        a, b = r * 0.66 * turn, r * turn
        s.line(f"M{xy((58 - a, 175))}a{xy((a, b))} 0 1 1 {num(a)},{num(b)}", 2, k.main.lit(-0.24), 0.8)
    return None


def _standing_mat(s: Scene, k: Look) -> None:
    r = k.span(25, 28)
    s.shadow(130, r + 30)
    with s.turned(13, 120, 192):
        s.tube(
            f"M{xy((120 - r + 4, 84))}C{xy((60, 96), (62, 152), (120 - r + 4, 164))}", 5, k.accent.lit(-0.08)
        )
        s.can(120, 44, 190, r, r, k.main)
        for turn in (0.8, 0.55, 0.3):
            a = r * turn
            s.line(
                f"M{xy((120 - a, 44))}a{xy((a, a * 0.24))} 0 1 1 {num(a)},{num(a * 0.24)}",
                1.8,
                k.main.lit(-0.24),
                0.85,
            )
        s.line(f"M{xy((120 + r * 0.55, 52))}V193", 1.6, k.main.lit(-0.24), 0.8)
        for y in (76, 156):
            s.lathe(120, [(y, r + 0.8), (y + 9, r + 0.8)], k.accent, smooth=False)


@drawing("dumbbell")
def dumbbell(s: Scene, k: Look) -> None:
    """A pair of hexagonal dumbbells, one with plates, or a kettlebell."""
    (_hex_dumbbell, _plate_dumbbell, _kettlebell)[k.style(3)](s, k)


def _kettlebell(s: Scene, k: Look) -> None:
    s.shadow(120, 52)
    s.tube("M92,120C78,62 96,58 120,58S162,62 148,120", 15, k.iron.lit(-0.1))
    s.lathe(120, [(104, 26), (122, 44), (154, 54), (182, 44), (191, 32)], k.main, how="ball")
    s.oval(118, 152, 20, 20, k.accent if k.tone != "light" else k.ink, "soft")


def _bar(s: Scene, k: Look, y: float) -> None:
    s.shadow(120, 88, 190)
    s.rect(68, y - 7, 104, 16, k.iron.lit(0.12), "shade", 7)
    s.rect(68, y - 7, 104, 6, k.steel, "top", 3)
    s.line("".join(f"M{100 + i * 5},{num(y - 6)}l3,13" for i in range(8)), 1.4, k.ink, 0.7)


def _hex_dumbbell(s: Scene, k: Look) -> None:
    y, r = 150.0, k.span(34, 38)
    _bar(s, k, y)
    for x in (58, 182):
        above = [(x - 20, y - r * 0.5), (x - 12, y - r), (x + 14, y - r), (x + 22, y - r * 0.5)]
        below = [(x + 22, y + r * 0.5), (x + 14, y + r), (x - 12, y + r), (x - 20, y + r * 0.5)]
        s.poly([*above, *below], k.main, "face")
        s.poly(above, k.main, "top")
        s.poly(below, k.main, "shade")


def _plate_dumbbell(s: Scene, k: Look) -> None:
    y, r = 146.0, k.span(42, 46)
    _bar(s, k, y)
    for outer, step in ((48, 13), (179, -13)):
        for i, (size, paint) in enumerate(((0.6, k.main), (0.8, k.accent), (1.0, k.main))):
            s.rect(outer - 13 + i * step, y - r * size, 13, r * size * 2, paint, "shade", 5)


@drawing("ball")
def ball(s: Scene, k: Look) -> None:
    """A football, a basketball or a volleyball, told apart by their seams."""
    r = k.span(56, 61)
    s.shadow(120, r * 0.72)
    (_football, _basketball, _volleyball)[k.style(3)](s, k, r, 192 - r)


def _football(s: Scene, k: Look, r: float, cy: float) -> None:
    s.oval(120, cy, r, r, k.white)
    paint = k.main if k.tone != "light" else k.ink
    cx, cy = 114.0, cy - 4  # the middle patch, nearer to the light than the ball's own middle
    top = cy - r * 0.3
    for i in range(5):
        with s.turned(72 * i - 8, cx, cy):
            s.line(f"M{num(cx)},{num(top)}V{num(top - r * 0.34)}", 2, k.ink, 0.6)
            wide, high = r * 0.22, top - r * 0.5
            s.poly(
                [(cx - wide, high), (cx, high + r * 0.16), (cx + wide, high), (cx, high - r * 0.06)],
                paint,
                "flat",
            )
    corners = ((0, -0.32), (0.3, -0.1), (0.19, 0.26), (-0.19, 0.26), (-0.3, -0.1))
    s.poly([(cx + r * a, cy + r * b) for a, b in corners], paint, "face")


def _basketball(s: Scene, k: Look, r: float, cy: float) -> None:
    s.oval(120, cy, r, r, k.main)
    with s.turned(-18, 120, cy):
        s.line(
            f"M{num(120 - r)},{num(cy)}q{num(r)},{num(r * 0.3)} {num(2 * r)},0"
            f"M120,{num(cy - r)}q{num(r * 0.35)},{num(r)} 0,{num(2 * r)}"
            f"M{num(120 - r * 0.75)},{num(cy - r * 0.66)}q{num(r * 0.8)},{num(r * 0.66)} 0,{num(r * 1.32)}"
            f"M{num(120 + r * 0.75)},{num(cy - r * 0.66)}q{num(-r * 0.6)},{num(r * 0.66)} 0,{num(r * 1.32)}",
            2.6,
            k.ink if k.tone != "dark" else k.accent,
        )


def _volleyball(s: Scene, k: Look, r: float, cy: float) -> None:
    s.oval(120, cy, r, r, k.main)
    for i in range(3):
        with s.turned(120 * i + 14, 116, cy - 4):
            for bend in (0.0, 0.24, 0.48):
                x, y = 116 + r * bend * 0.9, cy - 4 - r * bend * 0.2
                end = (x - r * 0.14, cy - 4 - r * (0.9 - bend * 0.3))
                s.line(f"M{xy((x, y))}Q{xy((x + r * 0.06, y - r * 0.5), end)}", 2.6, k.accent)


@drawing("bike-helmet")
def bike_helmet(s: Scene, k: Look) -> None:
    """A vented road helmet, or a round one for town."""
    w = k.span(64, 69)
    s.shadow(120, w, 190)
    s.line("M84,160C88,190 104,196 122,193M158,158C150,184 138,192 122,193", 4, k.ink)
    s.rect(115, 188, 15, 9, k.ink, "face", 3)
    if k.style(2):
        s.path(
            f"M{xy((120 - w, 158))}C{xy((120 - w, 62), (120 + w, 62), (120 + w, 158))}"
            f"Q{xy((120, 180), (120 - w, 158))}Z",
            k.main,
            "ball",
        )
        s.path(
            f"M{xy((120 - w, 156))}Q{xy((120, 180), (120 + w, 156))}V164Q{xy((120, 190), (120 - w, 164))}Z",
            k.accent,
        )
        s.path("M112,87Q120,84 128,87L138,168Q120,171 102,168Z", k.accent, "face")
        for x, y in ((90, 104), (150, 104), (78, 128), (162, 128), (96, 128), (144, 128)):
            s.rect(x - 3, y - 6, 6, 12, k.ink, "inside", 3)
        return
    s.path(
        f"M{xy((120 - w, 160))}C{xy((120 - w - 4, 84), (96, 70), (128, 72))}"
        f"S{xy((120 + w + 6, 110), (120 + w + 4, 152))}"
        f"Q{xy((120, 176), (120 - w, 160))}Z",
        k.main,
        "ball",
    )
    for i, x in enumerate((-44, -22, 2, 27)):
        top = 92 + abs(x + 6) * 0.32
        s.path(
            f"M{xy((120 + x, 148))}C{xy((114 + x, 128), (112 + x, top + 8), (120 + x + 4, top))}"
            f"C{xy((128 + x + i, top + 10), (132 + x, 128), (134 + x, 146))}Z",
            k.ink,
            "inside",
        )
    s.line(f"M{xy((120 - w + 2, 160))}Q{xy((120, 176), (120 + w + 3, 152))}", 5, k.accent)
    s.gloss(78, 104, 6, 20, 0.4)


@drawing("water-bottle")
def water_bottle(s: Scene, k: Look) -> None:
    """A bottle with a sports cap, or a slim one with a loop to carry it."""
    r = k.span(26, 30)
    s.shadow(120, r + 4)
    if k.style(2):
        s.tube("M106,62C100,34 140,34 134,62", 6, k.ink)
        s.lathe(120, [(84, r - 8), (96, r - 2), (112, r), (186, r), (191, r - 2)], k.main)
        s.can(120, 60, 84, r - 10, r - 8, k.ink)
        s.lathe(120, [(150, r + 0.4), (168, r + 0.4)], k.accent, smooth=False)
    else:
        s.lathe(120, [(78, r - 6), (90, r), (112, r), (128, r - 6), (146, r), (184, r), (191, r - 4)], k.main)
        s.can(120, 66, 80, r - 8, r - 4, k.ink)
        s.lathe(120, [(48, 8), (54, 9), (66, 13)], k.accent, lid=k.accent)
        s.rect(106, 152, 28, 20, k.accent, "face", 4)
    s.gloss(120 - r * 0.7, 100, 5, 68, 0.4)


@drawing("racket")
def racket(s: Scene, k: Look) -> None:
    """A tennis racket standing over its ball, or two table-tennis bats."""
    if k.style(2):
        return _bats(s, k)
    s.shadow(118, 50, 192)
    rx, ry = k.span(42, 46), k.span(52, 56)
    with s.turned(22, 120, 120):
        strings = "".join(
            f"M{xy((120 + i * 11, 78 - ry * (1 - (i * 11 / rx) ** 2) ** 0.5))}"
            f"V{num(78 + ry * (1 - (i * 11 / rx) ** 2) ** 0.5)}"
            for i in range(-3, 4)
        )
        strings += "".join(
            f"M{xy((120 - rx * (1 - (i * 11 / ry) ** 2) ** 0.5, 78 + i * 11))}"
            f"H{num(120 + rx * (1 - (i * 11 / ry) ** 2) ** 0.5)}"
            for i in range(-4, 5)
        )
        s.line(strings, 1.2, k.white)
        s.tube(
            f"M{xy((120 - rx, 78))}A{xy((rx, ry))} 0 1 1 {xy((120 + rx, 78))}"
            f"A{xy((rx, ry))} 0 1 1 {xy((120 - rx, 78))}",
            8,
            k.main,
        )
        s.tube("M96,122L117,152M144,122L123,152", 6, k.main.lit(-0.04))
        s.tube("M120,152V208", 12, k.ink)
        s.line("M114.5,166l11,-4M114.5,178l11,-4M114.5,190l11,-4M114.5,202l11,-4", 1.6, k.iron)
    s.shadow(166, 18, 194, 6)
    s.oval(166, 174, 19, 19, k.glow.lit(-0.03))
    s.line("M152,163q14,8 10,28M181,162q-10,12 -1,24", 2, k.white)
    return None


def _bats(s: Scene, k: Look) -> None:
    s.shadow(120, 62, 190)
    for cx, lean, paint in ((94, -20, k.main), (144, 18, k.ink if k.tone != "dark" else k.accent)):
        with s.turned(lean, cx, 180):
            s.rect(cx - 9, 138, 18, 54, k.wood, "side", 6)
            s.oval(cx + 2.5, 100, 42, 45, k.wood.lit(-0.08), "flat")
            s.oval(cx, 99, 42, 45, paint, "soft")
            s.path(f"M{cx - 32},128Q{cx},142 {cx + 32},128L{cx + 9},148H{cx - 9}Z", k.wood, "face")
    s.oval(122, 182, 13, 13, k.white)
