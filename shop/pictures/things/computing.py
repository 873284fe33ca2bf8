"""Computing."""

from shop.pictures.look import Look
from shop.pictures.registry import drawing
from shop.pictures.scene import Scene, num, xy


def _screen(s: Scene, k: Look, x: float, y: float, w: float, h: float) -> None:
    """Show a quiet landscape: the store's screens all run the same wallpaper in their own hue."""
    s.rect(x, y, w, h, k.tint(0.80, 0.075), "shade", 2)
    s.oval(x + w * 0.7, y + h * 0.34, h * 0.13, h * 0.13, k.glow.lit(0.03), "flat", 0.9)
    s.path(
        f"M{xy((x, y + h))}V{num(y + h * 0.72)}Q{xy((x + w * 0.25, y + h * 0.38), (x + w * 0.5, y + h * 0.7))}"
        f"T{xy((x + w, y + h * 0.6))}V{num(y + h)}Z",
        k.tint(0.55, 0.11, 15),
        "face",
    )
    s.path(
        f"M{xy((x, y + h))}V{num(y + h * 0.9)}Q{xy((x + w * 0.35, y + h * 0.62), (x + w * 0.62, y + h * 0.86))}"
        f"T{xy((x + w, y + h * 0.82))}V{num(y + h)}Z",
        k.tint(0.40, 0.1, 5),
        "face",
    )
    s.poly([(x, y), (x + w * 0.5, y), (x + w * 0.26, y + h), (x, y + h)], k.white, "flat", 0.1)


@drawing("laptop")
def laptop(s: Scene, k: Look) -> None:
    w, h = k.span(128, 138), k.span(80, 88)
    x, y = 120 - w / 2, 158 - h
    case = k.steel.lit(0.05) if k.tone in ("light", "soft") and k.style(2) else k.main
    s.shadow(120, w * 0.6, 186)
    s.rect(x, y, w, h + 4, case.lit(-0.1), "face", 7)
    s.rect(x + 2.5, y + 2.5, w - 5, h, k.ink.lit(-0.08), "flat", 5)
    _screen(s, k, x + 7, y + 8, w - 14, h - 14)
    s.poly([(x, 160), (x + w, 160), (x + w + 17, 184), (x - 17, 184)], case, "top")
    s.path(
        f"M{xy((x - 17, 184))}H{num(x + w + 17)}Q{xy((x + w + 16, 190), (x + w + 8, 190))}H{num(x - 8)}"
        f"Q{xy((x - 16, 190), (x - 17, 184))}Z",
        case.lit(-0.13),
        "face",
    )
    s.poly([(x + 8, 163), (x + w - 8, 163), (x + w - 2, 174), (x + 2, 174)], k.ink, "inside")
    keys = "".join(f"M{xy((x + 9 - r * 2, 165.5 + r * 3.4))}H{num(x + w - 9 + r * 2)}" for r in range(3))
    s.line(keys, 2.2, case.lit(-0.28), cap="butt", dash="6.4 1.6")
    s.poly([(102, 176.5), (138, 176.5), (140, 182.5), (100, 182.5)], case.lit(-0.06), "face")


@drawing("tablet")
def tablet(s: Scene, k: Look) -> None:
    """A tablet leaning on its stand, upright or across; some come with a pen."""
    across = k.style(2) == 0
    w, h = (k.span(132, 140), k.span(94, 100)) if across else (k.span(86, 92), k.span(118, 126))
    x, y = 120 - w / 2, 186 - h
    s.shadow(122, w * 0.56, 190)
    s.poly([(x + w * 0.6, 150), (x + w * 0.78, 150), (x + w + 10, 190), (x + w * 0.66, 190)], k.ink, "shade")
    s.rect(x + 4, y + 1, w, h, k.main.lit(-0.16), "face", 10)
    s.rect(x, y, w, h, k.main, "face", 10)
    s.rect(x + 2.5, y + 2.5, w - 5, h - 5, k.ink.lit(-0.08), "flat", 8)
    _screen(s, k, x + 9, y + 9, w - 18, h - 18)
    s.oval(
        x + w / 2 if not across else x + 5.6, y + 5.6 if not across else y + h / 2, 1.2, 1.2, k.steel, "flat"
    )
    if k.detail(2):
        s.tube(f"M{xy((x - 12, 188))}L{xy((x + 18, y + 26))}", 5, k.white)
        s.line(f"M{xy((x - 13.6, 190.5))}l1.8,-3.6", 2.4, k.ink)


