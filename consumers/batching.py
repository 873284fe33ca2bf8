"""Gathering records into a batch without making a lone one wait."""

import time
from collections.abc import Callable
from typing import Protocol

from confluent_kafka import Message


class Source(Protocol):
    """The part of a Kafka consumer that gathering needs."""

    def poll(self, timeout: float) -> Message | None: ...

    def consume(self, num_messages: int, timeout: float) -> list[Message]: ...


def gather(
    source: Source, *, size: int, wait: float, idle: float, clock: Callable[[], float] = time.monotonic
) -> list[Message]:
    """Return up to ``size`` messages: nothing after ``idle`` seconds without one, else the first and what is
    here by ``wait`` seconds after it.

    ``consume(n, t)`` alone returns at n messages or after t: a lone message would always wait for t.
    """
    first = source.poll(idle)
    if first is None:
        return []
    messages = [first]
    deadline = clock() + wait
    while len(messages) < size:
        left = max(0.0, deadline - clock())
        more = source.consume(size - len(messages), left)
        if not more and not left:
            break
        messages += more
    return messages
