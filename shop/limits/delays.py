"""How long to wait between tries at guessing something: nothing at first, then longer and longer.

Unlike ``counting`` nobody is kept out: after the wait the next try is looked at. Tries within a wait are not looked at
and make it no longer. As there, everything is allowed while the cache is away.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import structlog
from django.core.cache import cache
from django.utils.crypto import salted_hmac

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Delay:
    """``free`` tries wait for nothing, those after them 2, 4, 8, … seconds, at most ``longest``; ``forgotten`` seconds
    after the last one all begins anew. ``name`` keeps different delays apart."""

    name: str
    free: int
    longest: int
    forgotten: int = 3600

    def after(self, tries: int) -> int:
        """Return how many seconds to wait after so many tries."""
        return min(self.longest, 2 ** min(tries - self.free, 30)) if tries > self.free else 0


@dataclass(frozen=True, slots=True)
class Tries:
    """The tries at one thing: a ``delay``, and the ``key`` of what is guessed, or of who guesses."""

    delay: Delay
    key: str

    def _name(self, what: str) -> str:
        # A hash: addresses and e-mails stand in no cache.
        digest = salted_hmac("shop.limits.delays", self.key, algorithm="sha256").hexdigest()
        return f"{what}:{self.delay.name}:{digest}"

    @property
    def count(self) -> str:
        return self._name("tries")

    @property
    def until(self) -> str:
        return self._name("wait")


def seconds_to_wait(tries: Sequence[Tries], *, now: float) -> int:
    """Count a try at ``now`` (seconds since 1970) and return 0, or don't, and return how many seconds to wait.

    It is counted before anybody knows whether it is right, so that a hundred at the same time get no further than one
    after the other; ``succeeded`` takes it back.
    """
    try:
        waits = cache.get_many([one.until for one in tries])
        left = max((until - now for until in waits.values()), default=0)
        return math.ceil(left) if left > 0 else max(_count(one, now) for one in tries)
    except Exception as error:
        # Any: what a cache raises depends on its backend, and no page may fail with it.
        log.warning("tries_not_counted", reason=type(error).__name__)
        return 0


def succeeded(tries: Sequence[Tries], *, forget: Sequence[Tries] = ()) -> None:
    """Take the last try back, which was right; forget all the tries of ``forget``."""
    try:
        cache.delete_many([name for one in forget for name in (one.count, one.until)])
        for one in tries:
            if one not in forget and cache.get(one.count):
                cache.decr(one.count)
    except Exception as error:
        log.warning("tries_not_counted", reason=type(error).__name__)


def _count(tries: Tries, now: float) -> int:
    cache.add(tries.count, 0, timeout=tries.delay.forgotten)
    pause = tries.delay.after(cache.incr(tries.count))
    cache.touch(tries.count, timeout=tries.delay.forgotten)
    if not pause or cache.add(tries.until, now + pause, timeout=pause):
        return 0
    # Somebody else began the wait between the look and here, or it is over by this clock.
    left = math.ceil(float(cache.get(tries.until, now)) - now)
    if left <= 0:
        cache.set(tries.until, now + pause, timeout=pause)
    return max(0, left)
