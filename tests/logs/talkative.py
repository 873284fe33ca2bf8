"""A process that logs in every way there is, and dies of an exception. Run as a program."""

import logging
import os
import sys
import threading
import warnings

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

import structlog  # noqa: E402

from tests.logs.secrets_corpus import SECRETS  # noqa: E402
from tracking import trace  # noqa: E402
from tracking.trace import Trace  # noqa: E402

log, plain = structlog.get_logger("shop.talk"), logging.getLogger("plain")


class Chatty:
    """Logs while it is being logged."""

    def __repr__(self):
        log.info("from within")
        return "chatty"


def secrets() -> None:
    for text, secret in SECRETS:
        log.warning("said", text=text, nested={"list": [text], "password": secret})
        plain.warning("said %s", text, extra={"also": (text,)})
        try:
            raise ValueError(text)
        except ValueError:
            log.exception("failed")


def broken() -> None:
    raise LookupError("in a thread")


log.info("before the fork")
secrets()
log.info("chatty", value=Chatty())
logging.getLogger("tracking.producer").error("never shipped")
warnings.warn("an old way", UserWarning, stacklevel=1)
with trace.bound(Trace.read("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")):
    log.info("traced")
thread = threading.Thread(target=broken)
thread.start()
thread.join()
if (child := os.fork()) == 0:
    log.info("in the child")
    sys.exit(0)
os.waitpid(child, 0)
threads = [threading.Thread(target=lambda: [log.info("many") for _ in range(500)]) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
raise RuntimeError("the last word")
