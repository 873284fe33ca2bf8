"""Which function draws which object."""

from collections.abc import Callable

from shop.pictures.look import Look
from shop.pictures.scene import Scene

type Drawing = Callable[[Scene, Look], None]

DRAWINGS: dict[str, Drawing] = {}


def drawing(name: str) -> Callable[[Drawing], Drawing]:
    """Register a function under the name that specs use; a name taken twice is a mistake in the code."""

    def register(function: Drawing) -> Drawing:
        if name in DRAWINGS:
            raise ValueError(f"two drawings are called {name!r}")
        DRAWINGS[name] = function
        return function

    return register
