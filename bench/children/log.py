"""Times single log calls by handler.

``python -m bench.children.log CALLS``: for each line on stdin (``up``, ``down``) times CALLS calls with each handler
and prints {handler: [median µs, p99 µs]}.
"""

import json
import logging
import os
import queue
import sys
from collections.abc import Callable
from logging.handlers import QueueHandler
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from bench.timing import timed  # noqa: E402
from logs.handler import KafkaHandler  # noqa: E402
from logs.shipping import shipper  # noqa: E402

SECONDS = 30.0


def logger_of(handler: logging.Handler) -> logging.Logger:
    logger = logging.getLogger(f"bench.{type(handler).__name__}")
    logger.handlers, logger.propagate = [handler], False
    logger.setLevel(logging.INFO)
    return logger


def call_of(logger: logging.Logger) -> Callable[[], None]:
    return lambda: logger.info("order %s placed by %s", "LK-7F3K-92QD", "u-17", extra={"lines": 3})


def main(calls: int) -> None:
    stream = logging.StreamHandler(open(os.devnull, "w"))  # noqa: SIM115  (as long as the process)
    stream.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    waiting: queue.SimpleQueue[Any] = queue.SimpleQueue()
    handlers: dict[str, logging.Handler] = {
        "StreamHandler to /dev/null": stream,
        "QueueHandler": QueueHandler(waiting),
        "KafkaHandler": KafkaHandler(),
    }

    def emptied() -> None:
        while not waiting.empty():
            waiting.get()
        shipper().wait_until_idle(SECONDS)

    for _ in sys.stdin:
        figures = {
            name: timed(call_of(logger_of(handler)), calls, flush=emptied)
            for name, handler in handlers.items()
        }
        print(json.dumps(figures), flush=True)
    # What is still queued was never meant to arrive: don't wait for it.
    os._exit(0)


main(int(sys.argv[1]))
