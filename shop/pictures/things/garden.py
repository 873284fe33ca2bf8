"""Garden."""

from math import cos, radians, sin

from shop.pictures.look import Look
from shop.pictures.registry import drawing
from shop.pictures.scene import Point, Scene, num, xy


def leaf(s: Scene, k: Look, x: float, y: float, length: float, angle: float, width: float = 0.3) -> None:
    """Draw a leaf growing from (x, y), upright at angle 0, with its midrib."""
    w = length * width
    turn, lean = cos(radians(angle)), sin(radians(angle))

    def at(dx: float, up: float) -> Point:
        return x + dx * turn + up * lean, y + dx * lean - up * turn

    tip = at(0, length)
    s.path(
        f"M{xy((x, y))}C{xy(at(-w, length * 0.35), at(-w * 0.8, length * 0.8), tip)}"
        f"C{xy(at(w * 0.8, length * 0.8), at(w, length * 0.35), (x, y))}Z",
        k.leaf,
        "face",
    )
    if length > 50:
        s.line(f"M{xy((x, y))}L{xy(at(0, length * 0.85))}", 1.2, k.leaf.lit(0.12), 0.7)


@drawing("watering-can")
def watering_can(s: Scene, k: Look) -> None:
    r, top = k.span(38, 43), k.span(112, 118)
    s.shadow(124, r + 14)
    s.tube(
        f"M{xy((128 + r * 0.7, top + 4))}C{xy((206, top - 22), (204, 170), (128 + r - 2, 170))}", 8, k.main
    )
    s.poly([(94, 152), (92, 176), (44, 102), (52, 96)], k.main, "side")
    with s.turned(-38, 46, 98):
        s.lathe(
            46,
            [(82, 19), (100, 7)],
            k.brass if k.style(2) else k.main.lit(-0.04),
            lid=k.main.lit(0.02),
            smooth=False,
        )
        s.line("M34,82h.1M42,80h.1M50,80h.1M58,82h.1M38,84.5h.1M46,85h.1M54,84.5h.1", 2.6, k.ink)
    s.tube(f"M{xy((66, 122))}L{xy((100, 126))}", 5, k.main.lit(-0.05))
    s.lathe(128, [(top, r - 6), (126, r - 2), (191, r)], k.main, smooth=False)
    s.hollow(128, top, r - 6, k.main, 3)
    s.path(
        f"M{xy((128 - r + 6, top))}A{xy((r - 6, 9))} 0 0 0 {xy((128 + r - 6, top))}L{xy((128 + r - 16, top - 12))}"
        f"Q{xy((128, top - 2), (128 - r + 6, top))}Z",
        k.main.lit(-0.03),
        "face",
    )
    s.lathe(128, [(176, r), (181, r)], k.main.lit(-0.1), smooth=False)
    s.gloss(100, top + 22, 7, 42, 0.35)


@drawing("plant-pot")
def plant_pot(s: Scene, k: Look) -> None:
    """A pot with something growing in it: big leaves, a succulent, or a cactus."""
    style = k.style(3)
    r = k.span(38, 44)
    top = 140.0 if style != 1 else 148.0
    s.shadow(120, r)
    if style == 0:
        for angle, length in ((-58, 62), (56, 60), (-34, 80), (32, 78), (-8, 92), (14, 70), (-20, 54)):
            leaf(s, k, 120, top + 2, length + k.span(-4, 4), angle, 0.32)
    elif style == 1:
        for ring, (count, length) in enumerate(((9, 46), (7, 36), (5, 24))):
            for i in range(count):
                leaf(s, k, 120, top - ring * 2, length, -74 + 148 * i / (count - 1), 0.42)
    else:
        _cactus(s, k, top)
    if k.detail(2):
        s.lathe(120, [(top, r), (191, r - 10)], k.main, smooth=False)
        s.lathe(120, [(top - 2, r + 3), (top + 14, r + 2)], k.main.lit(0.03), smooth=False)
    else:
        s.lathe(120, [(top, r), (172, r + 1), (191, r - 14)], k.main)
        s.lathe(120, [(top + 22, r + 1.5), (top + 27, r + 1.5)], k.accent, smooth=False)
    s.gloss(120 - r * 0.7, top + 18, 6, 22, 0.3)


