"""Faults to try in the demo: what an operator may break on purpose, to see who notices."""

import secrets
from typing import Final

import structlog

from tracking.producer import get_producer
from tracking.topics import SEARCHES

log = structlog.get_logger(__name__)

BURST: Final = 40
# Cut off in the middle, as a sender would that dies.
_POISON: Final = b'{"event": "products_searched", "search_keyword": "humid'


class PaymentServiceAway(Exception):
    """What the burst's lines are about; nothing was charged, and nothing is wrong."""


def errors_burst() -> int:
    """Log real errors with their tracebacks, as a broken dependency would make this process do; return how many."""
    for number in range(BURST):
        try:
            _charge(number)
        except PaymentServiceAway:
            log.exception("payment_failed", attempt=number)
    return BURST


def poison_send() -> None:
    """Send a record to the topic of searches that no consumer can read."""
    get_producer().send(SEARCHES, key=secrets.token_bytes(4), content=_POISON)


def _charge(number: int) -> None:
    raise PaymentServiceAway(f"the payment service does not answer (attempt {number}, on purpose)")
