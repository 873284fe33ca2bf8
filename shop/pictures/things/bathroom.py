"""Bathroom."""

from shop.pictures.look import Look
from shop.pictures.registry import drawing
from shop.pictures.scene import Scene, num, xy


@drawing("towels")
def towels(s: Scene, k: Look) -> None:
    """A folded stack, or three towels rolled up."""
    (_folded, _rolled)[k.style(2)](s, k)


def _rolled(s: Scene, k: Look) -> None:
    s.shadow(120, 72)
    paints = (k.main, k.white, k.main.lit(0.06) if k.tone != "light" else k.accent)
    for paint, (x, y) in zip(paints, ((80, 166), (132, 166), (106, 122)), strict=True):
        s.rect(x, y - 28, 66, 52, paint, "shade", 24)
        s.rect(x, y - 28, 66, 26, paint, "top", 13)
        s.oval(x + 6, y - 2, 22, 26, paint.lit(-0.02), "soft")
        for turn in (0.72, 0.42):
            rx, ry = 22 * turn, 26 * turn
            s.line(
                f"M{xy((x + 6 - rx, y - 2))}a{xy((rx, ry))} 0 1 1 {xy((rx, ry))}", 1.8, paint.lit(-0.2), 0.8
            )


def _folded(s: Scene, k: Look) -> None:
    count = 3 + k.detail(2)
    high = 84 / count + 4
    paints = (k.main, k.white, k.main.lit(0.07)) if k.tone != "light" else (k.white, k.accent, k.cream)
    s.shadow(120, 70)
    for i in range(count):
        w, paint = 122 - i * k.span(3, 6), paints[i % 3]
        left, y = 120 - w / 2 + k.span(-3, 3), 190 - (i + 1) * high
        right = left + w
        s.rect(left, y, w, high, paint, "face", high * 0.42)
        s.line(f"M{xy((right - 3, y + high * 0.5))}H{num(left + high * 0.6)}", 1.5, paint.lit(-0.16), 0.8)
        if i == count - 1:
            s.path(
                f"M{xy((left + 6, y + 5))}L{xy((left + 16, y - 12))}H{num(right - 16)}L{xy((right - 6, y + 5))}"
                f"Q{xy((120, y + 10), (left + 6, y + 5))}Z",
                paint,
                "top",
            )
        s.rect(left + w * 0.16, y + 1, 7, high - 2, paint.lit(-0.07), "flat")


@drawing("shower-head")
def shower_head(s: Scene, k: Look) -> None:
    """A rain shower from the wall or a hand shower on its hose, water falling."""
    metal = k.steel if k.tone in ("light", "soft", "vivid") else k.main.lit(0.04)
    s.oval(120, 192, 54, 9, k.water, "flat", 0.6)
    if k.style(2) == 0:
        r = k.span(58, 64)
        s.tube("M226,34H150Q120,34 120,60V74", 9, metal)
        s.lathe(120, [(70, 10), (78, 18), (86, r)], metal)
        s.oval(120, 88, r, r * 0.2, metal.lit(-0.2), "side")
        dots = "".join(
            f"M{xy((120 + i * r * 0.16, 88 + j * 5))}h.1"
            for i in range(-5, 6)
            for j in (-1, 0, 1)
            if abs(i) + abs(j) < 6
        )
        s.line(dots, 2.6, k.accent if k.tone != "light" else k.ink)
        drops = "".join(f"M{xy((120 + i * r * 0.17, 104 + (i * 37 % 13)))}v66" for i in range(-5, 6))
    else:
        s.tube("M150,128C176,196 214,150 196,-10", 6, metal.lit(-0.05))
        with s.turned(-38, 106, 76):
            s.tube("M106,70V150", 13, metal)
            s.oval(106, 66, 44, 41, metal, "ball")
            s.oval(102, 69, 36, 33, k.main if k.tone in ("vivid", "deep", "soft") else k.white, "soft")
            rings = "".join(
                f"M{xy((102 + x, 69 + y))}h.1"
                for x in range(-24, 25, 12)
                for y in range(-24, 25, 12)
                if x * x + y * y < 900
            )
            s.line(rings, 3.6, k.ink)
        drops = "".join(
            f"M{xy((64 + i * 9, 110 + (i * 29 % 11) - i * 3))}l-{6 - i},{62 - i * 2}" for i in range(6)
        )
    s.line(drops, 2.8, k.water.lit(-0.12), 0.8, dash="11 8")


