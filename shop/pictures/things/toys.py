"""Toys."""

from shop.pictures.look import Look
from shop.pictures.paint import Paint
from shop.pictures.registry import drawing
from shop.pictures.scene import Scene, num, xy


def _bright(k: Look, i: int) -> Paint:
    """Return one of four toy colours, beginning with the product's own."""
    if i % 4 == 0 and k.tone in ("vivid", "deep", "soft"):
        return k.main
    return Paint(0.72, 0.13, (k.hue + (i % 4) * 88) % 360)


@drawing("plush-bear")
def plush_bear(s: Scene, k: Look) -> None:
    """A sitting bear; the second form is a rabbit."""
    rabbit = k.style(2)
    fur = k.main if k.tone not in ("dark",) else k.walnut.lit(0.04)
    pale = fur.lit(0.1)
    s.shadow(120, 60)
    for side in (-1, 1):
        if rabbit:
            s.tube(
                f"M{xy((120 + side * 18, 76))}"
                f"C{xy((120 + side * 22, 50), (120 + side * 20, 34), (120 + side * 26, 26))}",
                21,
                fur,
            )
            s.line(
                f"M{xy((120 + side * 19, 66))}Q{xy((120 + side * 22, 44), (120 + side * 24, 34))}",
                7,
                Paint(0.84, 0.06, 15),
            )
        else:
            s.oval(120 + side * 30, 62, 16, 16, fur, "soft")
            s.oval(120 + side * 30, 63, 9, 9, pale, "soft")
    s.oval(120, 150, k.span(40, 44), 44, fur, "soft")
    s.oval(120, 154, 25, 29, pale, "soft")
    s.line("M120,127V182", 1.3, fur.lit(-0.1), 0.7, dash="3 3")
    for side in (-1, 1):
        s.tube(f"M{xy((120 + side * 34, 128))}Q{xy((120 + side * 56, 140), (120 + side * 48, 162))}", 22, fur)
        s.oval(120 + side * 40, 178, 24, 19, fur, "soft")
        s.oval(120 + side * 45, 180, 13, 12, pale, "soft")
    s.oval(120, 88, 42, 37, fur, "soft")
    s.oval(120, 100, 20, 15, pale, "soft")
    for side in (-1, 1):
        s.oval(120 + side * 17, 82, 4.4, 5, k.ink.lit(-0.12))
        s.oval(120 + side * 17 - 1.2, 80.4, 1.3, 1.3, k.white, "flat")
    s.oval(120, 94, 6.4, 4.6, k.ink.lit(-0.1))
    s.line("M120,98V103M112,105q4,4 8,-1q4,5 8,1", 1.8, k.ink)
    bow = k.accent if k.tone in ("light",) else k.tint(0.62, 0.14, 150)
    s.path("M120,124L98,114V134ZM120,124L142,114V134Z", bow)
    s.oval(120, 124, 6, 6, bow)


@drawing("building-blocks")
def building_blocks(s: Scene, k: Look) -> None:
    """Wooden cubes and an arch, or studded bricks."""
    if k.style(2):
        return _bricks(s, k)
    size = k.span(44, 48)
    s.shadow(120, 70)
    s.box(120 - size - 18, 192 - size, size, size, _bright(k, 0), depth=16, r=3)
    s.box(120 + 16, 192 - size, size, size, _bright(k, 1), depth=16, r=3)
    s.box(120 - size - 14, 192 - size - 26, size * 2 + 28, 18, k.wood, depth=15, r=3)
    y = 192 - size - 42
    s.box(120 - size - 6, y - size * 0.86, size * 0.9, size * 0.9, _bright(k, 2), depth=14, r=3)
    s.oval(120 - size * 0.55 - 6, y - size * 0.42, 10, 10, k.cream, "soft")
    s.poly([(128, y + 4), (154, y - 42), (182, y + 4)], _bright(k, 3), "face")
    s.poly([(154, y - 42), (182, y + 4), (188, y - 6), (160, y - 49)], _bright(k, 3), "shade")
    return None


def _bricks(s: Scene, k: Look) -> None:
    s.shadow(120, 72)
    rows = (
        (56, 156, 3, 0),
        (132, 156, 2, 1),
        (76, 124, 2, 2),
        (124, 124, 2, 0),
        (94, 92, 2, 1 + k.detail(2)),
    )
    for x, y, studs, colour in rows:
        paint, w = _bright(k, colour), studs * 25.0
        s.box(x, y, w, 34, paint, depth=14, r=2)
        for i in range(studs):
            cx = x + 12.5 + i * 25
            s.can(cx, y - 12, y - 6, 8, 8, paint)


@drawing("board-game")
def board_game(s: Scene, k: Look) -> None:
    """A board in play with pawns and a die, or the box with its pieces in front."""
    if k.style(2):
        return _game_box(s, k)
    s.shadow(120, 88, 186)
    s.poly([(56, 120), (184, 120), (216, 182), (24, 182)], k.main, "top")
    s.path("M24,182H216V189Q216,192 212,192H28Q24,192 24,189Z", k.main.lit(-0.16))
    dark = ""
    for row in range(6):
        for col in range(6):
            if (row + col) % 2:
                dark += _cell(row, col)
    s.poly([(63, 124), (177, 124), (204, 178), (36, 178)], k.cream, "top")
    s.path(dark, k.main if k.tone not in ("light", "soft") else k.ink.lit(0.15), "face")
    for x, y, i in ((84, 150, 1), (118, 166, 2), (152, 140, 0)):
        _pawn(s, x, y, _bright(k, i + 1))
    _die(s, k, 172, 158, 22)
    return None


