"""Counters of the producing side. Every event produced ends as delivered, failed or shed; what is still on its
way is the difference."""

from prometheus_client import Counter

PRODUCED = Counter("tracking_produced_total", "Events handed to the Kafka client.", ["topic"])
DELIVERED = Counter("tracking_delivered_total", "Events the broker acknowledged.", ["topic"])
FAILED = Counter("tracking_failed_total", "Events given up on: no acknowledgement in time.", ["topic"])
SHED = Counter("tracking_shed_total", "Events dropped at once: the local queue was full.", ["topic"])
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
