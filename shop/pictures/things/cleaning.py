"""Cleaning and laundry."""

from shop.pictures.look import Look
from shop.pictures.registry import drawing
from shop.pictures.scene import Scene, num, xy


@drawing("vacuum-cleaner")
def vacuum_cleaner(s: Scene, k: Look) -> None:
    """A canister on wheels, an upright stick, or a robot."""
    (_canister, _stick, _robot)[k.style(3)](s, k)


def _canister(s: Scene, k: Look) -> None:
    s.shadow(92, 58)
    s.shadow(196, 26, 192)
    s.tube("M70,134C50,44 128,40 150,72", 9, k.ink)
    s.tube("M150,70L192,176", 6, k.steel)
    s.path("M172,192L182,174H204L218,192Z", k.ink, "face")
    s.path("M36,170C36,128 62,122 92,122S150,138 150,172Q150,186 136,186H50Q36,186 36,170Z", k.main, "soft")
    s.path("M50,142Q70,124 96,126L86,152Q66,150 50,142Z", k.water.lit(-0.12), "face")
    s.oval(118, 172, 22, 22, k.ink)
    s.oval(118, 172, 12, 12, k.accent, "soft")
    s.oval(52, 184, 9, 9, k.ink)


def _stick(s: Scene, k: Look) -> None:
    s.shadow(112, 50, 192)
    with s.turned(14, 108, 186):
        s.tube("M108,176V92", 8, k.steel)
        s.rect(94, 70, 28, 56, k.water.lit(-0.06), "side", 12)
        s.rect(94, 92, 28, 34, k.main, "side", 10)
        s.path("M90,74V44Q90,34 100,34H128Q148,34 146,56Q144,72 128,66Q130,48 116,50L122,74Z", k.main, "side")
        s.oval(104, 52, 6, 6, k.accent)
    s.path("M64,190Q66,172 84,172H132Q150,172 152,190Z", k.main.lit(-0.04), "face")
    s.rect(60, 185, 96, 9, k.ink, "face", 4)


def _robot(s: Scene, k: Look) -> None:
    r = k.span(76, 82)
    s.shadow(120, r + 2, 184)
    s.line(f"M34,188L{num(120 - r * 0.86)},180M206,188L{num(120 + r * 0.86)},180", 2, k.ink, 0.6)
    s.can(120, 152, 176, r, r, k.main, k.main)
    s.lathe(120, [(164, r + 0.4), (171, r + 0.4)], k.ink, smooth=False)
    s.oval(120, 151, r - 14, (r - 14) * 0.24, k.main.lit(-0.05), "soft")
    s.can(126, 138, 148, 19, 20, k.ink)
    s.oval(84, 155, 8, 2.6, k.leaf.lit(0.12), "flat")
    s.oval(120, 164, 5, 2, k.accent, "flat")


@drawing("iron")
def iron(s: Scene, k: Look) -> None:
    """A steam iron on its sole, a breath of steam below; the second form stands on its tank."""
    s.shadow(120, 88, 190)
    lift = 0.0
    if k.style(2):
        s.box(38, 168, 164, 24, k.main.lit(-0.08), depth=18, r=8)
        s.oval(178, 181, 5, 5, k.accent)
        lift = -26
    with s.group(f"translate(0 {num(lift)})"):
        s.path("M28,184Q60,138 130,136H196V184Z", k.steel.lit(-0.05), "face")
        s.path("M24,186H200Q206,186 204,180L198,176H34Z", k.steel.lit(-0.18), "face")
        s.path("M44,174Q74,130 132,128H192Q200,128 200,140V174Z", k.main, "soft")
        s.path(
            "M92,134C86,84 116,80 144,80H188Q204,80 204,98V132H186V104Q186,98 178,98H140Q114,98 116,132Z",
            k.main.lit(0.04),
            "face",
        )
        s.rect(142, 82, 42, 13, k.ink, "top", 6)
        s.path("M70,160Q88,142 120,140L116,164Z", k.water.lit(-0.06), "face", 0.9)
        s.oval(152, 148, 12, 9, k.accent, "soft")
        s.tube("M202,92C222,86 226,60 214,36", 5, k.ink)
    if not k.style(2):
        for x, y, r in ((34, 180, 14), (20, 166, 18), (40, 160, 11)):
            s.glow(x, y, r, k.white, 0.9)


