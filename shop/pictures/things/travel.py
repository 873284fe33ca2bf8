"""Travel."""

from shop.pictures.look import Look
from shop.pictures.registry import drawing
from shop.pictures.scene import Scene, num, xy


@drawing("suitcase")
def suitcase(s: Scene, k: Look) -> None:
    """A ribbed trolley case with its handle up, or a case of the old kind with straps."""
    if k.style(3) == 2:
        return _old_suitcase(s, k)
    cabin = k.style(3) == 1
    w, top = (k.span(80, 86), 88.0) if cabin else (k.span(88, 94), 70.0)
    x = 120 - w / 2
    s.line(f"M{num(x + w * 0.3)},{num(top)}V{num(top - 34)}H{num(x + w * 0.7)}V{num(top)}", 4.5, k.steel)
    s.rect(x + w * 0.26, top - 41, w * 0.48, 11, k.ink, "top", 5)
    s.shadow(122, w * 0.62)
    for wheel in (x + 12, x + w - 8):
        s.oval(wheel, 188, 6.5, 6.5, k.ink)
    s.path(
        f"M{xy((x + w - 10, top))}L{xy((x + w + 8, top - 9))}"
        f"Q{xy((x + w + 15, top - 8), (x + w + 15, top + 4))}V174L{xy((x + w - 4, 184))}Z",
        k.main.lit(-0.06),
        "shade",
    )
    s.path(
        f"M{xy((x + 6, top + 4))}L{xy((x + 22, top - 10))}H{num(x + w + 4)}L{xy((x + w - 6, top + 4))}Z",
        k.main,
        "top",
    )
    s.rect(x, top, w, 184 - top, k.main, "face", 13)
    ribs = "".join(f"M{xy((x + w * i / 7, top + 9))}V176" for i in range(1, 7))
    s.line(ribs, 2.6, k.main.lit(-0.12), 0.75)
    s.line(ribs, 0.9, k.main.lit(0.12), 0.5)
    s.rect(x + w / 2 - 12, top + 10, 24, 8, k.ink, "top", 4)
    s.rect(x + w - 22, 152, 14, 16, k.accent, "face", 3)
    return None


def _old_suitcase(s: Scene, k: Look) -> None:
    w, top = k.span(138, 146), 96.0
    x = 120 - w / 2
    leather = k.walnut
    s.shadow(120, w * 0.53)
    s.tube("M98,84V74Q98,66 106,66H134Q142,66 142,74V84", 7, leather)
    s.box(x, top, w, 192 - top, k.main, depth=14, r=8)
    for strap in (x + w * 0.2, x + w * 0.72):
        s.poly(
            [(strap + 2, top - 13), (strap + 11, top - 13), (strap + 12, top), (strap, top)], leather, "top"
        )
        s.rect(strap, top, 12, 192 - top, leather, "side")
        s.rect(strap - 2.5, top + 26, 17, 13, k.brass, "face", 2)
    for cx, cy in ((x, top), (x + w, top), (x, 192.0), (x + w, 192.0)):
        dx, dy = (14 if cx == x else -14), (14 if cy == top else -14)
        s.path(
            f"M{xy((cx, cy + dy))}L{xy((cx, cy + dy * 0.4))}Q{xy((cx, cy), (cx + dx * 0.4, cy))}"
            f"L{xy((cx + dx, cy))}Q{xy((cx + dx * 0.8, cy + dy * 0.8), (cx, cy + dy))}Z",
            leather.lit(0.05),
            "face",
        )


