"""Stationery."""

from shop.pictures.look import Look
from shop.pictures.paint import Paint
from shop.pictures.registry import drawing
from shop.pictures.scene import Scene, num, xy


@drawing("notebook")
def notebook(s: Scene, k: Look) -> None:
    """A bound notebook with its band, a spiral one, or one lying open."""
    style = k.style(3)
    if style == 2:
        return _open_notebook(s, k)
    w, h = k.span(90, 96), k.span(122, 128)
    s.shadow(128, 64, 192)
    with s.turned(-7, 120, 190):
        x, y = 120 - w / 2, 188 - h
        s.rect(x + 9, y + 5, w, h - 2, k.main.lit(-0.2), "face", 6)
        s.rect(x + 5, y + 3, w, h - 3, k.white.lit(-0.03), "flat", 3)
        s.rect(x, y, w, h, k.main, "face", 6)
        s.rect(x, y, 12, h, k.main.lit(-0.08), "flat", 5)
        if style == 0:
            s.rect(x + w - 20, y, 6, h, k.accent, "face")
            s.path(f"M{xy((x + w * 0.4, y + h))}v13l4,-4 4,4v-13Z", k.accent, "flat")
        else:
            rings = "".join(f"M{xy((x - 5, y + 10 + i * (h - 20) / 9))}h14" for i in range(10))
            s.line(rings, 3.4, k.steel.lit(-0.12))
            s.rect(x + 26, y + 24, w - 42, 34, k.accent, "face", 4)
            s.line(
                f"M{xy((x + 36, y + 36))}h{num(w - 62)}M{xy((x + 36, y + 46))}h{num(w - 78)}", 2, k.ink, 0.6
            )
    return None


def _open_notebook(s: Scene, k: Look) -> None:
    s.shadow(120, 92, 186)
    s.path("M120,128L34,120L18,182L120,194L222,182L206,120Z", k.main, "face")
    s.path("M120,124Q80,104 40,116L26,176Q74,166 120,186Z", k.white, "top")
    s.path("M120,124Q160,104 200,116L214,176Q166,166 120,186Z", k.white.lit(-0.03), "face")
    left = "".join(f"M{44 - i * 3},{128 + i * 10}q34,-9 66,7" for i in range(5))
    right = "".join(f"M{130},{135 + i * 10}q34,-16 66,-7" for i in range(3))
    s.line(left + right, 1.5, k.tint(0.6, 0.07), 0.7)
    s.line("M120,124V186", 1.6, k.white.lit(-0.25))
    s.path("M132,126V200l4,-5 4,5V127Z", k.accent if k.tone in ("light", "dark") else k.main, "flat")
    s.tube("M150,160L214,96", 7, k.ink)
    s.poly([(150, 154), (155, 160), (141, 168)], k.brass, "flat")


@drawing("fountain-pen")
def fountain_pen(s: Scene, k: Look) -> None:
    """A pen writing, its cap beside it; the second form stands in an inkwell's company."""
    ink = k.tint(0.35, 0.12)
    s.shadow(116, 60, 190)
    s.poly([(30, 172), (176, 156), (214, 190), (52, 204)], k.white, "top")
    s.line("M62,188c10,-12 16,8 24,-3t20,-3 18,-7", 2.2, ink)
    if k.style(2):
        s.shadow(186, 26, 178)
        s.box(164, 142, 44, 36, k.water.lit(-0.02), depth=10, r=6)
        s.rect(168, 152, 36, 23, ink, "face", 4)
        s.can(186, 122, 138, 15, 15, k.ink)
    lean = k.span(36, 42)
    with s.group("translate(-8 2)"), s.turned(lean, 132, 172):
        s.path("M132,176L123,150Q124,142 126,138H138Q140,142 141,150Z", k.brass, "side")
        s.line("M132,174V154", 1.2, k.ink)
        s.oval(132, 152, 2, 2, k.ink, "flat")
        s.rect(124, 112, 16, 28, k.ink, "side", 2)
        s.rect(122.5, 106, 19, 8, k.brass, "side", 1)
        s.path("M121,108V40Q121,30 132,30T143,40V108Z", k.main, "side")
        s.rect(121, 52, 22, 4, k.brass, "side")
        s.line("M127,62V100", 2.4, k.main.lit(0.16), 0.7)


