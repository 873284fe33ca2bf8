"""Audio."""

from shop.pictures.look import Look
from shop.pictures.registry import drawing
from shop.pictures.scene import Scene, num, xy


@drawing("headphones")
def headphones(s: Scene, k: Look) -> None:
    r = k.span(50, 56)
    top = 62.0
    cup = (k.span(19, 22), k.span(32, 36)) if k.style(2) == 0 else (k.span(17, 19), k.span(24, 27))
    y = 150.0
    s.shadow(120, r + 14)
    arc = f"M{xy((120 - r, y - 16))}C{xy((120 - r, top - 12), (120 + r, top - 12), (120 + r, y - 16))}"
    s.tube(arc, 7, k.steel if k.style(2) else k.main)
    with s.group("translate(0 1)"):
        s.tube(
            f"M{xy((120 - r * 0.7, top + 29))}"
            f"C{xy((120 - r * 0.4, top + 7), (120 + r * 0.4, top + 7), (120 + r * 0.7, top + 29))}",
            13,
            k.ink if k.tone != "dark" else k.accent,
        )
    for side in (-1, 1):
        cx = 120 + side * r
        s.tube(f"M{xy((cx, y - 30))}V{num(y)}", 8, k.steel)
        s.oval(cx - side * 11, y + 5, cup[0] * 0.72, cup[1] * 0.96, k.ink, "ball")
        s.oval(cx, y + 5, cup[0] * 0.92, cup[1], k.main)
        s.oval(cx + side * 4, y + 5, cup[0] * 0.62, cup[1] * 0.68, k.main.lit(-0.05), "soft")
        s.oval(cx + side * 5, y + 5, cup[0] * 0.24, cup[1] * 0.26, k.accent, "soft")


@drawing("earbuds")
def earbuds(s: Scene, k: Look) -> None:
    """Two buds in front of their case, which is closed (a pebble) or open (a small box with its lid up)."""
    w = k.span(84, 92)
    x, low = 120 - w / 2 - 14, 178.0
    s.shadow(112, w * 0.6, 184)
    if k.style(2):
        s.rect(x + 3, 66, w - 6, 52, k.main.lit(-0.04), "face", 20)
        s.rect(x + 11, 74, w - 22, 44, k.ink, "inside", 14)
    s.rect(x, 112 if k.style(2) else 96, w, low - (104 if k.style(2) else 88), k.main, "face", 26)
    if not k.style(2):
        s.line(f"M{xy((x + 1, 122))}H{num(x + w - 1)}", 1.8, k.main.lit(-0.22), 0.8)
    s.oval(x + w / 2, 142, 2.8, 2.8, k.leaf.lit(0.14), "flat")
    s.gloss(x + 10, 124, 6, 30, 0.35)
    for cx, lean in ((142, -10), (182, 12)):
        s.shadow(cx, 15, 192, 5)
        with s.turned(lean, cx, 160):
            s.tube(f"M{cx},146V184", 12, k.main)
            s.oval(cx - 11, 143, 8, 9.5, k.ink)
            s.oval(cx, 141, 17, 16, k.main)
            s.oval(cx + 4, 140, 6.5, 6.5, k.accent, "soft")
            s.line(f"M{cx - 2},188h3", 2, k.ink)


@drawing("speaker")
def speaker(s: Scene, k: Look) -> None:
    """A shelf loudspeaker, a fabric drum, or a box to carry about."""
    (_shelf_speaker, _drum_speaker, _carry_speaker)[k.style(3)](s, k)


def _cone(s: Scene, k: Look, cx: float, cy: float, r: float) -> None:
    s.oval(cx, cy, r, r, k.steel.lit(-0.12), "ball")
    s.oval(cx, cy, r * 0.88, r * 0.88, k.ink, "inside")
    s.oval(cx, cy, r * 0.72, r * 0.72, k.ink.lit(0.08), "soft")
    s.oval(cx, cy, r * 0.3, r * 0.3, k.accent if k.tone != "light" else k.ink.lit(0.12))


