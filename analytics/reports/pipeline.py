"""Is the pipeline well? What each topic brought, how late it was, and how the consumers are doing."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, LiteralString

from confluent_kafka import KafkaException

from analytics.reports.scope import Scope
from analytics.reports.sql import rows
from analytics.reports.table import Chart, Kind, Result, Table, column
from consumers.records import Partition
from consumers.status import ConsumerStatus, consumer_statuses, topic_ends


@dataclass(frozen=True, slots=True)
class Loaded:
    """What one topic brought into the warehouse."""

    topic: str = column("Topic", Kind.TEXT)
    events: int = column("Events", Kind.COUNT)
    newest: datetime = column("Newest", Kind.TIME)
    median_ms: float = column("Median delay", Kind.DURATION, "From the server's receipt to the warehouse.")
    p99_ms: float = column("99 % within", Kind.DURATION)
    late: int = column("Late", Kind.COUNT, "Received more than a minute after they happened.")


@dataclass(frozen=True, slots=True)
class Consumer:
    """How one consumer is doing now."""

    name: str = column("Consumer", Kind.TEXT)
    state: str = column("State", Kind.TEXT)
    processes: int = column("Processes", Kind.COUNT)
    lag: int | None = column("Lag", Kind.COUNT, "Records that wait; unknown while Kafka is away.")
    rate: float = column("Records a second", Kind.NUMBER)
    dead_letters: int = column(
        "Dead letters", Kind.COUNT, "Records that could not be used and wait for somebody."
    )
    p99_ms: float | None = column("99 % within", Kind.DURATION, "From the server's receipt to the commit.")


@dataclass(frozen=True, slots=True)
class Pipeline(Result):
    """``topics`` of the period, ``consumers`` now. Bots and staff count here: they are load as well."""

    topics: Table[Loaded]
    consumers: Table[Consumer]


_STATEMENT: Final[LiteralString] = """
SELECT e.topic, count(*), max(e.occurred_at),
       percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM e.loaded_at - e.received_at)) * 1000,
       percentile_cont(0.99) WITHIN GROUP (ORDER BY extract(epoch FROM e.loaded_at - e.received_at)) * 1000,
       count(*) FILTER (WHERE e.received_at > e.occurred_at + interval '1 minute')
FROM analytics_event e WHERE {scope}
GROUP BY e.topic ORDER BY e.topic
"""


def report(scope: Scope, *, now: datetime) -> Pipeline:
    """Return what the period's topics brought, and the consumers' state at ``now``; Kafka may be away."""
    return Pipeline(
        topics=Table(
            "topics",
            "Topics",
            Loaded,
            rows(Loaded, _STATEMENT, replace(scope, with_bots=True, with_staff=True)),
            Chart.BARS,
        ),
        consumers=Table(
            "consumers",
            "Consumers",
            Consumer,
            tuple(map(_consumer, consumer_statuses(now=now, ends=_ends()))),
        ),
    )


def _ends() -> dict[Partition, int] | None:
    try:
        return topic_ends()
    except KafkaException:
        return None


def _consumer(status: ConsumerStatus) -> Consumer:
    return Consumer(
        name=status.name,
        state=status.state,
        processes=status.processes,
        lag=status.lag,
        rate=status.rate,
        dead_letters=status.open_dead_letters,
        p99_ms=status.latency_p99_ms,
    )
