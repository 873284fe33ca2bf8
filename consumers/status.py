"""How the consumers are doing: what ``consumer_status`` prints and the operations page shows."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from confluent_kafka import TopicPartition
from confluent_kafka.admin import OffsetSpec  # type: ignore[attr-defined]
from django.db.models import Count

from consumers.api import ConsumerSpec
from consumers.dead_letters import open_letters
from consumers.models import ConsumerInstance, ConsumerOffset
from consumers.records import Partition
from consumers.registry import configured
from tracking.admin_client import admin_client

# Three missed heartbeats and the time of a page's refresh.
_SILENT_AFTER: Final = timedelta(seconds=5)
# A record a visitor is waiting for is seconds old at this lag; above it somebody should look.
LAG_LIMIT: Final = 10_000
_BROKER_SECONDS: Final = 3.0

type State = Literal["running", "waiting", "lagging", "paused", "stopped"]


@dataclass(frozen=True, slots=True)
class ConsumerStatus:
    """One consumer, all its processes together. ``lag`` is in records, None when Kafka can't be asked; ``rate`` in
    records/s; latencies in ms from the server's stamp to the commit, of the last minute and the slowest process, None
    where nothing came."""

    name: str
    about: str
    topics: list[str]
    state: State
    processes: int
    lag: int | None
    rate: float
    processed: int
    open_dead_letters: int
    latency_p50_ms: float | None
    latency_p99_ms: float | None
    seen_at: datetime | None
    last_error: str

    @property
    def is_healthy(self) -> bool:
        return self.state == "running"

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), "seen_at": self.seen_at.isoformat() if self.seen_at else None}


def consumer_statuses(*, now: datetime, ends: dict[Partition, int] | None) -> list[ConsumerStatus]:
    """Return the status of every consumer that can run here. ``ends`` come from ``topic_ends``; None where Kafka is
    away."""
    letters = dict(open_letters().order_by().values_list("consumer").annotate(Count("pk")))
    instances = list(ConsumerInstance.objects.filter(seen_at__gt=now - _SILENT_AFTER))
    positions: dict[str, dict[Partition, int]] = {}
    for row in ConsumerOffset.objects.all():
        positions.setdefault(row.consumer, {})[Partition(row.topic, row.partition)] = row.next_offset
    return [
        _status(
            spec,
            instances=[instance for instance in instances if instance.consumer == name],
            lag=None if ends is None else _lag(spec, ends, positions.get(name, {})),
            letters=letters.get(name, 0),
        )
        for name, spec in configured().items()
    ]


def topic_ends() -> dict[Partition, int]:
    """Return where every partition that a consumer reads ends.

    Raises:
        KafkaException: the broker can't be reached, or a topic is missing.
    """
    client = admin_client()
    known = client.list_topics(timeout=_BROKER_SECONDS).topics
    names = {topic.full_name for spec in configured().values() for topic in spec.topics}
    wanted = [
        TopicPartition(name, number)
        for name in sorted(names & set(known))
        for number in known[name].partitions
    ]
    if not wanted:
        return {}
    latest = OffsetSpec.latest()  # type: ignore[no-untyped-call]
    found = client.list_offsets(dict.fromkeys(wanted, latest), request_timeout=_BROKER_SECONDS)
    return {Partition(tp.topic, tp.partition): future.result().offset for tp, future in found.items()}


def _lag(spec: ConsumerSpec, ends: dict[Partition, int], positions: dict[Partition, int]) -> int:
    topics = {topic.full_name for topic in spec.topics}
    return sum(
        max(0, end - positions.get(partition, 0))
        for partition, end in ends.items()
        if partition.topic in topics
    )


def _status(
    spec: ConsumerSpec, *, instances: list[ConsumerInstance], lag: int | None, letters: int
) -> ConsumerStatus:
    alive = [instance for instance in instances if instance.state != ConsumerInstance.State.STOPPED]
    return ConsumerStatus(
        name=spec.name,
        about=spec.about,
        topics=[topic.full_name for topic in spec.topics],
        state=_state(alive, lag),
        processes=len(alive),
        lag=lag,
        rate=round(sum(instance.rate for instance in alive), 1),
        processed=sum(instance.processed for instance in alive),
        open_dead_letters=letters,
        latency_p50_ms=max((i.latency_p50_ms for i in alive if i.latency_p50_ms is not None), default=None),
        latency_p99_ms=max((i.latency_p99_ms for i in alive if i.latency_p99_ms is not None), default=None),
        seen_at=max((instance.seen_at for instance in alive), default=None),
        last_error=next((instance.last_error for instance in instances if instance.last_error), ""),
    )


def _state(alive: list[ConsumerInstance], lag: int | None) -> State:
    if not alive:
        return "stopped"
    if any(instance.state == ConsumerInstance.State.WAITING for instance in alive):
        return "waiting"
    if any(instance.state == ConsumerInstance.State.PAUSED for instance in alive):
        return "paused"
    return "lagging" if lag is not None and lag > LAG_LIMIT else "running"