@drawing("bathroom-mirror")
def bathroom_mirror(s: Scene, k: Look) -> None:
    """A round or arched mirror on the wall over a shelf, or a small one on a foot."""
    style = k.style(3)
    frame = k.main if k.tone != "light" else k.brass
    glass = k.water.lit(0.08)
    if style == 2:
        s.shadow(120, 36)
        s.can(120, 184, 191, 32, 35, frame)
        s.tube("M120,184V146", 7, frame)
        s.oval(122, 96, 55, 55, frame.lit(-0.14), "flat")
        s.oval(120, 95, 55, 55, frame, "ball")
        s.oval(120, 95, 48, 48, glass, "face")
        s.path("M84,110L126,54Q138,56 148,64L92,132Q86,122 84,110Z", k.white, "flat", 0.5)
        return
    s.box(58, 176, 124, 9, k.wood, depth=10, r=2)
    s.glow(124, 104, 78, k.tint(0.4, 0.03), 0.3)
    if style == 0:
        r = k.span(60, 65)
        s.oval(120, 92, r, r, frame, "ball")
        s.oval(120, 92, r - 6, r - 6, glass, "face")
    else:
        s.path("M70,164V82Q70,26 120,26T170,82V164Z", frame, "side")
        s.path("M76,158V82Q76,32 120,32T164,82V158Z", glass, "face")
    s.path("M82,126L134,44Q144,48 150,56L92,144Q84,136 82,126Z", k.white, "flat", 0.45)
    s.lathe(88, [(152, 6), (158, 9), (172, 9)], k.main if k.tone != "light" else k.accent)
    s.lathe(154, [(160, 11), (172, 8)], k.cream, smooth=False)
    s.line("M150,160L146,140M156,160L160,142", 3, k.accent)


@drawing("bathroom-scale")
def bathroom_scale(s: Scene, k: Look) -> None:
    """A flat scale on the floor with its display, glass or with a wooden top."""
    s.shadow(120, 86, 184)
    top = k.main if k.style(2) == 0 else k.wood
    lean = k.span(20, 26)
    s.path(
        f"M{xy((44 + lean, 108))}H{num(196 - lean)}Q{xy((202 - lean, 108), (204 - lean, 113))}"
        f"L{xy((212, 172))}Q{xy((213, 180), (204, 180))}"
        f"H36Q{xy((27, 180), (28, 172))}L{xy((36 + lean, 113))}Q{xy((38 + lean, 108), (44 + lean, 108))}Z",
        top,
        "top",
    )
    s.path(
        "M28,172Q27,180 36,180H204Q213,180 212,172V180Q212,188 204,188H36Q28,188 28,180Z",
        top.lit(-0.16),
        "face",
    )
    s.poly([(96, 114), (144, 114), (147, 132), (93, 132)], k.ink, "inside")
    digit = k.accent if k.tone in ("light", "dark") else k.glow
    s.line("M104,119h7v4.5h-7v4.5h7M117,119v4.5h7M124,119v9M131,119h6v9h-6Z", 2, digit)
    for x in (74, 142):
        s.path(f"M{x - 4},144h30l4,26h-40Z", k.steel if top is k.main else k.steel.lit(0.04), "face", 0.75)


@drawing("soap-dispenser")
def soap_dispenser(s: Scene, k: Look) -> None:
    """A pump bottle, round or square, alone or with its tumbler."""
    style = k.style(3)
    cx = 104.0 if style == 2 else 120.0
    r = k.span(34, 38) if style != 2 else 30.0
    metal = k.brass if k.detail(2) else k.steel
    s.shadow(cx, r + 6)
    s.tube(f"M{num(cx)},108V64H{num(cx - 34)}V73", 7, metal)
    s.can(cx, 58, 66, 11, 12, metal)
    s.can(cx, 100, 112, 15, 17, metal)
    if style == 1:
        s.box(cx - r, 124, 2 * r, 67, k.main, depth=14, r=9)
        s.rect(cx - 16, 144, 32, 28, k.accent, "face", 3)
    else:
        s.lathe(cx, [(110, 16), (118, r - 8), (128, r), (180, r), (191, r - 5)], k.main)
        if style == 0:
            s.lathe(cx, [(146, r + 0.5), (166, r + 0.5)], k.accent, smooth=False)
    s.gloss(cx - r * 0.7, 132, 5, 42, 0.4)
    if style == 2:
        s.shadow(168, 26)
        s.can(168, 140, 190, 23, 21, k.main)
        s.hollow(168, 140, 23, k.main, 3)
        s.tube("M164,142L154,96", 5, k.accent)
        s.rect(147, 86, 8, 17, k.white, "face", 2)
