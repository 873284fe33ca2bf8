"""Home and air comfort."""

from shop.pictures.look import Look
from shop.pictures.registry import drawing
from shop.pictures.scene import Scene, xy


def _plume(s: Scene, k: Look, x: float, y: float, reach: float = 1.0) -> None:
    """Let mist rise from (x, y), drifting away from the light."""
    white = k.white.lit(0.03)
    for i in range(7):
        t = i / 6
        drift = 26 * t * t * reach
        s.glow(x + drift, y - 6 - 56 * t * reach, 7 + 15 * t, white, 0.95 - 0.45 * t)
    s.glow(x + 12 * reach, y - 34 * reach, 14, white, 0.7)


@drawing("humidifier")
def humidifier(s: Scene, k: Look) -> None:
    """A water tank on a base, mist rising from its nozzle."""
    (_tank_humidifier, _drop_humidifier, _column_humidifier)[k.style(3)](s, k)


def _tank_humidifier(s: Scene, k: Look) -> None:
    r, top = k.span(42, 47), k.span(92, 100)
    s.shadow(120, r + 8)
    s.lathe(120, [(152, r), (184, r + 2), (191, r - 2)], k.main, smooth=False)
    tank = k.water.lit(0.06)
    s.lathe(120, [(top, 20), (top + 8, r - 8), (top + 22, r - 2), (152, r)], tank)
    s.lathe(120, [(top + 30, r - 3), (152, r - 4)], k.water.lit(-0.07), lid=k.water.lit(0.03), smooth=False)
    s.gloss(120 - r + 8, top + 22, 6, 36, 0.5)
    s.can(120, top - 11, top + 2, 11, 19, k.main)
    s.oval(120, top - 11, 7, 2, k.ink, "flat")
    s.oval(120, 174, 8, 8, k.accent)
    s.oval(120, 174, 4.5, 4.5, k.main, "flat")
    _plume(s, k, 120, top - 12)


def _drop_humidifier(s: Scene, k: Look) -> None:
    r, top = k.span(48, 54), k.span(78, 86)
    s.shadow(120, r)
    s.lathe(120, [(top, 9), (top + 22, 17), (top + 60, r - 6), (172, r), (191, r - 14)], k.main)
    s.lathe(120, [(163, r), (167, r)], k.accent, smooth=False)
    s.oval(120, top, 9, 2.4, k.ink, "flat")
    s.gloss(120 - r * 0.6, 124, 7, 30, 0.45)
    s.oval(120, 182, 4, 3.4, k.glow, "flat")
    _plume(s, k, 120, top - 1)


def _column_humidifier(s: Scene, k: Look) -> None:
    r, top = k.span(34, 39), k.span(82, 88)
    s.shadow(120, r + 6)
    s.can(120, top, 191, r, r, k.main, k.main.lit(-0.03))
    s.oval(120, top, r - 7, (r - 7) * 0.24, k.main.lit(-0.1), "inside")
    s.can(120, top - 7, top + 1, 9, 11, k.accent)
    s.rect(120 - r * 0.42, top + 26, 13, 60, k.water.lit(-0.2), "flat", 6.5)
    s.rect(120 - r * 0.42, top + 48, 13, 38, k.water.lit(-0.02), "face", 6.5)
    s.oval(134, 176, 3, 3, k.accent, "flat")
    s.lathe(120, [(183, r), (191, r)], k.main.lit(-0.14), smooth=False)
    _plume(s, k, 120, top - 8)


