"""What a consumer measures. Counted per event, timed per batch."""

import time
from typing import Final

from prometheus_client import Counter, Histogram

from consumers.processing import Outcome

PROCESSED = Counter("consumer_processed_total", "Records whose effect is committed.", ["consumer"])
SKIPPED = Counter("consumer_skipped_total", "Records of events the consumer doesn't read.", ["consumer"])
REJECTED = Counter("consumer_rejected_total", "Records moved to dead letters.", ["consumer"])
ERASED = Counter(
    "consumer_erased_total", "Records dropped because whom they name was erased since.", ["consumer"]
)
FENCED = Counter(
    "consumer_fenced_total", "Batches given up because another process owns a partition.", ["consumer"]
)
RETRIED = Counter(
    "consumer_retried_total", "Batches put off because the database or sink was away.", ["consumer"]
)
EXPIRED = Counter(
    "consumer_expired_total", "Records that retention deleted before they were read.", ["consumer"]
)
BATCH_SECONDS = Histogram(
    "consumer_batch_seconds",
    "From a batch's first record in hand to its commit.",
    ["consumer"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
LATENCY_SECONDS = Histogram(
    "consumer_latency_seconds",
    "From the server's stamp on an event to the commit of its effect; of at most 500 events a batch.",
    ["consumer"],
    buckets=(0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10, 60, 600),
)

# Evenly chosen: more of a batch tell no more, and cost a consumer that catches up a fifteenth of its time.
_OBSERVED: Final = 500


def count_batch(consumer: str, outcome: Outcome, *, seconds: float) -> None:
    """Count a committed batch that took ``seconds``."""
    PROCESSED.labels(consumer).inc(outcome.processed)
    SKIPPED.labels(consumer).inc(outcome.skipped)
    REJECTED.labels(consumer).inc(outcome.rejected)
    ERASED.labels(consumer).inc(outcome.erased)
    BATCH_SECONDS.labels(consumer).observe(seconds)
    latency = LATENCY_SECONDS.labels(consumer)
    now_ms = time.time() * 1000
    for delivery in outcome.deliveries[:: 1 + len(outcome.deliveries) // _OBSERVED]:
        latency.observe(max(0.0, now_ms - delivery.stamp) / 1000)
