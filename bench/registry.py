"""The cases by name. Each is a module in ``bench.cases`` with ``ABOUT`` and ``run``."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bench.cases import (
    broker_down,
    catch_up,
    collector_asgi,
    collector_django,
    outbox_relay,
    pages,
    produce_call,
    reports,
    search_to_promotion,
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
        Case("catch_up", catch_up.ABOUT, catch_up.run),
        Case("broker_down", broker_down.ABOUT, broker_down.run),
        Case("pages", pages.ABOUT, pages.run),
        Case("produce_call", produce_call.ABOUT, produce_call.run),
        Case("outbox_relay", outbox_relay.ABOUT, outbox_relay.run),
        Case("collector_django", collector_django.ABOUT, collector_django.run),
        Case("collector_asgi", collector_asgi.ABOUT, collector_asgi.run),
        Case("reports", reports.ABOUT, reports.run),
    )
}
