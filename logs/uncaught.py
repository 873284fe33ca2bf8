"""Exceptions that nobody caught, and warnings: shipped like anything else. Python goes on to print them as it does."""

import logging
import sys
import threading
from types import TracebackType
from typing import Final

# Its own logger without the console, where Python prints the stack anyway.
LOGGER: Final = "uncaught"


def hooks_install() -> None:
    """Ship, from now on, what ends this process or one of its threads, what is raised where nothing can be raised
    (``__del__``), and Python's warnings."""
    logging.captureWarnings(True)
    _install_for_the_process()
    _install_for_threads()
    _install_for_the_unraisable()


def _install_for_the_process() -> None:
    before = sys.excepthook

    def hook(kind: type[BaseException], error: BaseException, stack: TracebackType | None) -> None:
        if issubclass(kind, Exception):
            _log("process_ended_by_an_exception", error)
        before(kind, error, stack)

    sys.excepthook = hook


def _install_for_threads() -> None:
    before = threading.excepthook

    def hook(given: threading.ExceptHookArgs) -> None:
        if given.exc_value is not None and issubclass(given.exc_type, Exception):
            # The record names its thread: the hook runs in the one that ends.
            _log("thread_ended_by_an_exception", given.exc_value)
        before(given)

    threading.excepthook = hook


def _install_for_the_unraisable() -> None:
    before = sys.unraisablehook

    def hook(given: "sys.UnraisableHookArgs") -> None:
        if given.exc_value is not None:
            _log("exception_ignored", given.exc_value)
        before(given)

    sys.unraisablehook = hook


def _log(event: str, error: BaseException) -> None:
    logging.getLogger(LOGGER).critical(event, exc_info=error)
