"""A lone record must not wait, and a batch must not grow beyond its size. Pure: the source is a list."""

from typing import Any

from consumers import batching


def gather(source: "Source", **options: float) -> list[Any]:
    """Gather from a source whose messages are the times at which they came."""
    return list(batching.gather(source, **options, clock=source.clock))


class Source:
    """Messages that arrive at given times of a clock that only waiting moves."""

    def __init__(self, *arrivals):
        self.now = 0.0
        self._arrivals = list(arrivals)

    def clock(self):
        return self.now

    def poll(self, timeout):
        return next(iter(self.consume(1, timeout)), None)

    def consume(self, num_messages, timeout):
        # As librdkafka does: returns when it has them all, or after the time-out with what came.
        end = self.now + timeout
        taken: list[float] = []
        while len(taken) < num_messages and self._arrivals and self._arrivals[0] <= end:
            self.now = max(self.now, self._arrivals.pop(0))
            taken.append(self.now)
        if len(taken) < num_messages:
            self.now = end
        return taken


def test_a_lone_record_is_returned_at_once():
    source = Source(1.0)
    assert gather(source, size=100, wait=0.0, idle=5.0) == [1.0]
    assert source.now == 1.0


def test_what_is_already_here_is_taken_along():
    source = Source(1.0, 1.0, 1.0, 2.0)
    assert gather(source, size=100, wait=0.0, idle=5.0) == [1.0, 1.0, 1.0]


def test_a_batch_ends_at_its_size():
    source = Source(1.0, 1.0, 1.0)
    assert len(gather(source, size=2, wait=0.0, idle=5.0)) == 2


def test_waiting_gathers_what_comes_within_the_time_after_the_first():
    source = Source(1.0, 1.2, 1.4, 1.6)
    assert gather(source, size=100, wait=0.5, idle=5.0) == [1.0, 1.2, 1.4]
    assert source.now == 1.5


def test_nothing_comes_back_after_the_idle_time():
    source = Source()
    assert gather(source, size=100, wait=0.5, idle=5.0) == []
    assert source.now == 5.0
