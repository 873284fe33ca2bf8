"""What others reach, measured side by side before this project: two shared cores, Kafka 4.3, PostgreSQL 18.6 with
fsync on, medians of three shuffled rounds. Ratios can be compared with a run's; figures belong to that machine.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple


class Reference(NamedTuple):
    """``figure`` as text, with its unit."""

    what: str
    figure: str


_LOADING: Final = (
    Reference(
        "a plain loop: consume, decode, COPY to staging, INSERT", "63,400 events/s, 0.43 of direct COPY"
    ),
    Reference("straight COPY, staging after a conflict; one process", "0.58 of direct COPY"),
    Reference("the same with two processes", "0.65 of direct COPY"),
    Reference("FastStream, raw bytes", "40,000 events/s, 0.28 of direct COPY"),
    Reference("bytewax", "32,600 events/s, 0.22 of direct COPY"),
    Reference("Kafka Connect with Debezium's JDBC sink, warm", "25,000 events/s"),
    Reference("Quix Streams' PostgreSQL sink", "16,000 events/s, 0.11 of direct COPY"),
    Reference("Django's bulk_create in batches", "11,800 events/s"),
    Reference("one message, one INSERT, one commit: psycopg", "707 events/s"),
)

REFERENCES: Final[Mapping[str, tuple[Reference, ...]]] = MappingProxyType(
    {
        "warehouse_load": _LOADING,
        "catch_up": _LOADING,
        "log_sink": _LOADING,
        "collector_django": (
            Reference("empty Django view, gunicorn sync", "2,850 requests/s"),
            Reference("empty Django view, gunicorn with 8 threads", "1,690 requests/s"),
            Reference("Django, produce() and poll(0), sync", "2,430 requests/s, 21,500 events/s in tens"),
            Reference("Django, produce() and flush(), sync", "1,330 requests/s, 7,800 events/s in tens"),
            Reference("Django, answered after the broker's acknowledgement", "1,200 requests/s"),
        ),
        "collector_asgi": (
            Reference("empty Starlette, uvicorn", "20,000 requests/s"),
            Reference(
                "Starlette, produce() and poll(0), nothing validated",
                "15,400 requests/s, 95,000 events/s in tens",
            ),
            Reference("bare ASGI on granian, the same", "16,900 requests/s, 114,000 events/s in tens"),
            Reference("FastAPI with pydantic, the same", "5,200 requests/s, 37,000 events/s in tens"),
            Reference(
                "Starlette, answered after the broker's acknowledgement",
                "9,400 requests/s, 58,000 events/s in tens",
            ),
        ),
    }
)


def lines(case: str) -> list[str]:
    """Return the references of ``case`` as lines of text; none where nobody's were measured."""
    found = REFERENCES.get(case, ())
    width = max((len(one.what) for one in found), default=0)
    return [f"for comparison: {one.what:<{width}}  {one.figure}" for one in found]
