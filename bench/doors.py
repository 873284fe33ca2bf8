"""What a door of the collector costs, beside an empty answer of the same server.

Each way is loaded by ``wrk``, in interleaved rounds, until it has no more to give. Visitors and networks are spread, so
that limits are counted but never met. Afterwards the topic is asked how many events it has: as many as the server
counted as accepted, which is a few more than ``wrk`` has answers for, since it ends while requests are under way.
"""

import random
import re
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from shutil import which
from statistics import median
from typing import Final

from prometheus_client import CollectorRegistry
from prometheus_client.multiprocess import MultiProcessCollector

from bench.batches import known_visitors, write_requests
from bench.errors import Failed, NotHere
from bench.positions import sent_so_far
from bench.report import Result
from bench.web import Server
from tracking.admin_client import admin_client
from tracking.collector.desk import PATH
from tracking.topics import CLICKS

CONNECTIONS: Final = 32
_LUA: Final = Path(__file__).parent / "children" / "requests.lua"


@dataclass(slots=True)
class Way:
    """A path of a server, asked with batches of ``events``; 0: asked for nothing. Rates by round."""

    name: str
    path: str
    events: int
    rates: list[float] = field(default_factory=list)
    milliseconds: list[tuple[float, float]] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    """µs of the server's processor time a request, by round: what other work on the machine disturbs least."""


def require_wrk() -> None:
    """Make sure that there is something to make load with.

    Raises:
        NotHere: there is not.
    """
    if which("wrk") is None:
        raise NotHere("needs the load generator wrk (Debian package wrk)")


def measure(server: Server, ways: Sequence[Way], *, rounds: int, seconds: int, requests: int) -> int:
    """Load ``ways`` in rounds, each in a random order; return how many events were accepted and are in the topic.

    Raises:
        Failed: an answer was not 200, or an accepted event is not in the topic.
    """
    chance, client = random.Random("rounds"), admin_client()
    there, accepted = sent_so_far(client, CLICKS), _accepted()
    answered = 0
    with tempfile.TemporaryDirectory() as folder:
        files = {events: Path(folder) / str(events) for events in {way.events for way in ways}}
        cookies = known_visitors()
        for events, file in files.items():
            write_requests(file, cookies, events=events, count=requests if events else 0)
        for way in ways:
            answered += _load(server, way, files[way.events], seconds=1)
            way.rates.clear()
            way.milliseconds.clear()
            way.cpu.clear()
        for _ in range(rounds):
            for way in chance.sample(ways, len(ways)):
                answered += _load(server, way, files[way.events], seconds=seconds)
    there, accepted = sent_so_far(client, CLICKS) - there, _accepted() - accepted
    if not answered <= accepted == there:
        raise Failed(f"{answered:,} events were answered, {accepted:,} accepted, {there:,} are in the topic")
    return accepted


def _accepted() -> int:
    """Return how many events the doors of this run have accepted, by their own counters."""
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return int(registry.get_sample_value("tracking_collector_events_total", {"outcome": "accepted"}) or 0)


def _load(server: Server, way: Way, file: Path, *, seconds: int) -> int:
    """Ask as often as it answers for ``seconds``; return how many events the collector answered for."""
    server.process.require_running()
    command = [
        *(
            "wrk",
            "--threads",
            "1",
            "--connections",
            str(CONNECTIONS),
            "--duration",
            f"{seconds}s",
            "--latency",
        ),
        *("--script", str(_LUA), f"http://127.0.0.1:{server.port}{way.path}", "--", str(file), way.path),
    ]
    cpu = server.process.cpu_seconds()
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=seconds + 60)
    found = re.search(r"^answers (\d+) refused (\d+) errors (\d+)", done.stdout, re.MULTILINE)
    if not found or done.returncode:
        raise Failed(f"wrk: {done.stdout}{done.stderr}")
    answers, refused, errors = map(int, found.groups())
    if refused or errors:
        raise Failed(f"{way.name}: {refused} of {answers} answers were not 200, {errors} did not come")
    figures = re.search(r"^figures ([\d.]+) ([\d.]+) ([\d.]+)", done.stdout, re.MULTILINE)
    assert figures
    rate, middle, p99 = map(float, figures.groups())
    way.rates.append(rate)
    way.milliseconds.append((middle, p99))
    way.cpu.append((server.process.cpu_seconds() - cpu) / answers * 1e6)
    return answers * way.events if way.path == PATH else 0


def table(ways: Sequence[Way], empty: Way) -> Result:
    """Return rates beside those of ``empty``; ``× cost`` is how many times the empty answer's time a request takes."""
    result = Result(
        ("way", "requests/s", "of the empty", "× cost", "events/s", "CPU µs", "median ms", "p99 ms")
    )
    for way in ways:
        of_empty = ratio(way, empty)
        result.add(
            way.name,
            round(median(way.rates)),
            of_empty,
            1 / of_empty,
            round(median(way.rates) * way.events) or None,
            median(way.cpu),
            median([figures[0] for figures in way.milliseconds]),
            median([figures[1] for figures in way.milliseconds]),
        )
    return result


def ratio(way: Way, other: Way) -> float:
    """Return the median over rounds of the rate of ``way`` ÷ that of ``other``."""
    return median(mine / its for mine, its in zip(way.rates, other.rates, strict=True))
