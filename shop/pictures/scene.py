"""The studio: ground, light and the few shaded volumes every object is built of.

Units are those of a 240 × 240 picture; things stand on ``FLOOR``. The light comes from the upper left and the eye
is a little above the object, so tops show as flat ellipses (``TILT`` times as high as wide) and shade gathers on the
right.
Only presentation attributes are used: the store's CSP refuses inline styles.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from shop.pictures.paint import Paint

FLOOR = 194.0
TILT = 0.24
WHITE = Paint(0.99, 0.0, 0)

type Point = tuple[float, float]

# Steps of light along a surface: (offset in percent, how much light is added).
SHADES: dict[str, tuple[tuple[int, float], ...]] = {
    "side": ((0, 0.02), (22, 0.075), (60, -0.02), (100, -0.15)),
    "face": ((0, 0.035), (100, -0.055)),
    "top": ((0, 0.11), (100, 0.045)),
    "shade": ((0, -0.08), (100, -0.16)),
    "inside": ((0, -0.24), (100, -0.07)),
    "ball": ((0, 0.13), (45, 0.01), (100, -0.17)),
    "floor": ((0, -0.025), (45, 0.025), (100, 0.05)),
    "soft": ((0, 0.06), (60, -0.01), (100, -0.09)),
}
_AXES = {
    "side": "linearGradient",
    "face": 'linearGradient x2="1" y2="1"',
    "top": 'linearGradient x2="1" y2="1"',
    "shade": 'linearGradient x2="0" y2="1"',
    "inside": 'linearGradient x2="1" y2=".5"',
    "ball": 'radialGradient cx=".38" cy=".32" r=".72"',
    "floor": 'linearGradient x2="0" y2="1"',
    "soft": 'radialGradient cx=".34" cy=".22" r=".95"',
}


def num(value: float) -> str:
    """Return the shortest text of a coordinate: a tenth of a unit is finer than a pixel."""
    text = f"{value:.1f}"
    return text[:-2] if text.endswith(".0") else text


def xy(*points: Point) -> str:
    return " ".join(f"{num(x)},{num(y)}" for x, y in points)


def curve(points: Sequence[Point], *, closed: bool = False, tension: float = 1.0) -> str:
    """Return cubic path segments through the points (Catmull-Rom), without the leading M."""
    count = len(points)
    ring = range(count if closed else count - 1)
    parts = []
    for i in ring:
        before = points[i - 1] if closed or i else points[0]
        start, end = points[i], points[(i + 1) % count]
        after = points[(i + 2) % count] if closed else points[min(i + 2, count - 1)]
        k = tension / 6
        first = (start[0] + (end[0] - before[0]) * k, start[1] + (end[1] - before[1]) * k)
        second = (end[0] - (after[0] - start[0]) * k, end[1] - (after[1] - start[1]) * k)
        parts.append(f"C{xy(first, second, end)}")
    return "".join(parts)


class Scene:
    """Collects the shapes of one picture; ``prefix`` keeps its gradients apart from those of others on a page."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._defs: dict[str, str] = {}
        self._parts: list[str] = []

    def markup(self) -> tuple[str, str]:
        """Return the definitions and the shapes, in the order drawn."""
        defs = []
        for body, name in self._defs.items():
            tag = body.partition(" ")[0].partition(">")[0]
            defs.append(f'<{tag} id="{name}"{body[len(tag) :]}</{tag}>')
        return "".join(defs), "".join(self._parts)

    def _define(self, body: str) -> str:
        return f"url(#{self._defs.setdefault(body, f'{self._prefix}{len(self._defs)}')})"

    def fill(self, paint: Paint, how: str) -> str:
        """Return a fill in which the studio's light falls over ``paint`` (one of SHADES, or "flat")."""
        if how == "flat":
            return paint.hex
        stops = "".join(f'<stop offset="{at}%" stop-color="{paint.lit(by).hex}"/>' for at, by in SHADES[how])
        return self._define(f"{_AXES[how]}>{stops}")

    def fade(self, paint: Paint, strength: float) -> str:
        """Return a round fill that vanishes towards its edge (glow, mist, shadow)."""
        edge = f'<stop offset="1" stop-color="{paint.hex}" stop-opacity="0"/>'
        return self._define(
            f'radialGradient><stop stop-color="{paint.hex}" stop-opacity="{fraction(strength)}"/>{edge}'
        )

    @contextmanager
    def group(self, transform: str) -> Iterator[None]:
        self._parts.append(f'<g transform="{transform}">')
        yield
        self._parts.append("</g>")

    @contextmanager
    def turned(self, degrees: float, cx: float = 120, cy: float = 120) -> Iterator[None]:
        with self.group(f"rotate({num(degrees)} {num(cx)} {num(cy)})"):
            yield

    # Flat shapes

    def path(self, d: str, paint: Paint, how: str = "face", opacity: float = 1) -> None:
        self._parts.append(f'<path d="{d}" fill="{self.fill(paint, how)}"{_opacity(opacity)}/>')

    def poly(self, points: Sequence[Point], paint: Paint, how: str = "face", opacity: float = 1) -> None:
        self.path(f"M{xy(*points)}Z", paint, how, opacity)

    def blob(self, points: Sequence[Point], paint: Paint, how: str = "soft", tension: float = 1) -> None:
        """Draw a soft closed form through the points."""
        self.path(f"M{xy(points[0])}{curve(points, closed=True, tension=tension)}Z", paint, how)

    def oval(
        self, cx: float, cy: float, rx: float, ry: float, paint: Paint, how: str = "ball", opacity: float = 1
    ) -> None:
        self._parts.append(
            f'<ellipse cx="{num(cx)}" cy="{num(cy)}" rx="{num(rx)}" ry="{num(ry)}" '
            f'fill="{self.fill(paint, how)}"{_opacity(opacity)}/>'
        )

    def rect(
        self,
        x: float,
        y: float,
        w: float,
        h: float,
        paint: Paint,
        how: str = "face",
        r: float = 0,
        opacity: float = 1,
    ) -> None:
        corner = f' rx="{num(r)}"' if r else ""
        self._parts.append(
            f'<rect x="{num(x)}" y="{num(y)}" width="{num(w)}" height="{num(h)}"{corner} '
            f'fill="{self.fill(paint, how)}"{_opacity(opacity)}/>'
        )

    def line(
        self, d: str, width: float, paint: Paint, opacity: float = 1, cap: str = "round", dash: str = ""
    ) -> None:
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        self._parts.append(
            f'<path d="{d}" fill="none" stroke="{paint.hex}" stroke-width="{num(width)}" '
            f'stroke-linecap="{cap}" stroke-linejoin="round"{dashes}{_opacity(opacity)}/>'
        )

    # Volumes

    def tube(self, d: str, width: float, paint: Paint, cap: str = "round") -> None:
        """Draw a round bar along a path: shade below, light along its upper left."""
        self.line(d, width, paint.lit(-0.12), cap=cap)
        inner = num(-width * 0.1)
        with self.group(f"translate({inner} {inner})"):
            self.line(d, width * 0.72, paint, cap=cap)
        outer = num(-width * 0.2)
        with self.group(f"translate({outer} {outer})"):
            self.line(d, width * 0.24, paint.lit(0.12), cap=cap)

    def lathe(
        self,
        cx: float,
        profile: Sequence[tuple[float, float]],
        paint: Paint,
        *,
        lid: Paint | None = None,
        how: str = "side",
        smooth: bool = True,
    ) -> None:
        """Draw a turned body from (y, radius) pairs, top to bottom; ``lid`` fills the top ellipse."""
        left = [(cx - r, y) for y, r in profile]
        right = [(cx + r, y) for y, r in reversed(profile)]
        top, bottom = profile[0][1], profile[-1][1]
        down, up = (curve(left), curve(right)) if smooth else (f"L{xy(*left[1:])}", f"L{xy(*right[1:])}")
        base = f"A{xy((bottom, bottom * TILT))} 0 0 0 {xy(right[0])}"
        over = f"A{xy((top, top * TILT))} 0 0 0 {xy(left[0])}"
        self.path(f"M{xy(left[0])}{down}{base}{up}{over}Z", paint, how)
        if lid is not None:
            self.oval(cx, profile[0][0], top, top * TILT, lid, "top")

    def can(
        self,
        cx: float,
        top: float,
        bottom: float,
        rt: float,
        rb: float,
        paint: Paint,
        lid: Paint | None = None,
    ) -> None:
        """Draw a straight cylinder or cone with a lit top."""
        self.lathe(cx, [(top, rt), (bottom, rb)], paint, lid=lid or paint, smooth=False)

    def hollow(self, cx: float, cy: float, r: float, paint: Paint, wall: float = 3) -> None:
        """Draw an open mouth: a lit rim around a dark inside."""
        self.oval(cx, cy, r, r * TILT, paint, "top")
        self.oval(cx, cy + wall * 0.2, r - wall, (r - wall) * TILT, paint, "inside")

    def box(
        self, x: float, y: float, w: float, h: float, paint: Paint, *, depth: float = 16, r: float = 6
    ) -> None:
        """Draw a rounded box: its front at (x, y, w, h), its top running back by ``depth``."""
        inset, back, corner = depth * 0.45, y - depth, min(r, depth * 0.6)
        far_left, far_right = x + inset, x + w - inset
        self.path(
            f"M{xy((x, y + r))}L{xy((far_left, back + corner))}Q{xy((far_left, back), (far_left + r, back))}"
            f"L{xy((far_right - r, back))}Q{xy((far_right, back), (far_right, back + corner))}"
            f"L{xy((x + w, y + r))}Z",
            paint,
            "top",
        )
        self.rect(x, y, w, h, paint, "face", r)

    # Light

    def shadow(self, cx: float, rx: float, y: float = FLOOR, ry: float | None = None) -> None:
        """Lay the soft shadow away from the light and a tight dark one where the object touches the floor."""
        height = ry if ry is not None else rx * 0.2 + 3
        dark = Paint(0.28, 0.03, 270)
        self._glow(cx + rx * 0.16, y + 1, rx * 1.42, height * 1.25, dark, 0.34)
        self._glow(cx + rx * 0.03, y, rx * 1.08, height * 0.72, dark, 0.42)

    def glow(self, cx: float, cy: float, r: float, paint: Paint, strength: float = 0.7) -> None:
        self._glow(cx, cy, r, r, paint, strength)

    def _glow(self, cx: float, cy: float, rx: float, ry: float, paint: Paint, strength: float) -> None:
        self._parts.append(
            f'<ellipse cx="{num(cx)}" cy="{num(cy)}" rx="{num(rx)}" ry="{num(ry)}" '
            f'fill="{self.fade(paint, strength)}"/>'
        )

    def gloss(self, x: float, y: float, w: float, h: float, opacity: float = 0.35) -> None:
        """Lay a soft window reflection on a surface."""
        self.rect(x, y, w, h, WHITE, "flat", min(w, h) / 2, opacity)


def fraction(value: float) -> str:
    return f"{value:.2f}".lstrip("0").rstrip("0").rstrip(".") or "0"


def _opacity(value: float) -> str:
    return "" if value >= 1 else f' opacity="{fraction(value)}"'
