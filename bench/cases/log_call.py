"""What a log line costs the code that writes it: µs a call, beside the handlers of Python's library.

Each call is timed by itself. Redaction, JSON and Kafka happen in the shipping thread; the rate says what they cost.
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

ABOUT: Final = "µs that a log call takes with the Kafka handler, a StreamHandler and a QueueHandler"

_HANDLERS: Final = ("StreamHandler to /dev/null", "QueueHandler", "KafkaHandler")
_MOST_RATIO: Final = 3.0


def run(options: Options) -> Result:
    rounds, calls = (1, 200) if options.quick else (3, 10_000)
    found: dict[tuple[str, str], list[tuple[float, float]]] = {}
    notes: list[str] = []
    for _ in range(rounds):
        with scratch_topics(), child("log", str(calls)) as process:
            _ask(process, "up", found)
            try:
                require_own_broker()
            except NotHere as reason:
                notes = [f"Only with Kafka up: {reason}"]
                continue
            with stopped_broker():
                _ask(process, "down", found)
    return _result(found, notes)


def _ask(process: Process, condition: str, found: dict[tuple[str, str], list[tuple[float, float]]]) -> None:
    answer: dict[str, tuple[float, float]] = json.loads(process.ask(condition))
    for handler, figures in answer.items():
        found.setdefault((handler, condition), []).append(figures)


def _result(found: dict[tuple[str, str], list[tuple[float, float]]], notes: list[str]) -> Result:
    result = Result(("handler, Kafka", "median µs", "p99 µs", "median × StreamHandler"), notes=notes)
    for (handler, condition), rounds in sorted(found.items(), key=lambda item: _HANDLERS.index(item[0][0])):
        middle = median([figures[0] for figures in rounds])
        plain = median([figures[0] for figures in found[_HANDLERS[0], condition]])
        result.add(
            f"{handler}, {condition}", middle, median([figures[1] for figures in rounds]), middle / plain
        )
        if handler == _HANDLERS[-1]:
            name = f"a call at most {_MOST_RATIO:g} × a StreamHandler's, Kafka {condition}"
            result.aims.append(Aim(name, middle / plain, middle / plain <= _MOST_RATIO))
    return result
