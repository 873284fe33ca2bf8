"""What handing an event over costs the page: µs a call, with the broker up, stopped, and with a full spool.

Each call is timed by itself, in a process that has the interpreter to itself but for the client's own thread.
"""

import json
from statistics import median
from typing import Final

from bench.broker import require_own_broker, stopped_broker
from bench.errors import NotHere
from bench.options import Options
from bench.processes import Process, child
from bench.report import Aim, Result
from bench.scratch import scratch_topics

ABOUT: Final = "µs that a track() call and a bare send() take, with Kafka up and stopped"

_CALLS: Final = ("track()", "KafkaProducer.send()", "confluent-kafka's produce()")
_MOST_RATIO: Final = 1.5


def run(options: Options) -> Result:
    rounds, calls = (1, 200) if options.quick else (3, 10_000)
    found: dict[tuple[str, str], list[tuple[float, float]]] = {}
    notes: list[str] = []
    for _ in range(rounds):
        with scratch_topics(), child("produce", str(calls)) as process:
            _ask(process, "up", found)
            try:
                require_own_broker()
            except NotHere as reason:
                notes = [f"Only with Kafka up: {reason}"]
                continue
            with stopped_broker():
                _ask(process, "down", found)
                _ask(process, "spool full", found)
    return _result(found, notes)


def _ask(process: Process, condition: str, found: dict[tuple[str, str], list[tuple[float, float]]]) -> None:
    answer: dict[str, tuple[float, float]] = json.loads(process.ask(condition))
    for call, figures in answer.items():
        found.setdefault((call, condition), []).append(figures)


def _result(found: dict[tuple[str, str], list[tuple[float, float]]], notes: list[str]) -> Result:
    result = Result(("call, Kafka", "median µs", "p99 µs", "median × up"), notes=notes)
    for (call, condition), rounds in sorted(found.items(), key=lambda item: _CALLS.index(item[0][0])):
        middle = median([figures[0] for figures in rounds])
        up = median([figures[0] for figures in found[call, "up"]])
        result.add(f"{call}, {condition}", middle, median([figures[1] for figures in rounds]), middle / up)
        if call == _CALLS[0] and condition == "down":
            ratio = middle / up
            result.aims = [
                Aim(f"track() at most {_MOST_RATIO:g} × with Kafka up", ratio, ratio <= _MOST_RATIO)
            ]
    return result