def _cell(row: int, col: int) -> str:
    def corner(r: int, c: int) -> tuple[float, float]:
        t = r / 6
        half = 57 + 27 * t
        return 120 - half + 2 * half * c / 6, 124 + 54 * t

    return f"M{xy(corner(row, col), corner(row, col + 1), corner(row + 1, col + 1), corner(row + 1, col))}Z"


def _pawn(s: Scene, x: float, y: float, paint: Paint) -> None:
    s.shadow(x, 11, y, 4)
    s.lathe(x, [(y - 34, 4), (y - 22, 5.5), (y - 8, 10), (y, 12)], paint)
    s.oval(x, y - 39, 9.5, 9.5, paint, "side")


def _die(s: Scene, k: Look, x: float, y: float, size: float) -> None:
    s.shadow(x + size / 2, size * 0.6, y + size, 4)
    s.box(x, y, size, size, k.white, depth=9, r=4)
    pips = "".join(
        f"M{xy((x + size * a, y + size * b))}h.1"
        for a, b in ((0.27, 0.27), (0.73, 0.27), (0.5, 0.5), (0.27, 0.73), (0.73, 0.73))
    )
    s.line(pips, 4.2, k.ink)


def _game_box(s: Scene, k: Look) -> None:
    s.shadow(116, 72)
    s.box(52, 82, 116, 104, k.main, depth=26, r=3)
    s.rect(62, 94, 96, 80, k.main.lit(0.1), "face", 4)
    s.oval(110, 138, 33, 33, k.accent, "soft")
    s.path(
        "M110,112l8,17 19,2.4 -14,13 3.6,18.6 -16.6,-9.2 -16.6,9.2 3.6,-18.6 -14,-13 19,-2.4Z",
        k.main.lit(-0.06),
    )
    _pawn(s, 150, 192, _bright(k, 1))
    _pawn(s, 176, 188, _bright(k, 2))
    _die(s, k, 190, 170, 20)


@drawing("toy-train")
def toy_train(s: Scene, k: Look) -> None:
    """A wooden engine alone, or with a wagon of balls behind it."""
    if k.style(2) == 0:
        with s.group("translate(34 -14) scale(1.08)"):
            s.shadow(82, 64)
            _engine(s, k)
        return
    s.shadow(120, 92)
    s.rect(128, 172, 16, 5, k.ink, "flat")
    s.box(140, 138, 70, 38, _bright(k, 2), depth=16, r=4)
    for i, x in enumerate((152, 174, 196)):
        s.oval(x, 130 - (i % 2) * 4, 12, 11, _bright(k, 1 + i % 2))
    s.rect(140, 138, 70, 38, _bright(k, 2), "face", 4)
    _wheels(s, k, (156, 194))
    _engine(s, k)


def _engine(s: Scene, k: Look) -> None:
    s.box(28, 150, 102, 26, k.wood, depth=14, r=5)
    s.lathe(52, [(92, 13), (100, 10), (124, 8)], _bright(k, 1), lid=k.ink)
    s.rect(30, 114, 66, 38, k.main, "face", 18)
    s.rect(66, 114, 8, 38, k.brass, "flat")
    s.oval(32, 133, 8, 19, k.main.lit(-0.1), "flat")
    s.box(88, 94, 42, 60, _bright(k, 3), depth=12, r=4)
    s.rect(97, 106, 24, 22, k.water.lit(0.05), "flat", 4)
    s.box(82, 82, 54, 9, _bright(k, 1), depth=14, r=4)
    _wheels(s, k, (48, 80, 112))


def _wheels(s: Scene, k: Look, places: tuple[int, ...]) -> None:
    for x in places:
        s.oval(x, 179, 15, 15, k.ink)
        s.oval(x, 179, 9, 9, _bright(k, 1), "flat")


@drawing("kite")
def kite(s: Scene, k: Look) -> None:
    """A diamond kite in the air with its tail, its reel on the floor."""
    s.shadow(170, 28, 196)
    lean = k.span(14, 24)
    wide = k.span(46, 52) if k.style(2) == 0 else k.span(60, 66)
    s.line("M120,96Q196,140 170,186", 1.4, k.ink, 0.8)
    with s.turned(lean, 120, 88):
        top, mid, low = 26.0, 74.0 if k.style(2) == 0 else 64.0, 152.0
        s.poly([(120, top), (120, mid), (120 - wide, mid)], k.main.lit(0.06), "face")
        s.poly([(120, top), (120 + wide, mid), (120, mid)], _bright(k, 1), "face")
        s.poly([(120 - wide, mid), (120, mid), (120, low)], _bright(k, 2), "face")
        s.poly([(120, mid), (120 + wide, mid), (120, low)], k.main.lit(-0.05), "face")
        s.line(f"M120,{num(top)}V{num(low)}M{xy((120 - wide, mid))}H{num(120 + wide)}", 2.6, k.wood)
        s.line(f"M120,{num(low)}q16,12 4,22t6,24", 2, k.ink)
        for i, (x, y) in enumerate(((127, 164), (124, 180), (129, 196))):
            s.path(f"M{x},{y}l-11,-6v12ZM{x},{y}l11,-6v12Z", _bright(k, i), "face")
    s.rect(151, 180, 38, 14, _bright(k, 1), "top", 5)
    s.tube("M147,187H193", 6, k.wood)
