"""Furniture."""

from shop.pictures.look import Look
from shop.pictures.paint import Paint
from shop.pictures.registry import drawing
from shop.pictures.scene import Scene, num, xy


def _legs(s: Scene, paint: Paint, places: tuple[float, ...], top: float = 176, splay: float = 3) -> None:
    for x in places:
        lean = splay if x > 120 else -splay
        s.poly([(x - 4, top), (x + 4, top), (x + 2.6 + lean, 193), (x - 2.6 + lean, 193)], paint, "side")


@drawing("armchair")
def armchair(s: Scene, k: Look) -> None:
    """An upholstered armchair; every second one has wings and a lower, rounder back."""
    leg = k.walnut if k.detail(2) else k.wood
    s.shadow(120, 74)
    _legs(s, leg, (68, 172))
    if k.style(2):
        s.path("M70,150V92Q70,52 120,52T170,92V150Z", k.main.lit(-0.04), "soft")
        s.path("M82,150V98Q82,66 120,66T158,98V150Z", k.main.lit(0.02), "soft")
        s.line("M120,80h.1M102,92h.1M138,92h.1M120,106h.1M102,120h.1M138,120h.1", 4, k.main.lit(-0.14))
    else:
        s.rect(66, 60, 108, 100, k.main.lit(-0.03), "face", 20)
        s.rect(78, 70, 84, 74, k.main.lit(0.03), "soft", 16)
    s.path("M74,146Q120,132 166,146V166H74Z", k.main.lit(0.07), "top")
    s.rect(74, 150, 92, 26, k.main, "face", 9)
    for x in (48, 156):
        s.rect(x, 112, 36, 70, k.main, "face", 15)
        s.rect(x + 2, 112, 32, 20, k.main.lit(0.05), "top", 10)
    s.rect(66, 172, 108, 9, k.main.lit(-0.12), "flat", 4)
    if k.detail(3) == 0:
        with s.turned(-12, 136, 128):
            s.rect(116, 104, 42, 38, k.accent, "soft", 9)


@drawing("sofa")
def sofa(s: Scene, k: Look) -> None:
    """A two- or three-seat sofa with loose cushions."""
    seats = 2 + k.style(2)
    left, right = 26.0, 214.0
    inner, w = left + 24, (right - left - 48) / seats
    s.shadow(120, 102)
    _legs(s, k.walnut if k.detail(2) else k.wood, (left + 16, right - 16), 178)
    s.rect(left + 8, 88, right - left - 16, 84, k.main.lit(-0.06), "face", 14)
    for i in range(seats):
        s.rect(inner + i * w, 94, w - 1.5, 52, k.main, "soft", 10)
    for i in range(seats):
        s.rect(inner + i * w, 138, w - 1.5, 28, k.main.lit(0.04), "soft", 8)
    s.rect(inner - 8, 162, right - left - 32, 19, k.main.lit(-0.05), "face", 4)
    for x in (left, right - 28):
        s.rect(x, 116, 28, 66, k.main, "face", 12)
        s.rect(x + 1.5, 116, 25, 17, k.main.lit(0.05), "top", 8)
    with s.turned(-14, inner + 18, 124):
        s.rect(inner, 104, 37, 35, k.accent, "soft", 8)
    if k.detail(2):
        with s.turned(12, right - 46, 126):
            s.rect(right - 64, 108, 34, 32, k.cream, "soft", 8)


@drawing("coffee-table")
def coffee_table(s: Scene, k: Look) -> None:
    """A low table, round or square, with a cup and a book on it."""
    style = k.style(3)
    wood = k.wood if k.tone in ("light", "soft", "vivid") else k.walnut
    s.shadow(120, 78)
    if style == 0:
        for x0, x1 in ((78, 64), (162, 176), (112, 106), (136, 142)):
            s.tube(f"M{x0},146L{x1},{191 if abs(x0 - 120) > 30 else 184}", 7, wood)
        s.lathe(120, [(138, 84), (146, 84)], wood, lid=wood, smooth=False)
    elif style == 1:
        s.line("M54,150V190H70L86,182M186,150V190H170L154,182", 5, k.ink)
        s.poly([(58, 122), (182, 122), (206, 148), (34, 148)], wood, "top")
        s.rect(34, 148, 172, 8, wood.lit(-0.1), "face", 2)
        s.line("M50,131H190M42,140H198", 1, wood.lit(-0.06), 0.7)
    else:
        s.lathe(120, [(146, 44), (164, 36), (191, 50)], k.main)
        s.lathe(120, [(136, 82), (144, 82)], k.main.lit(0.03), lid=k.main.lit(0.03), smooth=False)
    s.poly(
        [(84, 128), (116, 126), (124, 136), (88, 138)],
        k.accent if k.tone != "light" else k.tint(0.6, 0.12),
        "top",
    )
    s.poly([(88, 138), (124, 136), (124, 140), (88, 142)], k.cream.lit(-0.1), "flat")
    s.lathe(150, [(122, 9), (130, 8.5), (136, 5)], k.white, lid=k.walnut.lit(-0.12))
    s.tube("M158,125c6,-1 6,7 -1,6", 2.4, k.white)


