"""Lighting."""

from shop.pictures.look import Look
from shop.pictures.registry import drawing
from shop.pictures.scene import Scene, num, xy


@drawing("desk-lamp")
def desk_lamp(s: Scene, k: Look) -> None:
    """A jointed lamp with a cone shade, a slim bar of light, or a mushroom lamp."""
    (_jointed_lamp, _bar_lamp, _mushroom_lamp)[k.style(3)](s, k)


def _jointed_lamp(s: Scene, k: Look) -> None:
    elbow = (k.span(68, 78), k.span(96, 106))
    s.shadow(98, 40)
    s.glow(162, 160, 56, k.glow, 0.75)
    s.oval(162, 190, 44, 9, k.glow.lit(0.04), "flat", 0.5)
    s.can(98, 183, 191, 34, 37, k.main)
    s.tube(f"M98,182L{xy(elbow)}L142,72", 6, k.steel if k.tone != "light" else k.brass)
    s.oval(*elbow, 6, 6, k.ink)
    with s.turned(-34, 142, 72):
        s.lathe(142, [(60, 9), (72, 12), (84, 20), (110, 34)], k.main)
        s.oval(142, 110, 34, 8.2, k.glow.lit(0.05), "flat")
        s.oval(142, 110, 12, 4, k.white, "flat")
        s.rect(136, 51, 12, 11, k.ink, "side", 4)


def _bar_lamp(s: Scene, k: Look) -> None:
    top = k.span(66, 74)
    s.shadow(92, 40)
    s.poly([(92, top + 8), (190, top + 8), (206, 190), (76, 190)], k.glow.lit(0.03), "flat", 0.22)
    s.oval(140, 190, 66, 10, k.glow.lit(0.04), "flat", 0.45)
    s.box(64, 182, 62, 9, k.main, depth=14, r=4)
    s.tube(f"M84,180V{num(top + 4)}", 7, k.main)
    s.tube(f"M84,{num(top)}H196", 10, k.main)
    s.rect(98, top + 4, 98, 3.4, k.glow.lit(0.06), "flat", 1.7)
    s.oval(84, top, 8, 8, k.accent)
    s.oval(112, 179, 4, 1.4, k.accent, "flat")


def _mushroom_lamp(s: Scene, k: Look) -> None:
    r = k.span(54, 60)
    s.shadow(120, 44)
    s.glow(120, 150, 64, k.glow, 0.7)
    s.lathe(120, [(118, 12), (150, 12), (178, 26), (191, 34)], k.main)
    s.oval(120, 120, r, r * 0.26, k.glow.lit(0.03), "flat")
    s.path(
        f"M{xy((120 - r, 120))}C{xy((120 - r, 50), (120 + r, 50), (120 + r, 120))}"
        f"A{xy((r, r * 0.2))} 0 0 0 {xy((120 - r, 120))}Z",
        k.main,
        "ball",
    )
    s.path(
        f"M{xy((120 - r, 120))}A{xy((r, r * 0.26))} 0 0 0 {xy((120 + r, 120))}"
        f"A{xy((r, r * 0.2))} 0 0 1 {xy((120 - r, 120))}Z",
        k.glow.lit(0.06),
        "flat",
    )
    s.gloss(86, 84, 9, 20, 0.35)


@drawing("floor-lamp")
def floor_lamp(s: Scene, k: Look) -> None:
    """A tall lamp: drum shade on a post, on three legs, or an arc."""
    style = k.style(3)
    if style == 2:
        return _arc_lamp(s, k)
    w, top = k.span(34, 40), 44.0
    if style == 0:
        s.shadow(120, 30)
        s.can(120, 187, 192, 27, 29, k.ink if k.tone != "dark" else k.main)
        s.tube("M120,186V86", 5, k.brass)
    else:
        s.shadow(120, 44)
        for foot in (84, 156, 128):
            s.tube(f"M120,96L{foot},{191 if foot != 128 else 182}", 6, k.wood if k.style(2) else k.walnut)
    s.glow(120, 78, 74, k.glow, 0.75)
    s.oval(120, 92, w + 2, 7, k.glow.lit(0.04), "flat")
    s.lathe(120, [(top, w - 10), (92, w + 2)], k.main, lid=k.glow.lit(0.05), smooth=False)
    s.glow(120, 80, 30, k.glow, 0.75)
    s.line("M136,96V116", 1.4, k.ink)
    s.oval(136, 118, 2.4, 3, k.ink, "flat")
    return None


def _arc_lamp(s: Scene, k: Look) -> None:
    s.shadow(76, 34)
    s.can(74, 184, 192, 30, 32, k.cream)
    s.tube("M74,183V96C74,20 150,20 164,66", 5, k.steel)
    s.glow(164, 102, 60, k.glow, 0.8)
    s.oval(164, 190, 40, 8, k.glow.lit(0.04), "flat", 0.4)
    s.oval(164, 100, 32, 6.5, k.glow.lit(0.06), "flat")
    s.path("M132,100C132,54 196,54 196,100A32,6 0 0 0 132,100Z", k.main, "ball")
    s.rect(159, 60, 10, 9, k.steel, "side", 3)