def _cactus(s: Scene, k: Look, top: float) -> None:
    s.tube(f"M{xy((100, 108))}H82Q76,108 76,100V88", 17, k.leaf)
    s.tube(f"M{xy((136, 118))}H158Q164,118 164,110V82", 16, k.leaf.lit(-0.03))
    s.tube(f"M120,{num(top + 4)}V64", 34, k.leaf)
    thorns = "".join(f"M{x},{y}h.1" for y in range(66, 138, 12) for x in (110, 120, 130))
    s.line(thorns, 2.2, k.cream)
    s.oval(118, 48, 8, 6, k.ember.lit(0.05))
    s.oval(126, 50, 6, 5, k.ember)


@drawing("spade")
def spade(s: Scene, k: Look) -> None:
    """A digging spade and, in the second form, a hand trowel and fork."""
    if k.style(2):
        return _hand_tools(s, k)
    s.shadow(112, 40, 192)
    handle = k.wood if k.tone != "dark" else k.walnut
    with s.turned(k.span(9, 13), 116, 190):
        s.tube("M116,116V58", 8, handle)
        s.tube("M102,40H130M116,60L102,42M116,60L130,42", 7, k.main)
        s.rect(110, 104, 12, 28, k.ink, "side", 4)
        s.path("M84,122H148V164Q146,186 116,200Q86,186 84,164Z", k.steel, "side")
        s.path("M84,122H148V130H84Z", k.steel.lit(0.08), "top")
        s.line("M116,134V180", 2.4, k.steel.lit(-0.18))
        s.path(
            "M86,176Q100,194 116,200Q132,194 146,176Q132,186 116,188Q100,186 86,176Z",
            k.walnut.lit(-0.1),
            "face",
        )
    return None


def _hand_tools(s: Scene, k: Look) -> None:
    s.shadow(120, 58, 192)
    with s.turned(-13, 92, 190):
        s.tube("M92,52V84", 17, k.main)
        s.rect(87, 84, 10, 34, k.steel, "side")
        s.path("M70,120Q70,108 92,108T114,120V150Q112,176 92,196Q72,176 70,150Z", k.steel, "side")
        s.line("M92,122V178", 3, k.steel.lit(-0.16))
        s.oval(92, 52, 3, 3, k.ink, "flat")
    with s.turned(13, 150, 190):
        s.tube("M150,52V84", 17, k.main)
        s.rect(145, 84, 10, 34, k.steel, "side")
        s.tube("M130,192V136Q130,118 150,118T170,136V192M150,118V194", 7, k.steel)
        s.oval(150, 52, 3, 3, k.ink, "flat")


@drawing("hose")
def hose(s: Scene, k: Look) -> None:
    """A hose coiled on the floor with its nozzle up, or on a reel."""
    if k.style(2):
        return _reel(s, k)
    r = k.span(60, 66)
    s.shadow(116, r + 4, 188)
    for i in range(4):
        y = 178 - i * 11
        s.tube(
            f"M{xy((116 - r, y))}A{xy((r, r * 0.3))} 0 1 0 {xy((116 + r, y))}"
            f"A{xy((r, r * 0.3))} 0 1 0 {xy((116 - r, y))}",
            11,
            k.main,
        )
    s.tube(f"M{xy((116 + r, 146))}C{xy((190, 96), (150, 108), (132, 96))}", 11, k.main)
    with s.turned(-24, 120, 92):
        s.rect(116, 84, 22, 18, k.brass, "top", 4)
        s.poly([(116, 84), (82, 80), (82, 100), (116, 102)], k.ink, "top")
        s.rect(70, 76, 14, 28, k.accent if k.tone in ("light", "dark") else k.ember, "top", 5)
    return None