@drawing("monitor")
def monitor(s: Scene, k: Look) -> None:
    """A screen on its foot; every second one is wide and slightly curved."""
    wide = k.style(2)
    w, h = (k.span(158, 166), 76.0) if wide else (k.span(136, 144), k.span(86, 92))
    x, y = 120 - w / 2, 156 - h
    case = k.main if k.tone != "vivid" else k.ink
    s.shadow(120, 46)
    s.oval(120, 187, 42, 8.5, case.lit(-0.1), "side")
    s.oval(120, 185, 42, 8.5, case, "top")
    s.poly([(111, 150), (129, 150), (132, 186), (108, 186)], case.lit(-0.08), "side")
    if wide:
        s.path(
            f"M{xy((x, y + 3))}Q{xy((120, y - 5), (x + w, y + 3))}V{num(y + h - 2)}"
            f"Q{xy((120, y + h + 7), (x, y + h - 2))}Z",
            case,
        )
    else:
        s.rect(x, y, w, h + 3, case, "face", 6)
    s.rect(x + 3, y + 4, w - 6, h - 6, k.ink.lit(-0.1), "flat", 3)
    _screen(s, k, x + 5, y + 6, w - 10, h - 11)
    s.oval(x + w - 9, y + h - 0.5, 1.4, 1.4, k.leaf.lit(0.15), "flat")


@drawing("keyboard")
def keyboard(s: Scene, k: Look) -> None:
    w, rows = (k.span(160, 168), 5) if k.style(2) == 0 else (k.span(132, 140), 5)
    x, top, bottom = 120 - w / 2, 126.0, 182.0
    s.shadow(120, w * 0.54, 188)
    lean = 12.0
    s.poly([(x + lean, top), (x + w - lean, top), (x + w, bottom), (x, bottom)], k.main, "top")
    s.path(f"M{xy((x, bottom))}H{num(x + w)}v7q0,3 -3,3H{num(x + 3)}q-3,0 -3,-3Z", k.main.lit(-0.14), "face")
    caps = k.white if k.tone in ("vivid", "deep", "dark", "soft") and k.detail(2) else k.ink.lit(0.08)
    columns = 12 if k.style(2) == 0 else 10
    for row in range(rows):
        t0, t1 = (row + 0.16) / rows, (row + 0.88) / rows
        y0, y1 = top + 3 + (bottom - top - 7) * t0, top + 3 + (bottom - top - 7) * t1
        inset = lean * (1 - (t0 + t1) / 2) + 5
        pitch = (w - 2 * inset) / columns
        marked = {0: 0, 2: columns - 1}.get(row)
        sides, tops, special = "", "", ""
        for col in range(columns):
            if row == 4 and 3 <= col <= columns - 4:
                continue
            px = x + inset + col * pitch + 0.9
            cap = f"M{xy((px + 0.8, y0))}h{num(pitch - 3.2)}l.8,{num(y1 - y0 - 2.2)}h-{num(pitch - 1.6)}Z"
            sides += f"M{xy((px, y0 + 1.4))}h{num(pitch - 1.6)}V{num(y1 + 0.8)}h-{num(pitch - 1.6)}Z"
            if col == marked:
                special = cap
            else:
                tops += cap
        if row == 4:
            px, wide = x + inset + 3 * pitch + 0.9, (columns - 6) * pitch - 1.6
            sides += f"M{xy((px, y0 + 1.4))}h{num(wide)}V{num(y1 + 0.8)}h-{num(wide)}Z"
            tops += f"M{xy((px + 0.8, y0))}h{num(wide - 1.6)}l.8,{num(y1 - y0 - 2.2)}h-{num(wide)}Z"
        s.path(sides, caps.lit(-0.2), "flat")
        s.path(tops, caps, "top")
        if special:
            s.path(special, k.accent if k.tone in ("light", "dark") else k.ember, "top")


