"""What the producing side tells Prometheus. The books themselves are kept next to the spool
(``tracking.spool.accounts``): they outlive the processes that wrote them."""

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Counter
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from tracking.production import production

ERRORS = Counter(
    "tracking_errors_total", "Events lost to a fault of our own before the Kafka client saw them."
)
COLLECTOR_REQUESTS = Counter(
    "tracking_collector_requests_total", "Requests to /activity/, by the status of the answer.", ["status"]
)
COLLECTOR_EVENTS = Counter(
    "tracking_collector_events_total",
    "Events that browsers sent to /activity/: accepted, or the code of the reason why not.",
    ["outcome"],
)

_COUNTERS = {
    "produced": "Events handed to the producer.",
    "delivered": "Events the broker acknowledged.",
    "resent": "Those of the delivered that had waited in the spool.",
    "shed": "Events given up: no room in the spool, or refused by the broker.",
    "yielded": "Those of the shed that are given up by design: log lines below WARNING.",
    "erased": "Events erased in the spool, because a person asked for it.",
}
_GAUGES = {
    "waiting": "Events in the spool on disk.",
    "in_flight": "Events in the memory of living processes.",
    "unaccounted": "Events that are missing: lost with a process or a file.",
}


class ProductionCollector(Collector):
    """The books of all processes that share the spool, by topic."""

    def collect(self) -> Iterator[Metric]:
        found = production()
        for name, about in _COUNTERS.items():
            counter = CounterMetricFamily(f"tracking_{name}", about, labels=["topic"])
            for row in found.topics:
                counter.add_metric([row.topic], getattr(row, name))
            yield counter
        for name, about in _GAUGES.items():
            gauge = GaugeMetricFamily(f"tracking_{name}", about, labels=["topic"])
            for row in found.topics:
                gauge.add_metric([row.topic], getattr(row, name))
            yield gauge
        yield CounterMetricFamily(
            "tracking_spool_damaged", "Damaged stretches found in the spool.", value=found.damaged
        )
        yield GaugeMetricFamily("tracking_spool_bytes", "Size of the spool.", value=found.spool_bytes)
        yield GaugeMetricFamily(
            "tracking_spool_capacity_bytes", "What the spool may take.", value=found.spool_capacity
        )


# Apart from each process's own: the web's /metrics speaks for all, so nothing is added up twice.
PRODUCTION = CollectorRegistry()
PRODUCTION.register(ProductionCollector())
