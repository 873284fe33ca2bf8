"""What handing an event over costs the page: µs a call, with the broker up, stopped, and with a full spool.

Each call is timed by itself, in a process that has the interpreter to itself but for the client's own thread.
"""

from statistics import median
from typing import Final

from bench.calls import Found, measured
from bench.options import Options
from bench.report import Aim, Result

ABOUT: Final = "µs that a track() call and a bare send() take, with Kafka up and stopped"

_CALLS: Final = ("track()", "KafkaProducer.send()", "confluent-kafka's produce()")
_MOST_RATIO: Final = 1.5


def run(options: Options) -> Result:
    return _result(*measured("produce", options, without_kafka=["down", "spool full"]))


def _result(found: Found, notes: list[str]) -> Result:
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
