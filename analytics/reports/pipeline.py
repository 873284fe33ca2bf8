"""Is the pipeline well? What each topic brought, how late it was, and how the consumers are doing."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, LiteralString

from confluent_kafka import KafkaException
from psycopg import sql

from analytics.reports.scope import Scope
from analytics.reports.sql import counted, rows
from analytics.reports.table import Chart, Kind, Result, Table, column
from analytics.rollups.arrivals import ARRIVALS, delay_ms
from consumers.records import Partition
from consumers.status import ConsumerStatus, consumer_statuses, topic_ends


@dataclass(frozen=True, slots=True)
class Loaded:
    """What one topic brought into the warehouse."""

    topic: str = column("Topic", Kind.TEXT)
    events: int = column("Events", Kind.COUNT)
    newest: datetime = column("Newest", Kind.TIME)
    median_ms: float = column(
        "Median delay",
        Kind.DURATION,
        "From the server's receipt to the warehouse, to within 2.5 %. Long for what was made up or read again.",
    )
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


_DELAYS: Final = {
    "median": sql.SQL(delay_ms("min(delay_class) FILTER (WHERE events_up_to >= 0.5 * all_events)")),
    "p99": sql.SQL(delay_ms("min(delay_class) FILTER (WHERE events_up_to >= 0.99 * all_events)")),
}
_STATEMENT: Final[LiteralString] = """
WITH {days}, class AS (
    SELECT topic, delay_class, sum(events) AS events, sum(late) AS late, max(newest) AS newest
    FROM analytics_day_arrival GROUP BY 1, 2
), place AS (
    SELECT *, sum(events) OVER (PARTITION BY topic ORDER BY delay_class) AS events_up_to,
           sum(events) OVER (PARTITION BY topic) AS all_events
    FROM class
)
SELECT topic, sum(events)::bigint, max(newest), {median}, {p99}, sum(late)::bigint
FROM place GROUP BY topic ORDER BY topic
"""


def report(scope: Scope, *, now: datetime) -> Pipeline:
    """Return what the period's topics brought, and the consumers' state at ``now``; Kafka may be away."""
    everyones = replace(scope, with_bots=True, with_staff=True)
    loaded = rows(Loaded, _STATEMENT, everyones, parts={"days": counted(everyones, ARRIVALS), **_DELAYS})
    return Pipeline(
        topics=Table("topics", "Topics", Loaded, loaded, Chart.BARS),
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
