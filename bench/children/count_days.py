"""Keeps the warehouse's rollups as the beat does, until it is told to stop; then counts what is left.

``python -m bench.children.count_days``; prints the moment of the end, in ms since 1970, and how often it counted.
"""

import os
import signal
import threading
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from analytics.rollups.refresh import refresh  # noqa: E402

_EVERY_SECONDS = 10.0


def main() -> None:
    stopping, counted = threading.Event(), 0
    signal.signal(signal.SIGTERM, lambda *_: stopping.set())
    while not stopping.wait(_EVERY_SECONDS):
        counted += len(refresh())
    while days := refresh(rests=False):
        counted += len(days)
    print(time.time() * 1000, counted)


main()