def _reel(s: Scene, k: Look) -> None:
    s.shadow(120, 60)
    s.tube("M74,190L104,110L134,190M74,190H140", 8, k.ink)
    s.tube("M104,112L92,62H146", 8, k.ink)
    for i in range(6):
        s.oval(146 - i * 7, 128, 46, 46, k.main.lit(0.02 - 0.03 * (5 - i)), "soft")
    s.oval(106, 128, 46, 46, k.ink, "ball")
    s.oval(106, 128, 36, 36, k.main, "ball")
    s.oval(106, 128, 14, 14, k.ink)
    s.tube("M106,128L80,108", 7, k.steel)
    s.oval(79, 107, 7, 7, k.accent)
    s.tube("M180,152C196,166 192,190 164,188", 9, k.main)
    s.rect(150, 183, 16, 10, k.brass, "top", 3)


@drawing("pruning-shears")
def pruning_shears(s: Scene, k: Look) -> None:
    """Secateurs standing open, blades up, over a cut twig."""
    lean = k.span(-16, -8) if k.style(2) else k.span(8, 16)
    s.shadow(120, 50, 192)
    leaf(s, k, 52, 186, 38, 62)
    leaf(s, k, 64, 190, 30, 96)
    with s.turned(lean, 120, 130):
        s.tube("M112,112C88,128 84,158 96,190", 15, k.main)
        s.tube("M128,112C152,128 156,158 146,186", 15, k.main.lit(-0.03))
        s.line("M108,138q12,-9 24,0q-12,9 -24,8q12,9 24,8", 3, k.steel.lit(-0.15))
        s.path("M114,118C96,92 100,58 126,40C132,66 132,94 130,116Z", k.steel.lit(0.06), "face")
        s.path("M126,118C148,100 154,78 146,56C136,72 122,88 114,112Z", k.steel.lit(-0.18), "face")
        s.oval(121, 112, 9, 9, k.ink)
        s.oval(121, 112, 4, 4, k.steel)


@drawing("bird-house")
def bird_house(s: Scene, k: Look) -> None:
    """A nesting box on its post, or a hanging feeder with seed."""
    if k.style(2):
        return _feeder(s, k)
    w = k.span(66, 74)
    x = 120 - w / 2
    s.shadow(120, 22)
    s.rect(114, 150, 12, 42, k.walnut, "side", 2)
    s.rect(x - 4, 148, w + 8, 9, k.wood.lit(-0.06), "face", 2)
    s.poly([(x, 88), (120, 54), (x + w, 88), (x + w, 149), (x, 149)], k.main, "face")
    s.line("".join(f"M{xy((x + 2, y))}h{num(w - 4)}" for y in (98, 115, 132)), 1.2, k.main.lit(-0.12), 0.7)
    s.oval(120, 102, 14, 14, k.main.lit(-0.14), "flat")
    s.oval(120, 103, 12, 12, k.ink.lit(-0.1), "inside")
    s.tube("M120,130h.5", 7, k.wood)
    roof = k.accent if k.tone in ("light", "dark") else k.walnut
    s.poly([(120, 42), (x - 15, 88), (x - 7, 96), (120, 58)], roof, "top")
    s.poly([(120, 42), (x + w + 15, 88), (x + w + 7, 96), (120, 58)], roof.lit(-0.1), "face")
    return None


def _feeder(s: Scene, k: Look) -> None:
    s.shadow(120, 36, 196)
    s.line("M120,-30V44", 2.4, k.ink)
    s.can(120, 92, 152, 26, 26, k.water.lit(0.1))
    s.can(120, 112, 150, 24, 24, k.wood.lit(0.04), k.wood.lit(0.08))
    s.line(
        "M106,124h.1M116,132h.1M128,122h.1M134,136h.1M110,142h.1M124,144h.1M138,124h.1M102,134h.1",
        4,
        k.walnut,
    )
    s.lathe(120, [(150, 42), (160, 40)], k.main, lid=k.main, smooth=False)
    s.oval(120, 150, 27, 5.5, k.wood, "flat")
    s.lathe(120, [(46, 6), (58, 16), (92, 46)], k.main)
    s.oval(156, 138, 13, 11, k.tint(0.62, 0.12, 180))
    s.oval(164, 128, 8.5, 8, k.tint(0.62, 0.12, 180))
    s.poly([(171, 126), (181, 129), (171, 132)], k.ember, "flat")
    s.oval(166, 126, 1.6, 1.6, k.ink, "flat")
    s.path("M146,136L128,146L142,148Z", k.tint(0.5, 0.1, 180), "flat")