@drawing("backpack")
def backpack(s: Scene, k: Look) -> None:
    """A day pack, one with a flap and a strap, or a tall trekking pack with its mat."""
    style = k.style(3)
    w, top, low = k.span(46, 50), (66.0, 70.0, 60.0)[style], (190.0, 190.0, 166.0)[style]
    second = k.accent if k.tone not in ("vivid", "deep") else k.main.lit(-0.12)
    s.shadow(120, w + 10)
    s.tube(f"M106,{num(top + 4)}C106,{num(top - 24)} 134,{num(top - 24)} 134,{num(top + 4)}", 6, k.ink)
    for side in (-1, 1):
        s.rect(120 + side * (w - 2) - 9, 128, 20, 52, second, "soft", 8)
    if style == 2:
        mat = k.tint(0.62, 0.1, 120)
        s.rect(120 - w - 2, 164, 2 * w + 4, 26, mat, "shade", 13)
        s.oval(120 - w + 4, 177, 8, 13, mat.lit(0.04), "soft")
    s.path(
        f"M{xy((120 - w, low - 12))}V{num(top + 36)}Q{xy((120 - w, top), (120, top))}"
        f"T{xy((120 + w, top + 36))}V{num(low - 12)}Q{xy((120 + w, low), (120 + w - 14, low))}"
        f"H{num(120 - w + 14)}Q{xy((120 - w, low), (120 - w, low - 12))}Z",
        k.main,
        "soft",
    )
    (_zip, _flap, _lid)[style](s, k, w, top)
    pocket = low - (46 if style == 2 else 56)
    s.rect(120 - w + 12, pocket, 2 * w - 24, low - pocket - 8, second, "soft", 12)
    s.line(f"M{xy((120 - w + 20, pocket + 11))}H{num(120 + w - 20)}", 2, k.ink, 0.55)
    s.rect(120 + w - 28, pocket + 9, 5, 13, k.brass, "flat", 2)


def _zip(s: Scene, k: Look, w: float, top: float) -> None:
    left, right = 120 - w + 12, 120 + w - 12
    s.line(
        f"M{xy((left, top + 46))}Q{xy((left + 4, top + 14), (120, top + 13))}T{xy((right, top + 46))}",
        2,
        k.ink,
        0.55,
    )


def _flap(s: Scene, k: Look, w: float, top: float) -> None:
    flap = [(120 - w + 4, top + 2), (120 + w - 4, top + 2), (120 + w, top + 22), (120 - w, top + 22)]
    s.poly(flap, k.main.lit(0.05), "top")
    s.rect(112, top - 2, 16, 62, k.walnut, "side", 2)
    s.rect(109, top + 30, 22, 12, k.brass, "face", 3)


def _lid(s: Scene, k: Look, w: float, top: float) -> None:
    left, right = 120 - w - 3, 120 + w + 3
    second = k.accent if k.tone not in ("vivid", "deep") else k.main.lit(-0.12)
    s.path(
        f"M{xy((left, top + 40))}V{num(top + 20)}Q{xy((left + 3, top - 8), (120, top - 8))}"
        f"T{xy((right, top + 20))}V{num(top + 40)}Q{xy((120, top + 50), (left, top + 40))}Z",
        second,
        "soft",
    )
    for x in (98, 136):
        s.rect(x, top + 24, 7, 44, k.ink, "flat", 2)


@drawing("tent")
def tent(s: Scene, k: Look) -> None:
    """A ridge tent, a dome, or a tunnel, its door open."""
    style = k.style(3)
    s.shadow(122, 94, 190)
    if style == 0:
        s.poly([(112, 74), (176, 68), (216, 182), (178, 192)], k.main.lit(-0.06), "shade")
        s.poly([(112, 74), (38, 188), (178, 192)], k.main, "face")
        s.poly([(112, 88), (84, 190), (138, 191)], k.ink, "inside")
        s.path("M112,84Q98,130 72,189L92,190Q112,140 112,84Z", k.main.lit(0.09), "face")
        s.path("M112,84Q128,140 146,191L130,191Q114,140 112,84Z", k.main.lit(0.04), "face")
        s.line("M38,188L22,194M216,182L230,190M112,74L104,64", 1.6, k.ink)
        return
    w = k.span(86, 92)
    high = 78.0 if style == 1 else 96.0
    shape = (
        f"M{xy((120 - w, 190))}"
        f"C{xy((120 - w * 0.8, high - 10), (120 + w * 0.8, high - 10), (120 + w, 188))}"
        f"Q{xy((120, 198), (120 - w, 190))}Z"
    )
    s.path(shape, k.main, "ball")
    s.path(
        f"M{xy((120 + w * 0.26, high + 18))}"
        f"C{xy((120 + w * 0.7, high + 30), (120 + w * 0.9, 150), (120 + w, 188))}"
        f"L{xy((120 + w * 0.45, 193))}Z",
        k.main,
        "shade",
        0.5,
    )
    s.line(
        f"M{xy((120 - w, 190))}Q{xy((120 - w * 0.5, high), (120 + w * 0.24, high + 17))}T{xy((120 + w, 188))}",
        3,
        k.accent,
    )
    s.path(f"M78,193C80,140 92,{num(high + 36)} 106,{num(high + 36)}S132,140 136,194Z", k.ink, "inside")
    s.path(f"M78,193C80,140 92,{num(high + 36)} 106,{num(high + 36)}Q98,150 94,193Z", k.main.lit(0.1), "face")
    s.line(f"M{xy((120 - w, 190))}l-14,4M{xy((120 + w, 188))}l13,5", 1.6, k.ink)
    if style == 2:
        s.path(f"M{xy((150, 132))}q14,-4 24,10v18h-24Z", k.water.lit(0.04), "face")


