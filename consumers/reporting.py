"""What a consumer logs of its batches, so that a trace goes on from the request to what became of its records."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

import structlog

from consumers.processing import Outcome
from consumers.records import Record
from tracking import trace
from tracking.trace import Trace

# By itself, so that a terminal is spared these lines (``config.integrations.logging``).
batches = structlog.get_logger("consumers.batches")
log = structlog.get_logger(__name__)

_MOST_LINKS: Final = 20
_MOST_REJECTS: Final = 20


def work_of(records: Sequence[Record]) -> Trace | None:
    """Return a new span of the trace that all ``records`` share; None where they have none, or several."""
    traces = list(islice(_traces(records), 2))
    return traces[0].child() if len(traces) == 1 else None


def batch_report(consumer: str, records: Sequence[Record], outcome: Outcome, *, seconds: float) -> None:
    """Log a batch with the traces it came from, and each refused record within its own.

    A batch without traces is not told of: log records carry none, so whoever consumes them doesn't make more of them.
    """
    links = [found.trace_id for found in islice(_traces(records), _MOST_LINKS)]
    if links:
        batches.info(
            "batch_processed",
            consumer=consumer,
            processed=outcome.processed,
            rejected=outcome.rejected,
            duration_ms=round(seconds * 1000, 3),
            links=links,
        )
    for reject in outcome.rejects[:_MOST_REJECTS]:
        with trace.bound(reject.record.trace):
            log.error(
                "record_rejected",
                consumer=consumer,
                topic=reject.record.topic,
                partition=reject.record.partition,
                offset=reject.record.offset,
                error=f"{type(reject.error).__name__}: {reject.error}",
            )


def _traces(records: Sequence[Record]) -> Iterator[Trace]:
    """Yield each trace that ``records`` came with, once; lazily, for a batch that catches up has thousands."""
    known = set()
    for record in records:
        found = record.trace
        if found and found.trace_id not in known:
            known.add(found.trace_id)
            yield found