@drawing("laundry-basket")
def laundry_basket(s: Scene, k: Look) -> None:
    """A woven basket with washing in it, or a slatted tub with handles."""
    s.shadow(120, 58)
    cloth = k.accent if k.tone in ("light", "dark") else k.white
    s.blob([(74, 104), (82, 72), (108, 78), (126, 60), (154, 74), (168, 104), (120, 118)], cloth)
    s.blob([(110, 106), (118, 82), (144, 88), (158, 106)], k.tint(0.76, 0.08, 60))
    weave = k.main if k.style(2) else k.wood.lit(0.06)
    s.lathe(120, [(104, 57), (120, 58), (184, 48), (191, 46)], weave)
    if k.style(2):
        for row in range(3):
            slots = "".join(
                f"M{xy((120 + i * (15 - row * 0.8), 128 + row * 20 + 9 * (1 - (i / 4) ** 2)))}v9"
                for i in range(-3, 4)
            )
            s.line(slots, 5, weave.lit(-0.2))
        s.line("M66,114q-12,-2 -8,10q2,8 10,8M174,114q12,-2 8,10q-2,8 -10,8", 6, weave.lit(-0.06))
    else:
        rows = "".join(
            f"M{xy((63 + row * 1.6, 116 + row * 13))}q{num(57 - row * 1.6)},{num(26 - row)} {num(114 - row * 3.2)},0"
            for row in range(6)
        )
        s.line(rows, 2, weave.lit(-0.18), 0.8, dash="9 5")
        s.path(
            "M64,106A57,14 0 0 0 176,106V122A57,14 0 0 1 64,122Z",
            k.main if k.tone != "light" else cloth,
            "side",
        )
    return


@drawing("mop")
def mop(s: Scene, k: Look) -> None:
    """A bucket with a mop leaning in it, or a broom and its dustpan."""
    if k.style(2):
        return _broom(s, k)
    r = k.span(42, 46)
    s.shadow(120, r + 4)
    s.tube("M178,28L112,128", 7, k.wood)
    s.blob([(100, 128), (98, 104), (116, 96), (138, 110), (142, 134), (120, 142)], k.white)
    s.line("M106,104q-4,16 -2,28M116,100q-2,18 2,36M126,104q4,14 4,30", 2, k.white.lit(-0.18))
    s.lathe(120, [(130, r), (191, r - 9)], k.main, smooth=False)
    s.path(
        f"M{xy((120 - r, 130))}A{num(r)},{num(r * 0.24)} 0 0 0 {xy((120 + r, 130))}V140"
        f"A{num(r)},{num(r * 0.24)} 0 0 1 {xy((120 - r, 140))}Z",
        k.main.lit(0.06),
        "side",
    )
    s.line(f"M{xy((120 - r + 1, 138))}C{xy((70, 190), (170, 190), (120 + r - 1, 138))}", 3, k.steel.lit(-0.1))
    s.rect(110, 174, 20, 8, k.accent, "side", 4)
    return None


def _broom(s: Scene, k: Look) -> None:
    s.shadow(90, 46, 192)
    with s.turned(-10, 90, 190):
        s.tube("M90,20V138", 7, k.wood)
        s.path("M72,136H108L126,192Q90,200 54,192Z", k.wood.lit(0.08), "side")
        s.line("M78,146L68,190M86,146L82,193M94,146L98,193M102,146L112,190", 2, k.walnut, 0.6)
        s.rect(68, 126, 44, 18, k.main, "side", 6)
    s.shadow(176, 40, 192)
    s.poly([(142, 190), (150, 152), (206, 152), (218, 190)], k.main, "face")
    s.poly([(150, 186), (156, 160), (200, 160), (208, 186)], k.main.lit(-0.12), "inside")
    s.tube("M178,152V108", 9, k.accent)
