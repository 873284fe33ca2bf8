"""The logging handler that ships to Kafka. Named as a string in ``LOGGING``; nobody imports it.

It never waits, never raises, and never ships what shipping itself says: neither what its own thread logs, nor what is
logged while a line is being captured, nor what the producer and the spool say of an outage. These stand on the console.
"""

import logging
import threading
from typing import Final

from logs import metrics
from logs.capture import capture
from logs.shipping import shipper

_OWN: Final = ("tracking.producer", "tracking.spool", "logs.shipping", "confluent_kafka")


class KafkaHandler(logging.Handler):
    """Captures each record and hands it to the process's shipper."""

    def __init__(self, level: int | str = logging.NOTSET) -> None:
        super().__init__(level)
        self._busy = threading.local()

    def handle(self, record: logging.LogRecord) -> bool:
        # Without the base class's lock: nothing here needs one, and a thread that logs must not wait for another.
        if not self.filter(record):
            return False
        self.emit(record)
        return True

    def emit(self, record: logging.LogRecord) -> None:
        if getattr(self._busy, "now", False) or record.name.startswith(_OWN) or shipper().is_own_thread():
            return
        self._busy.now = True
        try:
            shipper().put(capture(record))
        except Exception:
            # Whatever is wrong with a line, the code that wrote it goes on.
            metrics.FAILED.inc()
        finally:
            self._busy.now = False