def _shelf_speaker(s: Scene, k: Look) -> None:
    w, top = k.span(76, 84), k.span(62, 70)
    case = k.main if k.detail(3) else k.walnut
    s.shadow(120, w * 0.58)
    s.box(120 - w / 2, top, w, 191 - top, case, depth=18, r=6)
    s.rect(120 - w / 2 + 5, top + 5, w - 10, 181 - top, case.lit(-0.05), "face", 5)
    _cone(s, k, 120, top + 28, w * 0.19)
    _cone(s, k, 120, top + 80, w * 0.36)


def _drum_speaker(s: Scene, k: Look) -> None:
    r, top = k.span(40, 46), k.span(92, 108)
    s.shadow(120, r + 5)
    s.lathe(120, [(top, r), (180, r), (190, r - 6)], k.main)
    weave = "".join(f"M{xy((120 - r + 3 + i * (r - 3) / 7, top + 6))}V186" for i in range(15))
    s.line(weave, 1, k.main.lit(-0.16), 0.45)
    s.lathe(120, [(top - 3, r - 2), (top + 3, r + 0.5)], k.white if k.tone != "light" else k.steel)
    s.oval(120, top - 3, r - 6, (r - 6) * 0.24, k.ink, "inside")
    s.oval(120, top - 3, r - 16, (r - 16) * 0.24, k.accent, "flat", 0.55)
    s.oval(120, top - 3, r - 20, (r - 20) * 0.24, k.ink, "flat")


def _carry_speaker(s: Scene, k: Look) -> None:
    w, h = k.span(134, 144), k.span(70, 76)
    x, y = 120 - w / 2, 190 - h
    s.tube(
        f"M{xy((x + 18, y + 2))}V{num(y - 22)}Q{xy((x + 18, y - 30), (x + 28, y - 30))}"
        f"H{num(x + w - 28)}Q{xy((x + w - 18, y - 30), (x + w - 18, y - 22))}V{num(y + 2)}",
        8,
        k.ink,
    )
    s.shadow(120, w * 0.54)
    s.box(x, y, w, h, k.main, depth=14, r=12)
    for cx in (x + h * 0.48, x + w - h * 0.48):
        _cone(s, k, cx, y + h / 2, h * 0.37)
    for i in range(3):
        s.rect(117, y + 16 + i * 16, 6, 9, k.ink if i else k.accent, "face", 3)


@drawing("turntable")
def turntable(s: Scene, k: Look) -> None:
    w = k.span(142, 150)
    case = k.main if k.style(2) == 0 else k.wood
    x = 120 - w / 2
    s.shadow(120, w * 0.52, 188)
    s.poly([(x + 17, 106), (x + w - 17, 106), (x + w, 168), (x, 168)], case, "top")
    s.path(
        f"M{xy((x, 168))}H{num(x + w)}V182Q{xy((x + w, 187), (x + w - 5, 187))}H{num(x + 5)}Q{xy((x, 187), (x, 182))}Z",
        case.lit(-0.1),
        "face",
    )
    for side in (x + 14, x + w - 28):
        s.rect(side, 186, 14, 6, k.ink, "face", 2)
    cx = 108.0
    s.oval(cx, 141, 53, 27, k.steel.lit(-0.12), "side")
    s.oval(cx, 137, 53, 27, k.ink.lit(-0.1), "side")
    for r in (46, 40, 34, 28):
        s.path(
            f"M{cx - r},137a{r},{num(r * 0.5)} 0 1 0 {2 * r},0a{r},{num(r * 0.5)} 0 1 0 -{2 * r},0"
            f"M{num(cx - r + 0.9)},137a{num(r - 0.9)},{num(r * 0.5 - 0.7)} 0 1 1 {num(2 * r - 1.8)},0"
            f"a{num(r - 0.9)},{num(r * 0.5 - 0.7)} 0 1 1 -{num(2 * r - 1.8)},0Z",
            k.ink.lit(0.2),
            "flat",
            0.6,
        )
    s.poly([(cx, 137), (cx - 46, 126), (cx - 30, 116)], k.white, "flat", 0.14)
    s.oval(cx, 137, 18, 9, k.accent if k.tone != "light" else k.ember, "soft")
    s.oval(cx, 136, 2, 1.3, k.white, "flat")
    s.can(x + w - 25, 116, 125, 10, 11, k.steel)
    s.tube(f"M{xy((x + w - 25, 115))}L{xy((x + w - 22, 144), (x + w - 42, 156))}", 4, k.steel)
    s.rect(x + w - 50, 151, 13, 7, k.ink, "face", 2)


