"""Kitchen."""

from shop.pictures.look import Look
from shop.pictures.paint import Paint
from shop.pictures.registry import drawing
from shop.pictures.scene import Scene, num, xy


@drawing("kettle")
def kettle(s: Scene, k: Look) -> None:
    """A jug on its base, a gooseneck for pouring over coffee, or a stove kettle with a bow handle."""
    (_jug_kettle, _gooseneck, _stove_kettle)[k.style(3)](s, k)


def _jug_kettle(s: Scene, k: Look) -> None:
    r, top = k.span(38, 43), k.span(86, 94)
    s.shadow(120, r + 8)
    s.tube(f"M{xy((146, top + 10))}C{xy((188, top + 4), (192, 150), (154, 168))}", 12, k.ink)
    s.poly([(92, top + 4), (64, top + 2), (84, top + 34)], k.main, "side")
    s.lathe(120, [(top, r - 13), (130, r - 4), (182, r)], k.main, lid=k.main.lit(-0.06))
    s.can(120, 184, 191, r + 3, r + 4, k.ink)
    s.lathe(120, [(top - 9, 9), (top - 2, r - 16), (top + 1, r - 13)], k.ink)
    s.oval(120, top - 12, 6, 5, k.accent if k.tone != "light" else k.ink)
    s.gloss(95, top + 30, 6, 54, 0.4)


def _gooseneck(s: Scene, k: Look) -> None:
    r, top = k.span(42, 47), k.span(106, 112)
    s.shadow(118, r + 10)
    s.tube(f"M{xy((88, 172))}C{xy((58, 160), (74, 112), (50, 100))}L36,97", 8, k.main)
    s.tube(
        f"M{xy((148, top + 6))}C{xy((178, top - 16), (196, top + 6), (190, 150))}",
        10,
        k.wood if k.style(2) else k.ink,
    )
    s.lathe(120, [(top, r - 14), (top + 8, r - 8), (184, r)], k.main, lid=k.main.lit(-0.05))
    s.can(120, 185, 191, r + 2, r + 3, k.ink)
    s.lathe(120, [(top - 6, 6), (top, r - 16)], k.main.lit(-0.04))
    s.oval(120, top - 10, 7, 6, k.wood if k.style(2) else k.ink)
    s.gloss(94, top + 24, 6, 40, 0.4)


def _stove_kettle(s: Scene, k: Look) -> None:
    r = k.span(54, 60)
    s.shadow(120, r)
    s.tube("M78,124C80,54 160,54 162,124", 9, k.ink if k.tone != "dark" else k.wood)
    s.path("M80,140L38,112Q34,106 40,104L50,106L92,122Z", k.main, "side")
    s.lathe(120, [(116, 24), (124, 38), (152, r), (176, r), (191, r - 12)], k.main)
    s.lathe(120, [(110, 10), (114, 24), (118, 27)], k.main.lit(0.03))
    s.oval(120, 106, 7, 6.5, k.ink if k.tone != "dark" else k.wood)
    s.gloss(84, 136, 8, 28, 0.4)


@drawing("coffee-maker")
def coffee_maker(s: Scene, k: Look) -> None:
    (_filter_machine, _espresso, _press)[k.style(3)](s, k)


def _filter_machine(s: Scene, k: Look) -> None:
    w = k.span(92, 100)
    x = 120 - w / 2
    brew = k.walnut.lit(-0.26)
    s.shadow(120, w * 0.58)
    s.box(x + w * 0.62, 84, w * 0.38, 104, k.main.lit(-0.05), depth=14, r=5)
    s.box(x, 178, w, 14, k.main, depth=20, r=5)
    s.lathe(x + w * 0.33, [(112, 15), (122, 17), (140, 27), (166, 28), (174, 24)], k.water.lit(0.08))
    s.lathe(x + w * 0.33, [(142, 26), (166, 27), (173, 23)], brew, lid=brew.lit(0.12))
    s.tube(f"M{xy((x + 9, 124))}C{xy((x - 14, 124), (x - 12, 162), (x + 5, 162))}", 6, k.ink)
    s.rect(x + w * 0.18, 108, w * 0.3, 8, k.ink, "side", 3)
    s.box(x, 66, w, 38, k.main, depth=16, r=7)
    s.oval(x + w * 0.8, 85, 6, 6, k.accent)
    s.rect(x + 12, 80, 34, 10, k.ink, "inside", 4)


def _espresso(s: Scene, k: Look) -> None:
    w = k.span(104, 112)
    x = 120 - w / 2
    s.shadow(120, w * 0.56)
    s.box(x, 80, w, 110, k.main.lit(-0.12), depth=18, r=8)
    s.rect(x + 10, 120, w - 20, 62, k.ink, "inside", 5)
    s.box(x, 80, w, 38, k.main, depth=18, r=8)
    s.oval(x + 22, 99, 10, 10, k.steel)
    s.line(f"M{xy((x + 22, 99))}l5,-6", 1.8, k.ink)
    for i in range(3):
        s.oval(x + 48 + i * 17, 99, 5, 5, k.accent if i == k.detail(3) else k.steel)
    s.can(120, 118, 128, 17, 15, k.steel)
    s.tube("M124,133L170,139", 8, k.walnut)
    s.lathe(120, [(158, 12), (168, 11), (176, 7)], k.white, lid=k.walnut.lit(-0.18))
    s.tube("M131,162c8,-1 8,9 -1,8", 3, k.white)
    s.line("M117,132V156M123,132V156", 2, k.walnut.lit(-0.18))
    s.box(x - 3, 180, w + 6, 11, k.steel, depth=12, r=4)


