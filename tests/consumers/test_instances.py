"""What a process says of itself."""

from consumers.instances import LatencyWindow
from tests.analytics.events import delivered, made
from tracking.events import PageViewed

MINUTE = 60_000


def came(*, ago):
    """Return a delivery that the server stamped ``ago`` ms before the moment 1,000,000."""
    return delivered(made(PageViewed, received_at=1_000_000 - ago))


def test_latency_is_that_of_the_last_minute():
    window = LatencyWindow()
    assert window.percentile(0.5, now_ms=1_000_000) is None
    window.add(came(ago=900_000), now_ms=1_000_000)
    assert window.percentile(0.5, now_ms=1_000_000) == 900_000

    window.add([*came(ago=20), *came(ago=40), *came(ago=30)], now_ms=1_000_000 + MINUTE)

    assert window.percentile(0.5, now_ms=1_000_000 + MINUTE) == MINUTE + 30
    assert window.percentile(0.99, now_ms=1_000_000 + MINUTE) == MINUTE + 40
    assert window.percentile(0.5, now_ms=1_000_000 + 2 * MINUTE) is None
