"""What the collector's Django door costs: beside an empty view of the same server, and beside waiting for Kafka."""

from typing import Final

from bench.doors import Way, measure, ratio, require_wrk, table
from bench.options import Options
from bench.report import Aim, Result
from bench.scratch import scratch_topics
from bench.web import gunicorn

ABOUT: Final = "requests/s of the collector's Django door beside an empty view and produce()+flush()"

_MOST_COST: Final = 1.3


def run(options: Options) -> Result:
    require_wrk()
    rounds, seconds, requests = (1, 1, 500) if options.quick else (5, 4, 6000)
    ways = [
        Way("empty view", "/empty/", 0),
        Way("body read, ten events", "/read/", 10),
        Way("collector, one event", "/activity/", 1),
        Way("collector, ten events", "/activity/", 10),
        Way("produce()+flush(), ten events", "/flush/", 10),
    ]
    with scratch_topics(), gunicorn("bench.children.django_doors") as server:
        accepted = measure(server, ways, rounds=rounds, seconds=seconds, requests=requests)
    result = table(ways, ways[0])
    cost, faster = 1 / ratio(ways[3], ways[0]), ratio(ways[3], ways[4])
    result.aims = [
        Aim(f"ten events at most {_MOST_COST:g} × the empty view's cost", cost, cost <= _MOST_COST),
        Aim("more requests/s than produce()+flush()", faster, faster > 1),
    ]
    result.notes = [f"{accepted:,} events were accepted, and as many are in the topic."]
    return result