def _press(s: Scene, k: Look) -> None:
    r, top = k.span(33, 37), k.span(92, 98)
    brew = k.walnut.lit(-0.24)
    s.shadow(120, r + 10)
    s.tube(f"M{xy((120 + r - 2, top + 12))}C{xy((190, top + 6), (188, 168), (120 + r - 2, 170))}", 9, k.main)
    s.can(120, top, 190, r, r, k.water.lit(0.1), k.water.lit(0.12))
    s.can(120, 132, 186, r - 2.5, r - 2.5, brew, brew.lit(0.16))
    for y in (top + 14, 176):
        s.lathe(120, [(y, r + 1), (y + 7, r + 1)], k.steel, smooth=False)
    s.lathe(120, [(top - 12, 8), (top - 8, r - 8), (top, r + 2), (top + 5, r + 2)], k.main)
    s.tube(f"M120,{top - 12:.1f}V58", 3.4, k.steel)
    s.oval(120, 54, 9, 8.5, k.main)
    s.gloss(94, top + 26, 5, 62, 0.5)


@drawing("toaster")
def toaster(s: Scene, k: Look) -> None:
    """A two-slot toaster with slices coming up, or the long kind."""
    long = k.style(2)
    w, top = (k.span(134, 142), 124.0) if long else (k.span(102, 112), k.span(112, 118))
    x = 120 - w / 2
    bread = k.wood.lit(0.03)
    s.shadow(120, w * 0.55)
    s.box(x, top, w, 190 - top, k.main, depth=24, r=18)
    for i in range(2 if not long else 1):
        sx, sy, sw = x + 20 + i * 2, top - 17 + i * 11, w - 40 - i * 4
        s.rect(sx, sy, sw, 5, k.ink, "inside", 2.5)
        for j in range(2 if long else 1):
            bw = sw - 16 if not long else sw / 2 - 8
            bx = sx + 8 if not long else sx + 4 + j * (sw / 2)
            up = 27.0 - i * 5
            s.path(
                f"M{xy((bx, sy + 3))}v{-up + 8:.1f}q-5,-12 8,-12h{bw - 16:.1f}q13,0 8,12v{up - 8:.1f}Z",
                k.walnut.lit(0.05),
            )
            s.path(
                f"M{xy((bx + 3.4, sy + 3))}v{-up + 9:.1f}q-4,-9 6,-9h{bw - 18.8:.1f}q10,0 6,9v{up - 9:.1f}Z",
                bread.lit(0.08),
            )
    s.rect(x + 6, 180, w - 12, 10, k.ink, "face", 4)
    s.rect(x + w - 18, top + 22, 4, 30, k.ink, "inside", 2)
    s.rect(x + w - 24, top + 24, 16, 7, k.accent if k.tone != "light" else k.ink, "face", 3)
    s.oval(x + w - 16, top + 62 if not long else top + 56, 4.5, 4.5, k.steel)
    s.gloss(x + 14, top + 12, 7, 40, 0.4)


def _fruit(k: Look) -> Paint:
    """Return the colour of orange, strawberry, spinach or mango: never one that food does not have."""
    return Paint(0.74, 0.14, (62, 18, 128, 84)[k.detail(4)])


@drawing("blender")
def blender(s: Scene, k: Look) -> None:
    """A jug with fruit in it over a motor, or a stick blender beside its beaker."""
    if k.style(2):
        return _stick_blender(s, k)
    r = k.span(32, 36)
    juice = _fruit(k)
    s.shadow(120, 50)
    s.tube(f"M{xy((120 + r, 78))}C{xy((186, 74), (180, 128), (142, 128))}", 9, k.ink)
    s.lathe(120, [(62, r + 4), (136, r - 10)], k.water.lit(0.11), lid=k.water.lit(0.12), smooth=False)
    s.lathe(120, [(92, r - 2), (136, r - 12)], juice, lid=juice.lit(0.1), smooth=False)
    s.gloss(98, 74, 5, 50, 0.5)
    s.can(120, 54, 62, r + 2, r + 5, k.ink)
    s.can(120, 47, 54, 11, 12, k.ink)
    s.can(120, 136, 146, 25, 27, k.steel)
    s.lathe(120, [(146, 29), (156, 36), (180, 44), (191, 44)], k.main)
    s.oval(120, 172, 11, 11, k.steel)
    s.line("M120,172l5,-7", 2.6, k.ink)
    return None


