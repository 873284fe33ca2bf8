"""What shipping tells Prometheus. What became of the messages themselves is in the books of ``logs.web``."""

from prometheus_client import Counter

SHIPPED = Counter("logs_shipped_total", "Log lines handed to the producer, by severity.", ["severity"])
DROPPED = Counter(
    "logs_dropped_total",
    "Log lines given up in the process because too many waited, by severity.",
    ["severity"],
)
FAILED = Counter("logs_failed_total", "Log lines lost to a fault of the shipping itself.")
