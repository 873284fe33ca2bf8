"""Pets."""

from shop.pictures.look import Look
from shop.pictures.registry import drawing
from shop.pictures.scene import Scene, xy


def _bone(s: Scene, k: Look, x: float, y: float, size: float, turn: float = -18) -> None:
    with s.turned(turn, x, y):
        s.rect(x - size, y - size * 0.22, size * 2, size * 0.44, k.cream, "face")
        for side in (-1, 1):
            for up in (-1, 1):
                s.oval(x + side * size, y + up * size * 0.26, size * 0.32, size * 0.32, k.cream, "soft")


@drawing("dog-bed")
def dog_bed(s: Scene, k: Look) -> None:
    """A round nest or a square bed with a bolster, a bone waiting in it."""
    s.shadow(120, 86)
    if k.style(2) == 0:
        w = k.span(84, 90)
        s.oval(120, 150, w, 34, k.main.lit(-0.04), "face")
        s.oval(120, 152, w - 20, 23, k.main.lit(-0.2), "inside")
        s.oval(120, 157, w - 24, 20, k.accent if k.tone != "dark" else k.cream, "soft")
        _bone(s, k, 118, 152, 22)
        s.path(
            f"M{xy((120 - w, 150))}Q{xy((120 - w, 192), (120, 193))}T{xy((120 + w, 150))}"
            f"C{xy((120 + w - 22, 178), (120 - w + 22, 178), (120 - w, 150))}Z",
            k.main,
            "soft",
        )
        return
    s.path("M42,150Q44,106 66,104H174Q196,106 198,150Z", k.main.lit(-0.05), "soft")
    s.poly([(60, 132), (180, 132), (194, 172), (46, 172)], k.accent if k.tone != "dark" else k.cream, "top")
    _bone(s, k, 122, 150, 22)
    for x in (28, 180):
        s.rect(x, 126, 32, 62, k.main, "soft", 15)
    s.rect(38, 164, 164, 28, k.main, "soft", 13)
    s.line("M52,178H188", 1.4, k.main.lit(-0.14), 0.8, dash="4 3")


@drawing("cat-tree")
def cat_tree(s: Scene, k: Look) -> None:
    """Posts wound with sisal, a house, platforms and a toy on a string."""
    plush = k.main
    s.shadow(120, 66)
    s.box(54, 182, 132, 10, plush, depth=18, r=5)
    _post(s, k, 76, 104, 178)
    _post(s, k, 158, 62 if k.style(2) else 72, 178)
    if k.style(2):
        s.box(94, 128, 58, 52, plush, depth=14, r=7)
        s.oval(121, 156, 17, 18, k.ink, "inside")
        s.box(52, 98, 52, 9, plush, depth=14, r=4)
    else:
        s.box(50, 84, 60, 46, plush, depth=14, r=8)
        s.oval(80, 108, 15, 16, k.ink, "inside")
        s.box(106, 148, 48, 8, plush, depth=14, r=4)
    s.lathe(
        158,
        [(50 if k.style(2) else 60, 34), (62 if k.style(2) else 72, 30)],
        plush.lit(0.02),
        lid=plush.lit(-0.14),
    )
    s.line(f"M182,{66 if k.style(2) else 76}V112", 1.5, k.ink)
    s.oval(182, 118, 8, 8, k.accent if k.tone != "soft" else k.ember)


def _post(s: Scene, k: Look, x: float, top: float, bottom: float) -> None:
    rope = k.wood.lit(0.06)
    s.rect(x - 9, top, 18, bottom - top, rope, "side")
    turns = "".join(f"M{xy((x - 9, y))}q9,4 18,0" for y in range(int(top) + 4, int(bottom), 6))
    s.line(turns, 1.2, rope.lit(-0.16), 0.8)


@drawing("pet-bowl")
def pet_bowl(s: Scene, k: Look) -> None:
    """A bowl with food, two on a raised stand, or a bowl of water."""
    if k.style(3) == 1:
        return _raised_bowls(s, k)
    food = k.style(3) == 0
    r = k.span(62, 68) if food else 60.0
    s.shadow(120, r)
    s.lathe(120, [(150, r - 8), (188, r), (192, r - 2)], k.main, smooth=False)
    s.hollow(120, 150, r - 8, k.main, 5)
    if food:
        heap = "M72,152Q84,130 102,136Q112,122 128,132Q146,126 154,140Q168,140 168,152Q120,168 72,152Z"
        s.path(heap, k.walnut.lit(0.02), "soft")
        crumbs = (
            (90, 144),
            (104, 140),
            (118, 136),
            (132, 140),
            (146, 146),
            (110, 150),
            (126, 152),
            (96, 153),
            (142, 154),
        )
        s.line("".join(f"M{x},{y}h.1" for x, y in crumbs), 8, k.walnut.lit(0.09))
    else:
        s.oval(120, 153, r - 16, (r - 16) * 0.2, k.water, "soft")
    paw = k.accent if k.tone != "dark" else k.cream
    s.oval(120, 183, 9, 7, paw, "soft")
    for x, y in ((108, 176), (115, 171), (125, 171), (132, 176)):
        s.oval(x, y, 3.6, 4.2, paw, "flat")
    return None


