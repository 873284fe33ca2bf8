"""How much each visitor and each network may still send.

The generic cell rate algorithm (ITU-T I.371), which is a token bucket in one number: the time until which what was
sent has used up the rate. Per process, so N processes allow N times as much; it keeps one client from filling the
queue, it doesn't meter.
"""

import threading
from collections import OrderedDict
from typing import Final

from tracking.collector.policy import Policy, Rate

# Some 15 MB. Whoever sent nothing for longest is forgotten first, and has a full allowance again.
_MOST_KEYS: Final = 100_000


class Allowances:
    """The state of ``Policy.visitor`` and ``Policy.network``. Thread-safe."""

    def __init__(self, most_keys: int = _MOST_KEYS) -> None:
        self._most_keys = most_keys
        self._used_until: OrderedDict[str, float] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, policy: Policy, *, visitor: str | None, network: str | None, events: int, now: int) -> int:
        """Take ``events`` from both allowances and return 0, or take nothing and return the seconds until both have
        them (at least 1). ``now`` is in milliseconds."""
        with self._lock:
            visitor_until, visitor_late = self._after(visitor, policy.visitor, events, now)
            network_until, network_late = self._after(network, policy.network, events, now)
            late = max(visitor_late, network_late)
            if late > 0:
                return int(late // 1000) + 1
            self._keep(visitor, visitor_until)
            self._keep(network, network_until)
        return 0

    def _after(self, key: str | None, rate: Rate, events: int, now: int) -> tuple[float, float]:
        """Return until when the rate would be used up, and by how many milliseconds that exceeds the burst."""
        if key is None:
            return 0.0, 0.0
        burst = rate.burst * 1000 / rate.per_second
        used_until = self._used_until.get(key, 0.0)
        # A clock that was set back must not hold anybody up for longer than a burst takes.
        begin = now if used_until < now else min(used_until, now + burst)
        until = begin + events * 1000 / rate.per_second
        return until, until - now - burst

    def _keep(self, key: str | None, until: float) -> None:
        if key is not None:
            self._used_until[key] = until
            self._used_until.move_to_end(key)
            if len(self._used_until) > self._most_keys:
                self._used_until.popitem(last=False)

    def __len__(self) -> int:
        return len(self._used_until)