def _stick_blender(s: Scene, k: Look) -> None:
    soup = _fruit(k)
    s.shadow(128, 58)
    s.can(156, 118, 190, 34, 28, k.water.lit(0.11), k.water.lit(0.13))
    s.lathe(156, [(146, 31), (188, 27)], soup, lid=soup.lit(0.1), smooth=False)
    s.gloss(132, 128, 5, 46, 0.5)
    with s.turned(-k.span(9, 14), 92, 190):
        s.lathe(92, [(118, 8), (164, 7), (174, 17), (188, 17)], k.steel)
        s.lathe(92, [(44, 10), (56, 15), (104, 14), (120, 10)], k.main)
        s.rect(86, 62, 9, 20, k.accent, "face", 4)


@drawing("pan")
def pan(s: Scene, k: Look) -> None:
    """A frying pan with an egg, a casserole with its lid, or a saucepan."""
    (_frying_pan, _casserole, _saucepan)[k.style(3)](s, k)


def _frying_pan(s: Scene, k: Look) -> None:
    r = k.span(60, 65)
    s.shadow(100, r)
    s.tube("M150,158L214,132", 11, k.walnut if k.tone != "dark" else k.ink)
    s.lathe(98, [(160, r), (184, r - 12)], k.main, smooth=False)
    s.hollow(98, 160, r, k.main.lit(0.05) if k.tone != "light" else k.steel, 5)
    s.oval(98, 165, r - 16, (r - 16) * 0.22, k.ink, "soft")
    s.oval(92, 163, 21, 7, k.white, "soft")
    s.oval(94, 161.5, 8, 4, k.glow.lit(-0.06))


def _casserole(s: Scene, k: Look) -> None:
    r, top = k.span(56, 61), 128.0
    s.shadow(120, r + 6)
    for side in (-1, 1):
        start, bend = (120 + side * (r - 2), top + 16), ((side * 22, -2.0), (side * 14, 16.0))
        s.tube(f"M{xy(start)}q{xy(*bend)}l{-side * 14},2", 7, k.main)
    _lidded(s, k, 120, r, top, k.brass)


def _saucepan(s: Scene, k: Look) -> None:
    r, top = k.span(44, 48), 122.0
    s.shadow(102, r + 6)
    s.tube(f"M{xy((102 + r - 4, top + 14))}L196,{num(top - 2)}", 10, k.ink)
    _lidded(s, k, 102, r, top, k.ink)


def _lidded(s: Scene, k: Look, cx: float, r: float, top: float, knob: Paint) -> None:
    s.lathe(cx, [(top, r), (176, r), (191, r - 8)], k.main)
    s.lathe(cx, [(top - 16, 12), (top - 11, r * 0.62), (top - 2, r + 1), (top + 4, r + 2)], k.main.lit(0.02))
    s.can(cx, top - 27, top - 16, 9, 6, knob)
    s.gloss(cx - r * 0.72, top + 18, 7, 34, 0.35)


@drawing("knife")
def knife(s: Scene, k: Look) -> None:
    """A cook's knife laid on its board, or a block of knives."""
    if k.style(2):
        return _knife_block(s, k)
    s.shadow(120, 86, 186)
    s.poly([(44, 146), (190, 146), (210, 184), (26, 184)], k.wood, "top")
    s.path("M26,184H210V189Q210,193 206,193H30Q26,193 26,189Z", k.wood.lit(-0.12), "face")
    s.line("M40,160H196M36,172H202", 1.2, k.wood.lit(-0.07), 0.8)
    with s.turned(-k.span(24, 30), 120, 152):
        s.path("M40,158Q64,132 138,133V160Z", k.ink, "flat", 0.16)
        s.path("M38,152Q62,126 138,127V154Q90,156 38,152Z", k.steel.lit(0.1), "face")
        s.path("M38,152Q90,156 138,154V148Q90,151 38,152Z", k.white, "flat")
        s.rect(136, 125, 9, 30, k.steel.lit(-0.12), "side", 2)
        handle = k.main if k.tone != "light" else k.walnut
        s.path("M145,127H194Q203,127 202,138Q201,150 192,150Q170,146 145,150Z", handle, "face")
        for x in (156, 171, 186):
            s.oval(x, 138, 2.4, 2.4, k.brass, "flat")
    return None


def _knife_block(s: Scene, k: Look) -> None:
    s.shadow(122, 52)
    handle = k.main if k.tone != "light" else k.ink
    for x, y, length in ((94, 88, 40), (116, 80, 44), (138, 76, 38), (106, 112, 28), (128, 106, 30)):
        with s.turned(-16, x, y):
            s.rect(x - 3, y - 4, 7, 26, k.steel, "side")
            s.rect(x - 5.5, y - length, 12, length, handle, "side", 4.5)
    s.poly([(78, 110), (140, 86), (156, 96), (92, 122)], k.wood, "top")
    s.poly([(92, 122), (156, 96), (166, 178), (100, 192)], k.wood, "face")
    s.poly([(78, 110), (92, 122), (100, 192), (84, 182)], k.wood.lit(0.05), "face")
