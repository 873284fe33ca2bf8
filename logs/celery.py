"""Celery: its processes log as all others do, and a task belongs to the trace of what asked for it."""

from contextlib import ExitStack
from typing import Any, Final

import structlog
from celery import signals

from logs import shipping
from tracking import trace
from tracking.producer import close_producer

_open: Final[dict[str, ExitStack]] = {}


def signals_connect() -> None:
    """Connect what is below; it holds as long as the process."""
    # That somebody listens is enough: Celery then leaves logging, and its levels, alone.
    signals.setup_logging.connect(_leave_logging_alone, weak=False)
    signals.before_task_publish.connect(_send_trace, weak=False)
    signals.task_prerun.connect(_enter, weak=False)
    signals.task_postrun.connect(_leave, weak=False)
    signals.worker_process_shutdown.connect(_close, weak=False)


def _leave_logging_alone(**_: Any) -> None: ...


def _send_trace(*, headers: dict[str, Any], **_: Any) -> None:
    if work := trace.current():
        headers[trace.HEADER] = work.header


def _enter(*, task_id: str, task: Any, **_: Any) -> None:
    given = trace.Trace.read(str(task.request.get(trace.HEADER) or ""))
    stack = _open[task_id] = ExitStack()
    stack.enter_context(trace.bound(given.child() if given else trace.Trace.new()))
    stack.enter_context(structlog.contextvars.bound_contextvars(task=task.name, task_id=task_id))


def _leave(*, task_id: str, **_: Any) -> None:
    if stack := _open.pop(task_id, None):
        stack.close()


def _close(**_: Any) -> None:
    # A pool's process ends without Python's own farewell.
    shipping.stop()
    close_producer()