@drawing("neck-pillow")
def neck_pillow(s: Scene, k: Look) -> None:
    """A travel pillow shaped like a horseshoe, its opening to the front."""
    low = k.span(172, 180)
    s.shadow(120, 70, 184)
    d = f"M88,{num(low)}C40,{num(low - 4)} 40,84 120,84S200,{num(low - 4)} 152,{num(low)}"
    s.line(d, 48, k.main.lit(-0.13))
    with s.group("translate(-1.5 -3)"):
        s.line(d, 42, k.main.lit(-0.04))
    with s.group("translate(-4 -7)"):
        s.line(d, 26, k.main.lit(0.03))
    with s.group("translate(-7 -11)"):
        s.line(d, 9, k.main.lit(0.1), 0.8)
    s.line(
        f"M84,{num(low + 10)}C30,{num(low + 2)} 28,78 120,76S212,{num(low + 2)} 156,{num(low + 10)}",
        1.4,
        k.main.lit(-0.2),
        0.7,
        dash="5 3" if k.style(2) else "",
    )
    s.tube(f"M92,{num(low + 8)}Q120,{num(low + 26)} 148,{num(low + 8)}", 4, k.accent)
    s.rect(112, low + 11, 16, 11, k.ink, "top", 4)


@drawing("thermos")
def thermos(s: Scene, k: Look) -> None:
    """A vacuum flask with its cup for a lid, or a travel mug."""
    if k.style(2):
        s.shadow(120, 36)
        s.lathe(120, [(86, 35), (180, 28), (191, 26)], k.main)
        s.lathe(120, [(118, 33.6), (146, 31)], k.accent, smooth=False)
        s.can(120, 74, 88, 34, 36, k.ink)
        s.rect(108, 68, 24, 9, k.ink.lit(0.1), "top", 4)
        s.gloss(96, 98, 5, 74, 0.4)
        return
    r = k.span(28, 32)
    s.shadow(106, r + 8)
    s.tube(f"M{num(106 + r - 2)},104C156,102 156,164 {num(106 + r - 2)},166", 8, k.ink)
    s.lathe(106, [(76, r - 8), (90, r), (184, r), (191, r - 3)], k.main)
    s.lathe(106, [(92, r + 0.6), (98, r + 0.6)], k.steel, smooth=False)
    s.lathe(106, [(180, r + 0.6), (189, r)], k.steel, smooth=False)
    s.can(106, 48, 78, r - 11, r - 8, k.steel)
    s.gloss(106 - r * 0.7, 106, 5, 66, 0.4)
    s.shadow(172, 22, 194)
    s.can(172, 160, 192, 21, 17, k.steel)
    s.hollow(172, 160, 21, k.steel, 3)
    s.oval(172, 162, 16, 3.4, k.walnut.lit(-0.1), "flat")
    s.line("M168,152q-6,-8 0,-15t0,-15M178,152q-6,-8 0,-15t0,-13", 2.6, k.white, 0.75)