@drawing("dehumidifier")
def dehumidifier(s: Scene, k: Look) -> None:
    """An upright case with louvres, and the water it has caught behind a window."""
    w, top = k.span(86, 98), k.span(66, 78)
    x = 120 - w / 2
    s.shadow(120, w * 0.55)
    for side in (x + 8, x + w - 20):
        s.rect(side, 186, 12, 8, k.ink, "face", 3)
    s.box(x, top, w, 189 - top, k.main, depth=20, r=12)
    s.rect(x + w * 0.3, top - 13, w * 0.4, 5, k.ink, "inside", 2.5)
    for i in range(6):
        s.rect(x + 14, top + 14 + i * 7, w - 28, 3.4, k.main.lit(-0.3), "flat", 1.7)
    pane_y = top + 64
    s.rect(x + 14, pane_y, w - 28, 178 - pane_y, k.ink, "inside", 7)
    s.path(_wave(x + 14, pane_y + 17, w - 28, 178), k.water.lit(-0.12), "face")
    drop = k.white if k.style(2) else k.accent
    cx, cy = 120.0, pane_y + (178 - pane_y) * 0.5
    s.path(
        f"M{xy((cx, cy - 15))}C{xy((cx + 5, cy - 7), (cx + 10, cy - 2), (cx + 10, cy + 4))}"
        f"A10,10 0 0 1 {xy((cx - 10, cy + 4))}C{xy((cx - 10, cy - 2), (cx - 5, cy - 7), (cx, cy - 15))}Z",
        drop,
        "ball",
    )


def _wave(x: float, y: float, w: float, bottom: float) -> str:
    crest = xy((x + w * 0.25, y - 6), (x + w * 0.3, y + 6), (x + w * 0.5, y))
    return f"M{xy((x, y))}C{crest}S{xy((x + w * 0.8, y - 4), (x + w, y))}V{bottom - 6:.0f}H{x:.1f}Z"


@drawing("fan")
def fan(s: Scene, k: Look) -> None:
    if k.style(3) == 1:
        return _tower_fan(s, k)
    tall = k.style(3) == 2
    cy, r = (78.0, k.span(44, 48)) if tall else (98.0, k.span(56, 61))
    s.shadow(120, 40)
    s.can(120, 184, 191, 38, 42, k.main)
    s.tube(f"M120,184V{cy + r - 4:.0f}", 8 if tall else 13, k.main if not tall else k.steel)
    s.oval(123, cy + 2, r, r, k.main.lit(-0.16), "flat")
    s.oval(120, cy, r, r, k.main, "ball")
    s.oval(120, cy, r - 5, r - 5, k.tint(0.80, 0.03), "soft")
    for i in range(4):
        with s.turned(90 * i + 20, 120, cy):
            tip = r - 9
            s.path(
                f"M{xy((120, cy))}C{xy((128, cy - tip * 0.5), (120 + tip * 0.75, cy - tip * 0.95))}"
                f",{xy((112, cy - tip))}C{xy((104, cy - tip * 0.7), (110, cy - tip * 0.3), (120, cy))}Z",
                k.accent,
            )
    for i in range(12):
        with s.turned(30 * i, 120, cy):
            s.line(f"M120,{cy - 11:.1f}V{cy - r + 4:.1f}", 1.3, k.white, 0.75)
    s.oval(120, cy, 12, 12, k.main)
    return None


def _tower_fan(s: Scene, k: Look) -> None:
    r, top = k.span(21, 25), k.span(42, 52)
    s.shadow(120, 36)
    s.can(120, 186, 192, 34, 37, k.main.lit(-0.06))
    s.can(120, top, 186, r, r + 1, k.main)
    s.rect(120 - r * 0.62, top + 22, r * 1.24, 108, k.ink, "inside", 6)
    for i in range(15):
        s.rect(120 - r * 0.62, top + 27 + i * 7, r * 1.24, 2.2, k.main.lit(-0.05), "flat")
    s.oval(120, top, r * 0.6, r * 0.13, k.accent, "flat")
    s.oval(120, top + 14, 2.6, 2.6, k.accent, "flat")


@drawing("heater")
def heater(s: Scene, k: Look) -> None:
    (_oil_radiator, _bar_heater, _ceramic_heater)[k.style(3)](s, k)


def _oil_radiator(s: Scene, k: Look) -> None:
    ribs, top = 6 + k.detail(2), k.span(88, 96)
    step = 104 / ribs
    s.shadow(122, 64)
    for x in (78, 150):
        s.rect(x, 182, 22, 11, k.ink, "face", 5)
    for i in range(ribs):
        left = 68 + i * step
        s.box(left, top, step - 2.5, 184 - top, k.main, depth=9, r=(step - 3) / 2)
        s.rect(left + step * 0.3, top + 16, step * 0.28, 62, k.main.lit(-0.12), "flat", 2)
    s.box(68 + ribs * step - 2, top + 8, 15, 172 - top, k.main.lit(-0.06), depth=9, r=5)
    s.oval(68 + ribs * step + 5.5, top + 26, 5, 5, k.accent if k.tone != "light" else k.ember)
    s.oval(68 + ribs * step + 5.5, top + 44, 2.4, 2.4, k.ember, "flat")


