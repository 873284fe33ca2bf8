"""Keeps the warehouse's rollups as the beat does, until a line comes in; then counts what is left.

``python -m bench.children.count_days``; answers with the moment of the end, in ms since 1970.
"""

import os
import select
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from analytics.rollups.refresh import refresh  # noqa: E402

_EVERY_SECONDS = 10.0


def main() -> None:
    while not select.select([sys.stdin], [], [], _EVERY_SECONDS)[0]:
        refresh()
    while refresh(rests=False):
        pass
    print(time.time() * 1000, flush=True)


main()