@drawing("bookcase")
def bookcase(s: Scene, k: Look) -> None:
    """Shelves with books and a plant; the narrow form is a ladder of four."""
    narrow = k.style(2)
    wood = k.main if k.tone in ("light", "dark", "deep") else k.wood
    w, shelves = (72.0, 4) if narrow else (116.0, 3)
    x, top = 120 - w / 2, (44.0 if narrow else 62.0)
    s.shadow(120, w * 0.58)
    s.box(x, top, w, 191 - top, wood, depth=12, r=2)
    gap = (184 - top) / shelves
    for row in range(shelves):
        y = top + 6 + row * gap
        s.rect(x + 6, y, w - 12, gap - 6, wood.lit(-0.24), "inside")
        _books(s, k, x + 9, y + gap - 6, w - 18, gap - 11, row)


def _books(s: Scene, k: Look, x: float, floor: float, w: float, tall: float, row: int) -> None:
    if row == 1:
        s.lathe(x + 12, [(floor - 13, 9), (floor - 2, 7)], k.cream, smooth=False)
        s.blob(
            [
                (x + 12, floor - 12),
                (x + 1, floor - 22),
                (x + 8, floor - 31),
                (x + 18, floor - 30),
                (x + 24, floor - 20),
            ],
            k.leaf,
        )
        x, w = x + 28, w - 28
    colours = (k.tint(0.62, 0.11), k.cream, k.tint(0.5, 0.09, 150), k.tint(0.74, 0.1, 60))
    at, i = x, row * 2
    while at < x + w - 7 and i < row * 2 + 9:
        wide = 5.5 + k.span(0, 4.5)
        high = tall * k.span(0.68, 0.98)
        s.rect(at, floor - high, wide, high, colours[(i + row) % 4], "flat", 0.8)
        at, i = at + wide + 0.6, i + 1


@drawing("stool")
def stool(s: Scene, k: Look) -> None:
    """A round wooden stool, or an upholstered bar stool with a foot ring."""
    style = k.style(2)
    wood = k.wood if k.tone != "dark" else k.walnut
    if style:
        s.shadow(120, 44)
        for x0, x1, low in ((104, 84, 192), (136, 156, 192), (114, 108, 184), (128, 134, 184)):
            s.tube(f"M{x0},92L{x1},{low}", 6, k.ink if k.tone != "dark" else k.brass)
        s.line("M91,158Q120,168 149,158", 4, k.brass)
        s.lathe(120, [(66, 36), (76, 44), (88, 42), (94, 32)], k.main, lid=k.main)
        return
    s.shadow(120, 54)
    for x0, x1, low in ((94, 76, 192), (146, 164, 192), (120, 120, 186)):
        s.tube(f"M{x0},120L{x1},{low}", 8, wood)
    s.tube("M88,158L150,158", 5, wood.lit(-0.04))
    s.lathe(
        120,
        [(104, 54), (112, 55), (118, 50)],
        k.main if k.tone != "light" else wood,
        lid=k.main if k.tone != "light" else wood,
    )


@drawing("bed")
def bed(s: Scene, k: Look) -> None:
    """A made bed seen from its foot, the headboard at the back."""
    wood = k.wood if k.detail(2) else k.walnut
    w = k.span(136, 146)
    x = 120 - w / 2
    s.shadow(120, w * 0.6)
    if k.style(2):
        s.rect(x + 6, 70, w - 12, 84, k.main.lit(-0.1), "face", 14)
        seams = "".join(f"M{xy((x + 6 + (w - 12) * i / 5, 74))}V130" for i in range(1, 5))
        s.line(seams, 1.6, k.main.lit(-0.2), 0.7)
    else:
        s.rect(x + 6, 76, w - 12, 80, wood, "face", 6)
        s.rect(x + 14, 86, w - 28, 16, wood.lit(-0.1), "face", 3)
    _legs(s, wood, (x + 6, x + w - 6), 180, 0)
    s.poly([(x + 12, 124), (x + w - 12, 124), (x + w, 160), (x, 160)], k.white, "top")
    for side in (x + 18, x + w / 2 + 4):
        s.rect(side, 106, w / 2 - 22, 25, k.white, "soft", 10)
    s.path(
        f"M{xy((x + 6, 138))}Q{xy((120, 131), (x + w - 6, 138))}L{xy((x + w + 3, 162))}V180H{num(x - 3)}V162Z",
        k.main,
        "face",
    )
    s.path(
        f"M{xy((x + 6, 138))}Q{xy((120, 131), (x + w - 6, 138))}L{xy((x + w - 3, 147))}"
        f"Q{xy((120, 140), (x + 3, 147))}Z",
        k.accent,
        "top",
    )
    s.rect(x - 4, 176, w + 8, 10, wood, "face", 3)