@drawing("pencils")
def pencils(s: Scene, k: Look) -> None:
    """Coloured pencils standing in a cup, or fanned out of their box."""
    count = 7
    colours = [Paint(0.70, 0.13, k.hue + i * 51) for i in range(count)]
    cup = not k.style(2)
    s.shadow(120, 44 if cup else 62)
    for i in range(count):
        lean = (i - 3) * (7 if cup else 6)
        foot = 120 + (i - 3) * (4 if cup else 13)
        top = 58 + abs(i - 3) * 5 + (i % 2) * 8
        with s.turned(lean, foot, 190):
            s.rect(foot - 6, top + 18, 12, 150 - top, colours[i], "flat")
            s.rect(foot - 6, top + 18, 4, 150 - top, colours[i].lit(0.08), "flat")
            s.poly([(foot - 6, top + 19), (foot, top), (foot + 6, top + 19)], k.cream.lit(-0.07), "flat")
            s.poly([(foot - 2, top + 6), (foot, top), (foot + 2, top + 6)], colours[i].lit(-0.08), "flat")
    if cup:
        s.lathe(120, [(122, 38), (191, 33)], k.main, smooth=False)
        s.lathe(120, [(146, 37), (166, 36)], k.accent, smooth=False)
        return
    s.box(62, 138, 116, 54, k.main, depth=0.1, r=5)
    s.rect(78, 150, 84, 28, k.accent, "face", 4)
    s.line("M88,160H134M88,169H118", 2.4, k.main if k.tone != "light" else k.ink)


@drawing("scissors")
def scissors(s: Scene, k: Look) -> None:
    """Scissors standing on their handles, wide open or nearly closed."""
    open_by = k.span(15, 19) if k.style(2) == 0 else k.span(6, 9)
    s.shadow(120, 46, 192)
    for side in (1, -1):
        with s.turned(side * open_by, 120, 106):
            blade = k.steel.lit(0.04 if side > 0 else -0.08)
            s.path(
                "M114,96L110,104L117,40Q120,30 123,40L128,104Z"
                if side > 0
                else "M126,96L130,104L123,40Q120,30 117,40L112,104Z",
                blade,
                "side",
            )
            s.poly(
                [(112, 100), (128, 100), (124 - side * 6, 138), (116 - side * 6, 138)],
                k.main.lit(-0.04),
                "side",
            )
            cx = 120 - side * 10
            s.tube(
                f"M{num(cx - 15)},164a15,25 0 1 0 30,0a15,25 0 1 0 -30,0",
                9,
                k.main if side > 0 else k.main.lit(-0.04),
            )
    s.oval(120, 104, 6, 6, k.steel.lit(-0.12))
    s.line("M117,106l6,-4", 1.6, k.ink)


@drawing("calendar")
def calendar(s: Scene, k: Look) -> None:
    """A desk calendar: a leaf of days under its rings, on a folded stand."""
    w, top = k.span(114, 122), k.span(78, 84)
    x = 120 - w / 2
    s.shadow(120, w * 0.58)
    s.poly([(x + w, top + 8), (x + w + 18, 188), (x + w - 6, 190)], k.main.lit(-0.16), "face")
    s.poly([(x - 4, 190), (x + w + 4, 190), (x + w, top), (x, top)], k.white, "face")
    s.poly([(x - 0.8, top + 26), (x + w + 0.8, top + 26), (x + w, top), (x, top)], k.main, "face")
    s.poly([(x - 4, 190), (x + w + 4, 190), (x + w + 3.4, 180), (x - 3.4, 180)], k.main.lit(-0.05), "face")
    pitch, marked = (w - 24) / 6, 3 + k.detail(9)
    days = "".join(
        f"M{xy((x + 12 + c * pitch, top + 40 + r * 17))}h.1"
        for r in range(4)
        for c in range(7)
        if r * 7 + c != marked
    )
    s.line(days, 7.5, k.ink.lit(0.35), cap="square" if k.style(2) else "round")
    s.oval(
        x + 12 + marked % 7 * pitch,
        top + 40 + marked // 7 * 17,
        7,
        7,
        k.accent if k.tone in ("light", "dark") else k.ember,
        "soft",
    )
    s.line(
        "".join(f"M{xy((x + 12 + i * (w - 24) / 8, top + 6))}v-14" for i in range(9)), 3, k.steel.lit(-0.2)
    )
