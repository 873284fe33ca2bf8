"""Progress for a person: on stderr, so that stdout carries nothing but data."""

import sys


def say(message: str) -> None:
    """Write one line of progress to stderr."""
    print(f"devstack: {message}", file=sys.stderr, flush=True)
