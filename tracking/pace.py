"""How fast visitors turn pages. Faster than a person can read, for a minute on end, is a program.

Counted in the memory of each process: the signed cookie isn't rewritten for it, because the late answer of a slow page
could then bring back who the browser was before a login. With several processes a program must be that much faster to
be noticed by one of them; once noticed, the cookie says so.
"""

import threading
from collections import OrderedDict
from typing import Final

WINDOW_MS: Final = 60_000
MOST_VIEWS: Final = 60
"""Page views of one visitor within ``WINDOW_MS`` that a person can still make."""


class Pace:
    """Page views of the latest ``remembered`` visitors, each within a window of its own. Thread-safe."""

    def __init__(self, *, remembered: int = 20_000) -> None:
        self._remembered = remembered
        self._windows: OrderedDict[str, tuple[int, int]] = OrderedDict()
        self._lock = threading.Lock()

    def is_inhuman(self, visitor: str, *, now: int) -> bool:
        """Count a page view at ``now`` (ms since 1970); return whether they are too many for a person."""
        with self._lock:
            began, views = self._windows.pop(visitor, (now, 0))
            if now - began >= WINDOW_MS:
                began, views = now, 0
            self._windows[visitor] = (began, views + 1)
            if len(self._windows) > self._remembered:
                self._windows.popitem(last=False)
            return views + 1 > MOST_VIEWS