def _raised_bowls(s: Scene, k: Look) -> None:
    s.shadow(120, 78)
    for x, lean in ((58, -8), (172, 6)):
        s.poly([(x, 142), (x + 10, 142), (x + 10 + lean, 193), (x + lean, 193)], k.wood, "side")
    for x in (84, 156):
        s.lathe(x, [(136, 29), (160, 22)], k.main)
    s.poly([(48, 126), (192, 126), (204, 142), (36, 142)], k.wood, "top")
    s.rect(36, 142, 168, 8, k.wood.lit(-0.1), "face", 2)
    for x, inside in ((84, k.walnut), (156, k.water.lit(-0.04))):
        s.oval(x, 134, 31, 7.2, k.main, "top")
        s.oval(x, 135, 27, 5.8, inside, "soft")


@drawing("aquarium")
def aquarium(s: Scene, k: Look) -> None:
    """A tank with fish and plants, or a round bowl."""
    fish = k.ember if k.tone in ("light", "dark") or 190 < k.hue < 280 else k.main
    if k.style(2):
        s.shadow(120, 54)
        s.lathe(
            120,
            [(78, 36), (92, 50), (136, 68), (176, 54), (191, 34)],
            k.water.lit(0.08),
            lid=k.water.lit(0.1),
        )
        s.lathe(120, [(104, 56), (136, 66), (176, 52), (189, 32)], k.water.lit(-0.04), lid=k.water.lit(0.04))
        s.lathe(120, [(174, 52), (188, 33)], k.wood.lit(0.08), lid=k.wood.lit(0.12))
    else:
        s.shadow(120, 84)
        s.box(38, 84, 164, 106, k.water.lit(0.06), depth=16, r=4)
        s.rect(42, 98, 156, 88, k.water.lit(-0.04), "face", 2)
        s.path("M42,178Q80,166 120,174T198,170V186H42Z", k.wood.lit(0.08), "top")
        s.box(34, 184, 172, 8, k.main if k.tone != "light" else k.ink, depth=6, r=3)
        s.box(34, 74, 172, 11, k.main if k.tone != "light" else k.ink, depth=17, r=4)
    spread = 24 if k.style(2) else 56
    for x, high in ((120 - spread, 46), (120 - spread + 10, 34), (120 + spread, 38)):
        s.tube(f"M{x},176q-10,-{high / 3:.0f} 0,-{high * 0.6:.0f}t0,-{high * 0.4:.0f}", 5, k.leaf)
    for x, y, size in ((112, 132, 1.0), (142, 152, 0.7)):
        with s.group(f"translate({x} {y}) scale({size})"):
            s.path("M14,0L34,-12Q30,0 34,12Z", fish.lit(-0.05))
            s.path("M-22,0Q-4,-20 18,0Q-4,20 -22,0Z", fish, "soft")
            s.oval(-12, -3, 2.6, 2.6, k.ink, "flat")
    s.line("M88,120h.1M92,108h.1M152,122h.1", 5, k.white, 0.8)
    s.gloss(52 if not k.style(2) else 72, 104 if not k.style(2) else 112, 6, 44, 0.5)


@drawing("dog-lead")
def dog_lead(s: Scene, k: Look) -> None:
    """A collar with its tag, or a coiled lead."""
    if k.style(2):
        s.shadow(120, 66, 190)
        for i in range(3):
            y = 180 - i * 13
            s.tube(
                f"M{52 + i * 5},{y}a{68 - i * 5},19 0 1 0 {136 - i * 10},0a{68 - i * 5},19 0 1 0 -{136 - i * 10},0",
                10,
                k.main,
            )
        s.tube("M182,150C200,96 150,66 128,92C112,112 140,122 150,104", 10, k.main)
        s.tube("M66,150C50,128 60,112 74,104", 10, k.main)
        s.tube("M76,102l8,-8", 7, k.brass)
        s.tube("M84,94c-8,-18 14,-30 20,-14c4,12 -10,20 -20,14", 4.5, k.steel)
        return
    w = k.span(66, 72)
    s.shadow(120, w, 186)
    s.line(f"M{xy((120 - w, 134))}A{xy((w, 32))} 0 0 1 {xy((120 + w, 134))}", 21, k.main.lit(-0.2))
    s.line(
        f"M{xy((120 - w, 136))}A{xy((w, 36))} 0 0 0 {xy((120 + w, 136))}", 23, k.main.lit(-0.06), cap="butt"
    )
    s.line(
        f"M{xy((120 - w, 133))}A{xy((w, 36))} 0 0 0 {xy((120 + w, 133))}", 17, k.main.lit(0.04), cap="butt"
    )
    s.line(f"M{xy((120 - w, 136))}A{xy((w, 36))} 0 0 0 {xy((120 + w, 136))}", 1.5, k.accent, dash="5 4")
    s.rect(72, 148, 30, 34, k.steel, "face", 5)
    s.rect(79, 155, 16, 20, k.main.lit(-0.06), "flat", 2)
    s.tube("M130,180a9,9 0 1 0 18,0", 3.5, k.steel)
    s.path("M139,190m-14,4a14,14 0 1 0 28,0a14,14 0 1 0 -28,0Z", k.brass, "ball")
    s.oval(139, 194, 5, 4, k.brass.lit(-0.18), "flat")
