"""Teams and rules for tests."""

from datetime import datetime
from typing import Any

from consumers.api import Delivery, run_batch
from consumers.registry import consumer_by_name
from logs.alerts.ticking import alerts_tick
from logs.models import Rule, Team
from tests.logs.lines import deliveries
from tracking.events.logs import LogRecorded


def team(name: str = "storefront", *, channels: tuple[str, ...] | None = None, **fields: Any) -> Team:
    told = [f"mailto:{name}@example.com"] if channels is None else list(channels)
    return Team.objects.create(name=name, channels=told, **fields)


def rule(name: str = "errors", *, owner: Team | None = None, **fields: Any) -> Rule:
    """Return a rule that fires at 5 error lines in 60 s, unless ``fields`` say otherwise."""
    defaults = {"about": "Look at the shop.", "limit": 5, "window_seconds": 60, "calm_seconds": 30}
    return Rule.objects.create(name=name, team=owner or team(), **{**defaults, **fields})


def judge(*events: LogRecorded) -> None:
    """Hand lines to the consumer's handler, in a transaction as the engine does."""
    handle(*deliveries(*events))


def handle(*found: Delivery) -> None:
    """Hand deliveries to the consumer's handler, in a transaction as the engine does."""
    run_batch(consumer_by_name("log-alerts"), found)


def tick(now: datetime, *, is_current: bool = True) -> None:
    """Let the clock judge, with a pipeline that keeps up or not."""
    alerts_tick(now=now, is_current=lambda **_: is_current)
