"""What Prometheus is told, whichever process it asks over HTTP."""

import os

from django.conf import settings
from django.utils.crypto import constant_time_compare
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from tracking.metrics import PRODUCTION

CONTENT_TYPE = CONTENT_TYPE_LATEST


def exposition(authorization: str) -> bytes | None:
    """Return the metrics of all processes; None unless the header carries the token of ``METRICS_TOKEN``."""
    token = settings.METRICS_TOKEN
    if not token or not constant_time_compare(authorization.removeprefix("Bearer "), token):
        return None
    return generate_latest(_registry()) + generate_latest(PRODUCTION)


def _registry() -> CollectorRegistry:
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return REGISTRY
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return registry
