"""Colours in OKLCH: equal steps of lightness look equal at every hue, so that one light falls on all objects alike."""

from dataclasses import dataclass, replace
from functools import lru_cache
from math import cos, radians, sin


@dataclass(frozen=True, slots=True)
class Paint:
    """Lightness 0..1, chroma 0..0.3, hue in degrees (25 red, 95 yellow, 145 green, 250 blue)."""

    light: float
    chroma: float
    hue: float

    def lit(self, by: float) -> "Paint":
        """Return this colour in more light (or, below zero, in the shade); shade is a little richer, as in life."""
        chroma = self.chroma * (1 - by) if by > 0 else self.chroma * (1 - by * 0.6)
        return replace(self, light=min(0.99, max(0.08, self.light + by)), chroma=chroma)

    @property
    def hex(self) -> str:
        return _hex(round(self.light, 3), round(self.chroma, 3), round(self.hue % 360, 1))


@lru_cache(maxsize=20_000)
def _hex(light: float, chroma: float, hue: float) -> str:
    while True:
        red, green, blue = _linear(light, chroma, hue)
        inside = all(-0.001 <= part <= 1.001 for part in (red, green, blue))
        if inside or chroma < 0.002:
            return "#" + "".join(f"{_channel(part):02x}" for part in (red, green, blue))
        chroma *= 0.93  # outside sRGB: give up colour, keep the lightness that carries the form


def _linear(light: float, chroma: float, hue: float) -> tuple[float, float, float]:
    """Convert by Björn Ottosson's Oklab matrices (https://bottosson.github.io/posts/oklab/)."""
    a, b = chroma * cos(radians(hue)), chroma * sin(radians(hue))
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _channel(linear: float) -> int:
    linear = min(1.0, max(0.0, linear))
    value = 12.92 * linear if linear <= 0.0031308 else 1.055 * linear ** (1 / 2.4) - 0.055
    return round(255 * value)
