"""What a log line costs the code that writes it: µs a call, beside the handlers of Python's library.

Each call is timed by itself. Redaction, JSON and Kafka happen in the shipping thread; the rate says what they cost.
"""

from statistics import median
from typing import Final

from bench.calls import Found, measured
from bench.options import Options
from bench.report import Aim, Result

ABOUT: Final = "µs that a log call takes with the Kafka handler, a StreamHandler and a QueueHandler"

_HANDLERS: Final = ("StreamHandler to /dev/null", "QueueHandler", "KafkaHandler")
_MOST_RATIO: Final = 3.0


def run(options: Options) -> Result:
    return _result(*measured("log", options, without_kafka=["down"]))


def _result(found: Found, notes: list[str]) -> Result:
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