@drawing("mouse")
def mouse(s: Scene, k: Look) -> None:
    """A mouse seen from the front left: two buttons, a wheel; the second form is the upright one."""
    s.shadow(122, 56, 188)
    if k.style(2):
        s.blob([(78, 186), (84, 130), (112, 92), (142, 96), (164, 140), (170, 184), (124, 194)], k.main)
        s.blob([(84, 168), (92, 128), (112, 104), (120, 130), (112, 170), (96, 184)], k.main.lit(-0.14))
        s.line("M122,104C136,124 142,150 142,188", 2, k.main.lit(-0.24), 0.8)
        s.tube("M139,110L147,126", 7, k.accent)
        s.line("M148,150L168,160", 1.6, k.main.lit(-0.24), 0.8)
        return
    w = k.span(50, 55)
    s.path(
        f"M{xy((120 - w, 172))}C{xy((120 - w, 118), (100, 104), (128, 104))}"
        f"S{xy((120 + w + 4, 130), (120 + w + 2, 174))}"
        f"Q{xy((120 + w, 193), (122, 193))}T{xy((120 - w, 172))}Z",
        k.ink,
        "flat",
    )
    s.path(
        f"M{xy((120 - w, 168))}C{xy((120 - w, 112), (100, 98), (128, 98))}S{xy((120 + w + 4, 126), (120 + w + 2, 170))}"
        f"Q{xy((120 + w, 189), (122, 189))}T{xy((120 - w, 168))}Z",
        k.main,
        "soft",
    )
    s.line(
        f"M{xy((120 - w + 2, 156))}C{xy((106, 142), (136, 142), (120 + w + 1, 158))}",
        1.6,
        k.main.lit(-0.25),
        0.8,
    )
    s.line("M123,98C120,112 119,130 119,145", 1.6, k.main.lit(-0.25), 0.8)
    s.tube("M121.5,112L119.6,130", 9, k.accent)
    s.gloss(92, 116, 6, 22, 0.3)


@drawing("webcam")
def webcam(s: Scene, k: Look) -> None:
    """A lens in a round or wide housing, on its folding foot."""
    s.shadow(120, 46)
    s.box(82, 178, 76, 12, k.ink, depth=16, r=5)
    s.poly([(110, 132), (130, 132), (136, 178), (104, 178)], k.ink.lit(0.05), "side")
    cy = 104.0
    if k.style(2):
        w = k.span(118, 128)
        s.box(120 - w / 2, cy - 28, w, 60, k.main, depth=14, r=28)
    else:
        r = k.span(44, 48)
        s.oval(123, cy + 2, r, r, k.main.lit(-0.18), "flat")
        s.oval(120, cy, r, r, k.main)
    s.oval(120, cy + 2, 27, 27, k.ink, "ball")
    s.oval(120, cy + 2, 20, 20, k.steel.lit(-0.3), "inside")
    s.oval(120, cy + 2, 15, 15, k.tint(0.30, 0.07), "ball")
    s.oval(120, cy + 2, 8, 8, k.tint(0.16, 0.05), "flat")
    s.oval(114, cy - 5, 5, 3.6, k.white, "flat", 0.8)
    s.oval(148 if k.style(2) else 120, cy + 2 if k.style(2) else cy - 35, 2.6, 2.6, k.leaf.lit(0.16), "flat")