def _bar_heater(s: Scene, k: Look) -> None:
    w, top = k.span(112, 124), k.span(98, 108)
    x = 120 - w / 2
    s.shadow(120, w * 0.54)
    for side in (x + 12, x + w - 28):
        s.rect(side, 178, 16, 14, k.ink, "face", 4)
    s.box(x, top, w, 182 - top, k.main, depth=16, r=10)
    s.rect(x + 11, top + 12, w - 22, 52, k.ink, "inside", 6)
    s.glow(120, top + 38, w * 0.5, k.ember, 0.55)
    for i in range(3):
        s.rect(x + 16, top + 19 + i * 14, w - 32, 6, k.ember.lit(0.06), "top", 3)
        s.rect(x + 16, top + 21 + i * 14, w - 32, 1.6, k.glow, "flat", 0.8)
    for i in range(9):
        s.rect(x + 17 + i * (w - 36) / 8, top + 12, 1.4, 52, k.steel, "flat")


def _ceramic_heater(s: Scene, k: Look) -> None:
    r, top = k.span(37, 42), k.span(76, 84)
    s.shadow(120, r + 6)
    s.lathe(120, [(top, r - 8), (top + 8, r - 2), (150, r), (184, r + 2), (191, r - 2)], k.main, lid=k.main)
    s.rect(120 - r * 0.66, top + 18, r * 1.32, 76, k.ink, "inside", 12)
    s.glow(120, top + 56, r * 0.9, k.ember, 0.9)
    for i in range(7):
        s.rect(120 - r * 0.56, top + 26 + i * 9, r * 1.12, 4, k.ember.lit(0.1 - 0.02 * abs(i - 3)), "flat", 2)
    s.oval(120, top, 7, 1.9, k.accent, "flat")


@drawing("air-purifier")
def air_purifier(s: Scene, k: Look) -> None:
    """A round tower with a punched lower half, or a case with a round intake; clean air leaves at the top."""
    if k.style(2):
        return _case_purifier(s, k)
    r, top = k.span(38, 43), k.span(72, 82)
    s.shadow(120, r + 5)
    s.can(120, top, 190, r - 2, r, k.main, k.main.lit(-0.02))
    s.hollow(120, top, r - 8, k.ink.lit(0.1), 4)
    s.oval(120, top + 0.8, 12, 3, k.main, "top")
    for row in range(7):
        dots = []
        for col in range(7):
            lean = (col - 3) / 3.6
            dots.append(f"M{xy((120 + lean * r, 126 + row * 8.5 + r * 0.2 * (1 - lean * lean) ** 0.5))}h.1")
        s.line("".join(dots), 4.6, k.main.lit(-0.32))
    s.rect(108, top + 26, 24, 4, k.leaf.lit(0.12), "flat", 2)
    for dx, bend in ((-15, -7), (1, 5), (17, 10)):
        s.line(
            f"M{xy((120 + dx, top - 8))}c{xy((bend, -11), (-bend, -17), (bend * 0.6, -30))}",
            3.4,
            k.white,
            0.85,
        )
    return None


def _case_purifier(s: Scene, k: Look) -> None:
    w, top = k.span(88, 98), k.span(64, 74)
    x = 120 - w / 2
    s.shadow(120, w * 0.56)
    s.box(x, top, w, 191 - top, k.main, depth=18, r=13)
    for i in range(5):
        s.rect(x + 22 + i * 1.2, top - 12 + i * 3, w - 44 - i * 2.4, 1.5, k.ink, "flat", 0.7, 0.7)
    r = w * 0.36
    cy = top + 76
    s.oval(120, cy, r, r, k.main.lit(-0.14), "inside")
    for i in range(5):
        s.line(
            f"M{120 - r * (0.86 - i * 0.17):.1f},{cy:.1f}a{r * (0.86 - i * 0.17):.1f},{r * (0.86 - i * 0.17):.1f} "
            f"0 1 0 {2 * r * (0.86 - i * 0.17):.1f},0a{r * (0.86 - i * 0.17):.1f},{r * (0.86 - i * 0.17):.1f} "
            f"0 1 0 -{2 * r * (0.86 - i * 0.17):.1f},0",
            1.8,
            k.main.lit(0.03),
            0.9,
        )
    s.oval(120, cy, 8, 8, k.accent)
    s.rect(108, top + 16, 24, 4, k.leaf.lit(0.12), "flat", 2)


