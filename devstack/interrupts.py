"""SIGINT and SIGTERM as an exception, so that whoever is interrupted still stops its servers."""

import contextlib
import signal
from collections.abc import Iterator
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Interrupted(BaseException):
    """The person at the terminal, or the system, asked this process to end."""

    def __init__(self, number: int) -> None:
        """`number` is the signal that came."""
        super().__init__(signal.Signals(number).name)
        self.number = number


@contextlib.contextmanager
def interrupts_raised() -> Iterator[None]:
    """Raise Interrupted at the first such signal within the context; later ones are ignored.

    A second Ctrl-C is usual with impatient people, and must not cut the stopping of the servers short.
    """

    def handle(number: int, _frame: FrameType | None) -> None:
        for later in SIGNALS:
            signal.signal(later, signal.SIG_IGN)
        raise Interrupted(number)

    # `nohup` has us ignore that the terminal went away, and that is to stay so.
    wanted = [n for n in SIGNALS if n != signal.SIGHUP or signal.getsignal(n) != signal.SIG_IGN]
    before = {number: signal.signal(number, handle) for number in wanted}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
