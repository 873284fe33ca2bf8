"""Pointing the viewer at another log tool, once that tool has been shown to hold what Kafka holds.

Every tool has a consumer group of its own, so one that was never filled starts at Kafka's beginning, and one that is
running stands near the end. Filling is letting the group read up to where the topic ended when we began; then lines
are counted, by partition and hour, on both sides.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from consumers.models import DeadLetter
from consumers.replay import Plan
from logs.errors import NotSearchable, UnknownSink
from logs.models import ViewerChoice
from logs.queries import Offsets
from logs.sinks.base import Store
from logs.sinks.registry import TOOLS, store_by_name
from logs.topic_hours import hours_in_topic

DEFAULT_STORE = "postgres"


@dataclass(frozen=True, slots=True)
class HourCount:
    """One partition's hour since 1970, on both sides."""

    partition: int
    hour: int
    in_kafka: int
    in_tool: int

    @property
    def differs(self) -> bool:
        return self.in_kafka != self.in_tool


def stretches_of(plan: Plan) -> list[Offsets]:
    """Return what the topic holds as of ``plan``: from the first record that Kafka still has to the end."""
    return [
        Offsets(stretch.partition.number, stretch.first, stretch.stop)
        for stretch in plan.stretches
        if stretch.stop > stretch.first
    ]


def reconcile(store: Store, *, consumer: str, stretches: Sequence[Offsets]) -> list[HourCount]:
    """Count the lines of ``stretches`` in Kafka and in the tool; return every hour that either has, in order.

    What the tool refused, and lies in dead letters of ``consumer``, is expected nowhere.

    Raises:
        KafkaException: the broker can't be reached.
        Unavailable: the tool can't.
    """
    letters = DeadLetter.objects.filter(consumer=consumer).exclude(status=DeadLetter.Status.REPLAYED)
    expected = hours_in_topic(stretches, without=set(letters.values_list("partition", "offset")))
    found = store.hours(stretches)
    return [
        HourCount(partition, hour, expected[partition, hour], found[partition, hour])
        for partition, hour in sorted(expected.keys() | found.keys())
    ]


def viewer_switch(*, name: str) -> None:
    """Let the viewer read the tool of that name, from the next page on."""
    ViewerChoice.objects.update_or_create(id=1, defaults={"sink": name, "switched_at": timezone.now()})


def viewer_store() -> Store:
    """Return the tool that the viewer reads: PostgreSQL where nobody chose, or what was chosen is gone."""
    choice = ViewerChoice.objects.filter(id=1).first()
    name = choice.sink if choice else DEFAULT_STORE
    try:
        return store_by_name(name if not TOOLS[name].lacks else DEFAULT_STORE)
    except (KeyError, UnknownSink, NotSearchable):
        return store_by_name(DEFAULT_STORE)
