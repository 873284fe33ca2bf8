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
        asked = [(key, rate) for key, rate in ((visitor, policy.visitor), (network, policy.network)) if key]
        with self._lock:
            after = [(key, rate, self._after(key, rate, events, now)) for key, rate in asked]
            late = max(
                (until - now - _milliseconds(rate.burst, rate) for _, rate, until in after), default=0.0
            )
            if late > 0:
                return int(late // 1000) + 1
            for key, _, until in after:
                self._used_until[key] = until
                self._used_until.move_to_end(key)
            while len(self._used_until) > self._most_keys:
                self._used_until.popitem(last=False)
        return 0

    def _after(self, key: str, rate: Rate, events: int, now: int) -> float:
        used_until = self._used_until.get(key, 0.0)
        # A clock that was set back must not hold anybody up for longer than a burst takes.
        begin = min(max(used_until, now), now + _milliseconds(rate.burst, rate))
        return begin + _milliseconds(events, rate)

    def __len__(self) -> int:
        return len(self._used_until)


def _milliseconds(events: int, rate: Rate) -> float:
    return events * 1000 / rate.per_second
