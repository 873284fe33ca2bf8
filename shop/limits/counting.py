"""How often may something be done? Counted in the cache, by fixed windows.

A window begins at a multiple of its length, so at its edge twice as much may get through; that is enough to make
guessing hopeless, and needs one number a key. Without the cache nothing is counted and everything is allowed: a store
that nobody can use is worse than one where somebody may guess for a while.
"""

import math
from dataclasses import dataclass

import structlog
from django.core.cache import cache
from django.utils.crypto import salted_hmac

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Limit:
    """``most`` times in ``seconds`` for each key; ``name`` keeps the counts of different limits apart."""

    name: str
    most: int
    seconds: int


def seconds_to_wait(limit: Limit, key: str, *, now: float) -> int:
    """Count one more for ``key`` at ``now`` (seconds since 1970); return 0, or after how many seconds to try again.

    Whoever goes on trying beyond the limit is not kept out longer for it.
    """
    window = int(now // limit.seconds)
    # A hash: addresses and e-mails stand in no cache.
    digest = salted_hmac("shop.limits", key, algorithm="sha256").hexdigest()
    name = f"limit:{limit.name}:{window}:{digest}"
    try:
        cache.add(name, 0, timeout=limit.seconds)
        count = cache.incr(name)
    except Exception as error:
        # Any: what a cache raises depends on its backend, and no page may fail with it.
        log.warning("limit_not_counted", limit=limit.name, reason=type(error).__name__)
        return 0
    return 0 if count <= limit.most else max(1, math.ceil((window + 1) * limit.seconds - now))