@drawing("diffuser")
def diffuser(s: Scene, k: Look) -> None:
    """A scented-oil diffuser: wooden foot and flame-shaped dome, or a bottle of oil with reeds."""
    if k.style(2):
        return _reeds(s, k)
    r, top = k.span(40, 46), k.span(112, 120)
    s.shadow(120, r)
    s.lathe(120, [(164, r), (180, r), (191, r - 8)], k.wood)
    s.lathe(120, [(top, 6), (top + 8, 16), (top + 26, r - 8), (164, r)], k.main)
    s.gloss(120 - r * 0.55, top + 22, 6, 18, 0.5)
    s.glow(120, 160, 34, k.glow, 0.55)
    s.line("M121,110C130,98 112,90 122,76S118,58 126,46", 5, k.white, 0.55)
    s.line("M115,106C108,96 118,88 110,76", 3.6, k.white, 0.45)
    return None


def _reeds(s: Scene, k: Look) -> None:
    r = k.span(30, 36)
    s.shadow(120, r + 4)
    for i, lean in enumerate((-30, -16, -3, 12, 27)):
        s.line(
            f"M{xy((120 - lean * 0.16, 176))}L{xy((120 + lean, 52 + abs(i - 2) * 6))}",
            3,
            k.wood.lit(0.05 - 0.04 * (i % 2)),
        )
    glass = k.main if k.tone in ("deep", "vivid", "dark") else k.main.lit(-0.08)
    s.lathe(120, [(124, 9), (134, 10), (144, r - 8), (156, r), (180, r), (191, r - 5)], glass)
    s.lathe(120, [(120, 11), (126, 11)], k.brass, smooth=False)
    s.rect(120 - r * 0.55, 158, r * 1.1, 20, k.cream, "face", 2)
    s.rect(120 - r * 0.3, 166, r * 0.6, 2.4, k.ink, "flat", 1)
    s.gloss(120 - r * 0.8, 152, 4, 28, 0.45)


@drawing("filter")
def filter_cartridge(s: Scene, k: Look) -> None:
    """A pleated cartridge, round or flat."""
    if k.style(2):
        w, h = k.span(104, 116), k.span(78, 90)
        x, y = 120 - w / 2, 190 - h
        s.shadow(120, w * 0.54)
        s.box(x, y, w, h, k.main, depth=16, r=3)
        s.rect(x + 8, y + 8, w - 16, h - 16, k.white.lit(-0.1), "inside")
        for i in range(13):
            px = x + 9 + i * (w - 18) / 13
            s.poly([(px, y + 8), (px + 4.4, y + 8), (px + 4.4, y + h - 8), (px, y + h - 8)], k.white, "face")
        s.path(f"M{xy((x + w - 8, y + 14))}h26l-6,14h-20Z", k.accent)
        return
    r, top = k.span(44, 50), k.span(96, 106)
    s.shadow(120, r + 4)
    s.can(120, 178, 190, r, r, k.main)
    s.lathe(120, [(top + 8, r - 4), (178, r - 4)], k.white.lit(-0.03), smooth=False)
    for i in range(-5, 6):
        px = 120 + (r - 5) * (i / 5.6)
        drop = (1 - (i / 5.6) ** 2) ** 0.5 * r * 0.22
        s.line(f"M{xy((px, top + 12 + drop))}V{178 + drop:.1f}", 2, k.white.lit(-0.2), 0.8)
    s.can(120, top, top + 11, r, r, k.main)
    s.hollow(120, top, r - 14, k.main.lit(-0.05), 3)
