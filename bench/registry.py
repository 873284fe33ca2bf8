"""The cases by name. Each is a module in ``bench.cases`` with ``ABOUT`` and ``run``."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bench.cases import (
    alert_latency,
    broker_down,
    catalogue_scale,
    catch_up,
    collector_asgi,
    collector_django,
    event_to_warehouse,
    log_call,
    log_sink,
    moderation_detectors,
    outbox_relay,
    pages,
    produce_call,
    reports,
    revalidate,
    review_to_decision,
    search_to_promotion,
    warehouse_load,
)
from bench.options import Options
from bench.report import Result


@dataclass(frozen=True, slots=True)
class Case:
    name: str
    about: str
    run: Callable[[Options], Result]


CASES: Final[dict[str, Case]] = {
    case.name: case
    for case in (
        Case("search_to_promotion", search_to_promotion.ABOUT, search_to_promotion.run),
        Case("review_to_decision", review_to_decision.ABOUT, review_to_decision.run),
        Case("catch_up", catch_up.ABOUT, catch_up.run),
        Case("broker_down", broker_down.ABOUT, broker_down.run),
        Case("pages", pages.ABOUT, pages.run),
        Case("alert_latency", alert_latency.ABOUT, alert_latency.run),
        Case("produce_call", produce_call.ABOUT, produce_call.run),
        Case("log_call", log_call.ABOUT, log_call.run),
        Case("outbox_relay", outbox_relay.ABOUT, outbox_relay.run),
        Case("log_sink", log_sink.ABOUT, log_sink.run),
        Case("collector_django", collector_django.ABOUT, collector_django.run),
        Case("collector_asgi", collector_asgi.ABOUT, collector_asgi.run),
        Case("event_to_warehouse", event_to_warehouse.ABOUT, event_to_warehouse.run),
        Case("warehouse_load", warehouse_load.ABOUT, warehouse_load.run),
        Case("moderation_detectors", moderation_detectors.ABOUT, moderation_detectors.run),
        Case("revalidate", revalidate.ABOUT, revalidate.run),
        Case("reports", reports.ABOUT, reports.run),
        Case("catalogue_scale", catalogue_scale.ABOUT, catalogue_scale.run),
    )
}
