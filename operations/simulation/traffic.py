"""Page views at their time, by real requests.

A dispatcher waits out the pauses and hands each page view to a worker; a visitor always goes to the same worker, so
a person's pages come one after the other. When the store doesn't answer, everybody waits, longer each time.
"""

import contextlib
import math
import queue
import threading
import time
from dataclasses import dataclass
from typing import Final, Literal

from operations.simulation.browser import Browser, Unreachable
from operations.simulation.people import person_of
from operations.simulation.tally import Tally
from operations.simulation.visits import PageView, page_views

type End = Literal["stopped", "done", "unreachable"]

_WORKERS: Final = 16
# Views that wait for a busy worker. More would be sent in a rush once a slow store recovers.
_WAITING: Final = 4
# Page views fall behind when the store is slow; what is older than this is not made up for.
_MOST_BEHIND: Final = 1.0
_POLL_SECONDS: Final = 0.2
_FIRST_BACKOFF: Final = 0.5
_LONGEST_BACKOFF: Final = 30.0
_LAST_PAGES_SECONDS: Final = 10.0


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run is to be. ``duration`` in seconds, None for no end; with one, a store that doesn't answer at all
    for the first ``patience`` seconds ends the run."""

    site_url: str
    rate: float
    users: int
    seed: int
    duration: float | None = None
    patience: float = 5.0


class Traffic:
    """One run. ``run`` blocks; ``stop`` may be called from a signal handler or another thread."""

    def __init__(self, plan: Plan) -> None:
        self.tally = Tally()
        self.trouble = ""
        """Why the store can't be reached just now; empty while it can."""
        self._plan = plan
        self._reached = False
        self._pause = _FIRST_BACKOFF
        self._stopping = threading.Event()
        self._queues = [queue.Queue[PageView | None](_WAITING) for _ in range(min(_WORKERS, plan.users))]

    def stop(self) -> None:
        self._stopping.set()

    def run(self) -> End:
        """Send page views until stopped, or for the plan's duration."""
        threads = [
            # A stop doesn't wait for pages under way: daemons end with the process.
            threading.Thread(target=self._work, args=(waiting,), daemon=True, name="shoppers")
            for waiting in self._queues
        ]
        for thread in threads:
            thread.start()
        end = self._dispatch()
        if end == "done":
            self._let_finish(threads)
        return end

    def _dispatch(self) -> End:
        plan, started = self._plan, time.monotonic()
        over = started + (math.inf if plan.duration is None else plan.duration)
        due = started
        for view in page_views(rate=plan.rate, users=plan.users, seed=plan.seed):
            due = max(due + view.pause, time.monotonic() - _MOST_BEHIND)
            if self._waited_until(min(due, over)):
                return "stopped"
            self._back_off(over)
            if plan.duration is not None and self._is_hopeless(min(over, started + plan.patience)):
                return "unreachable"
            if time.monotonic() >= over:
                return "done"
            self._hand_over(view)
        return "stopped"

    def _waited_until(self, moment: float) -> bool:
        """Wait; return whether to stop instead."""
        return self._stopping.wait(max(0.0, min(moment - time.monotonic(), threading.TIMEOUT_MAX)))

    def _back_off(self, over: float) -> None:
        if not self.trouble:
            self._pause = _FIRST_BACKOFF
            return
        # One view at a time asks whether the store is back, ever more rarely. A store that never answered is
        # probably still starting: it is asked often.
        self._waited_until(min(over, time.monotonic() + self._pause))
        if self._reached:
            self._pause = min(_LONGEST_BACKOFF, 2 * self._pause)

    def _is_hopeless(self, deadline: float) -> bool:
        return bool(self.trouble) and not self._reached and time.monotonic() >= deadline

    def _hand_over(self, view: PageView) -> None:
        waiting = self._queues[view.visitor % len(self._queues)]
        while not self._stopping.is_set():
            with contextlib.suppress(queue.Full):
                waiting.put(view, timeout=_POLL_SECONDS)
                return

    def _work(self, waiting: "queue.Queue[PageView | None]") -> None:
        browsers: dict[int, Browser] = {}
        while (view := waiting.get()) is not None and not self._stopping.is_set():
            browser = browsers.get(view.visitor)
            if browser is None:
                person = person_of(self._plan.seed, view.visitor)
                browser = browsers[view.visitor] = Browser(person, self._plan.site_url)
            if view.arrives:
                browser.arrive()
            self._look(browser, view)

    def _look(self, browser: Browser, view: PageView) -> None:
        try:
            answer = browser.look(view.step)
        except Unreachable as error:
            self.trouble = str(error)
            self.tally.add(view, None)
        else:
            self.trouble, self._reached = "", True
            self.tally.add(view, answer)

    def _let_finish(self, threads: list[threading.Thread]) -> None:
        deadline = time.monotonic() + _LAST_PAGES_SECONDS
        for waiting in self._queues:
            with contextlib.suppress(queue.Full):
                waiting.put(None, timeout=_POLL_SECONDS)
        while any(thread.is_alive() for thread in threads) and time.monotonic() < deadline:
            if self._stopping.wait(0.02):
                return
