"""What single calls take in a process of their own, with Kafka up and with it stopped."""

import json
from collections.abc import Sequence

from bench.broker import require_own_broker, stopped_broker
from bench.errors import NotHere
from bench.options import Options
from bench.processes import Process, child
from bench.scratch import scratch_topics

type Found = dict[tuple[str, str], list[tuple[float, float]]]
"""By call and condition, the median and the p99 in µs of each round."""


def measured(name: str, options: Options, *, without_kafka: Sequence[str]) -> tuple[Found, list[str]]:
    """Ask the child ``name`` for its figures "up" and, with the broker stopped, for those of ``without_kafka``.

    Return them, and notes on what could not be measured here.
    """
    rounds, calls = (1, 200) if options.quick else (3, 10_000)
    found: Found = {}
    notes: list[str] = []
    for _ in range(rounds):
        with scratch_topics(), child(name, str(calls)) as process:
            _ask(process, "up", found)
            try:
                require_own_broker()
            except NotHere as reason:
                notes = [f"Only with Kafka up: {reason}"]
                continue
            with stopped_broker():
                for condition in without_kafka:
                    _ask(process, condition, found)
    return found, notes


def _ask(process: Process, condition: str, found: Found) -> None:
    answer: dict[str, tuple[float, float]] = json.loads(process.ask(condition))
    for call, figures in answer.items():
        found.setdefault((call, condition), []).append(figures)
