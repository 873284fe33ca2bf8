"""What the collector's ASGI door costs, with validation, identity and limits on, beside an empty Starlette."""

from statistics import median
from typing import Final

from bench.doors import Way, measure, ratio, require_wrk, table
from bench.options import Options
from bench.report import Aim, Result
from bench.scratch import scratch_topics
from bench.web import uvicorn

ABOUT: Final = "requests/s and events/s of the collector's ASGI door beside an empty Starlette"

_LEAST_RATIO: Final = 0.6
# 60,000 events/s where an empty Starlette answers 20,000 requests/s.
_EVENTS_PER_EMPTY_REQUEST: Final = 3.0


def run(options: Options) -> Result:
    require_wrk()
    rounds, seconds, requests = (1, 1, 500) if options.quick else (5, 4, 6000)
    ways = [
        Way("empty Starlette", "/empty/", 0),
        Way("Starlette, body of ten events read", "/read/", 10),
        Way("bare ASGI, body of ten events read", "/bare/", 10),
        one := Way("collector, one event", "/activity/", 1),
        ten := Way("collector, ten events", "/activity/", 10),
    ]
    with scratch_topics(), uvicorn("bench.children.asgi_doors:application") as server:
        accepted = measure(server, ways, rounds=rounds, seconds=seconds, requests=requests)
    result = table(ways, ways[0])
    of_empty, events = ratio(one, ways[0]), 10 * ratio(ten, ways[0])
    result.aims = [
        Aim(
            f"one event: at least {_LEAST_RATIO:g} of the empty one's requests/s",
            of_empty,
            of_empty >= _LEAST_RATIO,
        ),
        Aim(
            f"ten events: at least {_EVENTS_PER_EMPTY_REQUEST:g} events for each request of the empty one "
            "(60,000/s where that does 20,000/s)",
            events,
            events >= _EVENTS_PER_EMPTY_REQUEST,
        ),
    ]
    result.notes = [
        f"{accepted:,} events were accepted, and as many are in the topic.",
        f"In tens: {10 * median(ten.rates):,.0f} events/s.",
    ]
    return result
