"""What a spec says about colour and proportion, in the words the drawings use."""

from collections.abc import Mapping
from random import Random

from shop.pictures.paint import Paint

# Tone -> (lightness, chroma) of the object's main colour.
TONES = {
    "vivid": (0.67, 0.125),
    "soft": (0.80, 0.065),
    "deep": (0.46, 0.085),
    "light": (0.955, 0.008),
    "dark": (0.34, 0.016),
}


class Look:
    """The palette of one picture and its small deterministic differences from its siblings."""

    def __init__(self, spec: Mapping[str, object]) -> None:
        self.name = str(spec.get("object", ""))
        self.variant = _whole(spec.get("variant"), 0)
        self._style = _whole(spec.get("style"), self.variant)
        self.tone = str(spec.get("tone", "vivid"))
        # Text seeds are hashed by Random itself, the same in every process.
        self._random = Random(f"{self.name}/{self.variant}")  # noqa: S311
        self.hue = _whole(spec.get("hue"), 220) % 360 + self._random.uniform(-5, 5)
        light, chroma = TONES.get(self.tone, TONES["vivid"])
        self.main = Paint(light + self._random.uniform(-0.015, 0.015), chroma, self.hue)
        self.accent = self._accent()
        self.white = Paint(0.965, 0.006, self.hue)
        self.cream = Paint(0.93, 0.025, 85)
        self.ink = Paint(0.33, 0.018, self.hue)
        self.steel = Paint(0.80, 0.008, 250)
        self.iron = Paint(0.50, 0.012, 255)
        self.wood = Paint(0.74 + self._random.uniform(-0.05, 0.03), 0.078, 68)
        self.walnut = Paint(0.50, 0.062, 52)
        self.brass = Paint(0.79, 0.095, 86)
        self.leaf = Paint(0.60 + self._random.uniform(-0.04, 0.05), 0.115, self._random.uniform(135, 152))
        self.water = Paint(0.83, 0.062, 232)
        self.glow = Paint(0.90, 0.12, 88)
        self.ember = Paint(0.72, 0.17, 48)

    def _accent(self) -> Paint:
        """Return the second colour: hue on a neutral object, a near neutral on a coloured one."""
        if self.tone in ("light", "dark"):
            return Paint(0.68, 0.13, self.hue)
        return Paint(0.94, 0.018, self.hue) if self.tone != "soft" else Paint(0.50, 0.085, self.hue)

    def tint(self, light: float, chroma: float, turn: float = 0) -> Paint:
        """Return a colour of this picture's hue, turned by so many degrees."""
        return Paint(light, chroma, self.hue + turn)

    def span(self, low: float, high: float) -> float:
        return self._random.uniform(low, high)

    def style(self, count: int) -> int:
        """Return which of ``count`` forms to draw; neighbours in a series get different ones."""
        return self._style % count

    def detail(self, count: int) -> int:
        return self._random.randrange(count)


def _whole(value: object, default: int) -> int:
    """Read a number out of JSON that an admin may have edited."""
    try:
        return int(str(value))
    except ValueError:
        return default