@drawing("microphone")
def microphone(s: Scene, k: Look) -> None:
    """A studio microphone on its table stand, or the round retro kind."""
    s.shadow(120, 42)
    s.can(120, 182, 190, 40, 43, k.ink)
    s.tube("M120,182V158", 8, k.steel)
    if k.style(2):
        s.path("M84,72Q84,40 120,40Q156,40 156,72V112Q156,146 120,146Q84,146 84,112Z", k.main, "side")
        s.rect(110, 40, 20, 106, k.steel, "side", 6)
        bars = "".join(f"M92,{y}H106M134,{y}H148" for y in range(62, 124, 12))
        s.line(bars, 5.5, k.ink if k.tone != "dark" else k.steel, 0.85)
        s.rect(84, 88, 72, 11, k.steel, "top", 3)
        s.rect(112, 146, 16, 14, k.steel, "side", 2)
        return
    r = k.span(25, 29)
    s.tube(
        f"M{xy((120 - r - 10, 100))}V128Q{xy((120 - r - 10, 160), (120, 160))}"
        f"Q{xy((120 + r + 10, 160), (120 + r + 10, 128))}V100",
        6,
        k.steel,
    )
    s.lathe(120, [(98, r), (138, r), (150, r - 8)], k.main)
    s.path(
        f"M{xy((120 - r, 100))}V{num(46 + r)}A{num(r)},{num(r)} 0 0 1 {xy((120 + r, 46 + r))}V100Z",
        k.steel,
        "side",
    )
    mesh = "".join(f"M{xy((120 - r + 2, 62 + i * 8))}h{num(2 * r - 4)}" for i in range(5))
    mesh += "".join(f"M{xy((120 - r + 6 + i * (2 * r - 12) / 5, 58))}V98" for i in range(6))
    s.line(mesh, 1.3, k.ink, 0.55)
    s.rect(120 - r - 1, 97, 2 * r + 2, 7, k.accent, "side", 2)
    s.oval(120, 122, 4, 4, k.accent, "flat")


@drawing("radio")
def radio(s: Scene, k: Look) -> None:
    """A table radio: cloth grille, dial and two knobs; some carry a handle."""
    w, h = k.span(128, 140), k.span(76, 84)
    x, y = 120 - w / 2, 190 - h
    s.shadow(120, w * 0.54)
    if k.style(2):
        s.tube(
            f"M{xy((x + 22, y - 4))}C{xy((x + 26, y - 34), (x + w - 26, y - 34), (x + w - 22, y - 4))}",
            8,
            k.walnut,
        )
    else:
        s.tube(f"M{xy((x + w - 26, y - 8))}L{xy((x + w - 4, y - 72))}", 3, k.steel)
    s.box(x, y, w, h, k.main, depth=16, r=14)
    s.rect(x + 10, y + 11, w * 0.46, h - 22, k.cream, "face", 7)
    lines = "".join(
        f"M{xy((x + 16, y + 18 + i * 6))}h{num(w * 0.46 - 12)}" for i in range(int((h - 34) / 6) + 1)
    )
    s.line(lines, 2.2, k.walnut, 0.55)
    s.rect(x + w * 0.56, y + 13, w * 0.36, 20, k.ink, "inside", 4)
    s.line(f"M{xy((x + w * 0.59, y + 26))}h{num(w * 0.3)}", 1.4, k.glow)
    s.line(f"M{xy((x + w * 0.72, y + 16))}v14", 1.8, k.ember)
    for i in (0, 1):
        cx = x + w * (0.65 + i * 0.19)
        s.oval(cx + 1, y + h - 23, 11, 11, k.ink, "flat", 0.4)
        s.oval(cx, y + h - 25, 11, 11, k.brass)
        s.oval(cx, y + h - 25, 6, 6, k.brass.lit(-0.06), "soft")