@drawing("bulb")
def bulb(s: Scene, k: Look) -> None:
    """A light bulb standing on its screw: pear, globe, or a long filament bulb."""
    style = k.style(3)
    s.shadow(120, 30)
    s.glow(120, 92, 84, k.glow, 0.85)
    glass = (k.glow.lit(0.05), k.main.lit(0.04 if k.tone != "dark" else 0.4), k.glow.lit(-0.02))[style]
    neck = 158.0
    if style == 1:
        r = k.span(46, 50)
        s.oval(120, 100, r, r, glass)
        s.lathe(120, [(136, 26), (neck, 15)], glass.lit(-0.05))
    elif style == 0:
        s.lathe(120, [(50, 5), (54, 22), (84, 43), (112, 38), (140, 20), (neck, 15)], glass, how="ball")
    else:
        s.lathe(120, [(46, 3), (51, 17), (70, 27), (124, 26), (146, 17), (neck, 15)], glass, how="side")
    wire = (
        "M114,156V118l-7,-26 7,12 6,-12 6,12 7,-12 -7,26V156"
        if style != 2
        else "M112,150V74l5.3,56 5.3,-56 5.4,56V76"
    )
    s.line(wire, 2, k.ember.lit(-0.06), 0.85)
    s.gloss(92, 74, 7, 26, 0.55)
    s.can(120, neck, 182, 15.5, 14.5, k.steel)
    for y in (164, 171, 178):
        s.line(f"M104.8,{y}q15,7 30.4,-1", 2.6, k.steel.lit(-0.2))
    s.lathe(120, [(183, 12), (191, 6)], k.ink)


@drawing("string-lights")
def string_lights(s: Scene, k: Look) -> None:
    """A string of small lamps hung across the wall."""
    s.oval(120, 190, 96, 15, k.glow.lit(0.05), "flat", 0.35)
    count = 6 + k.detail(2)
    sag = k.span(34, 44)
    for row, y in enumerate((48.0, 112.0)):
        s.line(f"M-10,{num(y - 8)}Q{xy((120, y + sag * 1.6), (250, y - 8))}", 2.4, k.ink)
        for i in range(count):
            t = (i + 0.6 + 0.3 * row) / (count + 0.5)
            x = -10 + 260 * t
            top = (1 - t) ** 2 * (y - 8) + 2 * t * (1 - t) * (y + sag * 1.6) + t * t * (y - 8)
            _lamp(s, k, x, top, i + row)


def _lamp(s: Scene, k: Look, x: float, y: float, i: int) -> None:
    colour = (
        (k.glow, k.main.lit(0.02), k.glow)[i % 3]
        if k.tone not in ("dark", "light")
        else (k.glow, k.accent.lit(0.1))[i % 2]
    )
    s.glow(x, y + 15, 24, colour.lit(0.04), 0.7)
    s.rect(x - 3.4, y, 6.8, 7, k.ink, "flat", 1.5)
    if k.style(2):
        s.oval(x, y + 14, 8.5, 8.5, colour.lit(0.05))
    else:
        s.path(
            f"M{xy((x - 3, y + 6))}C{xy((x - 11, y + 14), (x - 6, y + 24), (x, y + 26))}"
            f"S{xy((x + 11, y + 14), (x + 3, y + 6))}Z",
            colour.lit(0.05),
            "ball",
        )


@drawing("pendant")
def pendant(s: Scene, k: Look) -> None:
    """A lamp hanging from the ceiling, its light on the floor below."""
    style = k.style(3)
    r = k.span(56, 64)
    s.oval(120, 192, 78, 13, k.glow.lit(0.05), "flat", 0.55)
    s.poly([(120 - r, 128), (120 + r, 128), (196, 190), (44, 190)], k.glow.lit(0.03), "flat", 0.16)
    s.line("M120,-30V66", 2.6, k.ink)
    s.rect(112, 56, 16, 14, k.brass, "side", 4)
    s.glow(120, 130, 60, k.glow, 0.7)
    if style == 2:
        s.oval(120, 108, 46, 44, k.main.lit(0.02))
        bands = "".join(
            f"M{xy((120 - w, y))}q{num(w)},{num(w * 0.3)} {num(2 * w)},0"
            for y, w in ((82, 37), (97, 44), (113, 45), (128, 39))
        )
        s.line(bands, 1.6, k.main.lit(-0.14), 0.8)
        s.oval(120, 112, 26, 24, k.glow, "flat", 0.35)
        return
    low = 128.0
    s.oval(120, low, r, r * 0.22, k.glow.lit(0.06), "flat")
    s.oval(120, low + 1, 15, 9, k.white, "flat")
    rise = (66, 10.0) if style else (68, 24.0)
    d = (
        (
            f"M{xy((120 - r, low))}C{xy((120 - r, rise[0] + 8), (120 - rise[1] - 16, rise[0]), (120, rise[0]))}"
            f"S{xy((120 + r, rise[0] + 8), (120 + r, low))}"
        )
        if not style
        else (
            f"M{xy((120 - r, low))}L{xy((120 - rise[1], rise[0]), (120 + rise[1], rise[0]), (120 + r, low))}"
        )
    )
    s.path(f"{d}A{xy((r, r * 0.2))} 0 0 0 {xy((120 - r, low))}Z", k.main, "side")
