"""What a ``logging.LogRecord`` says, as plain data. Runs in the thread that logs, so it does no more than it must: what
can change afterwards is copied, what can be worked out later (redaction, the text of a stack) is left for later.

Nothing in here raises, whatever is logged: values without an end, objects whose ``__str__`` raises, arguments that
don't fit their message.
"""

import datetime
import decimal
import logging
import sys
import traceback
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from types import TracebackType
from typing import Any, Final

import structlog
from django.db.models import Manager, QuerySet

from logs import context
from tracking import trace

MAX_TEXT: Final = 8192
"""Characters of one text. Longer ones are cut at a space: nothing recognises half of a secret."""
_MAX_TOTAL: Final = 65_536
_MAX_ITEMS: Final = 50
_MAX_DEPTH: Final = 6
_MAX_VALUES: Final = 500
_MAX_FRAMES: Final = 50
_CUT: Final = " … (cut)"

# What every record has; anything else was given with ``extra``.
_STANDARD: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
# Django gives the whole request, and the socket.
_LEFT_OUT: Final = frozenset({"request", "server_time", "exc_info", "stack_info"})


@dataclass(frozen=True, slots=True)
class Failure:
    """An exception: ``frames`` as (file, module, function, line), innermost last; ``text`` is told when asked."""

    type: str
    message: str
    frames: list[tuple[str, str, str, int]]
    told: traceback.TracebackException | None

    def text(self) -> str:
        """Return the stack as Python prints it, with causes, contexts and groups. Reads the source files."""
        return "".join(self.told.format()) if self.told else f"{self.type}: {self.message}\n"


@dataclass(frozen=True, slots=True)
class Line:
    """A captured record. ``size`` is about how many characters it holds."""

    created: float
    """In seconds since 1970."""
    level: int
    level_name: str
    scope: str
    body: str
    attributes: dict[str, Any]
    failure: Failure | None
    trace_id: str | None
    span_id: str | None
    size: int


@dataclass(slots=True)
class _Room:
    """How much of a record may still be taken along."""

    characters: int = _MAX_TOTAL
    values: int = _MAX_VALUES
    taken: int = field(default=0)

    def text(self, text: str) -> str:
        most = min(MAX_TEXT, self.characters)
        if len(text) > most:
            at = text.rfind(" ", max(0, most - 512), most)
            text = text[: at if at >= 0 else most] + _CUT
        self.characters -= min(len(text), self.characters)
        self.taken += len(text)
        return text


def capture(record: logging.LogRecord) -> Line:
    """Return what ``record`` says and what is known of the work it belongs to."""
    room = _Room()
    attributes: dict[str, Any] = {}
    exc_info = record.exc_info
    if isinstance(record.msg, dict) and not record.args:
        body, exc_info = _of_structlog(record.msg, attributes, room)
    else:
        body = _of_logging(record, attributes, room)
    attributes |= context.attributes()
    attributes["code.file.path"] = record.pathname
    attributes["code.line.number"] = record.lineno
    attributes["code.function.name"] = record.funcName or ""
    if record.threadName != "MainThread":
        attributes["thread.name"] = record.threadName
    work = trace.current()
    return Line(
        created=record.created,
        level=record.levelno,
        level_name=record.levelname,
        scope=record.name,
        body=body,
        attributes=attributes,
        failure=_failure(exc_info, room),
        trace_id=work.trace_id if work else None,
        span_id=work.span_id if work else None,
        size=room.taken,
    )


def _of_structlog(said: Mapping[str, Any], attributes: dict[str, Any], room: _Room) -> tuple[str, Any]:
    for name, value in said.items():
        if name not in _SAID_OTHERWISE:
            attributes[str(name)] = _plain(value, room, _MAX_DEPTH)
    return room.text(_safely(str, said.get("event", ""))), said.get("exc_info")


_SAID_OTHERWISE: Final = frozenset({"event", "level", "logger", "timestamp", "exc_info", "stack_info"})


def _of_logging(record: logging.LogRecord, attributes: dict[str, Any], room: _Room) -> str:
    for name, value in structlog.contextvars.get_contextvars().items():
        attributes[name] = _plain(value, room, _MAX_DEPTH)
    for name, value in vars(record).items():
        if name not in _STANDARD and name not in _LEFT_OUT and name[0] != "_":
            attributes[name] = _plain(value, room, _MAX_DEPTH)
    try:
        body = record.getMessage()
    except Exception as error:
        # The line itself matters more than its arguments, which are in it all the same.
        body = f"{_safely(str, record.msg)} {_safely(repr, record.args)}"
        attributes["log.error"] = f"arguments don't fit: {_safely(str, error)}"
    if record.args and isinstance(record.msg, str):
        attributes["log.template"] = room.text(record.msg)
    return room.text(body)


def _plain(value: Any, room: _Room, depth: int) -> Any:
    """Return ``value`` as JSON has it, in so far as there is room."""
    if isinstance(value, str):
        return room.text(str(value))
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return int(value) if -(2**63) <= value < 2**63 else room.text(_safely(repr, value))
    if isinstance(value, float):
        return value if -1e308 < value < 1e308 else str(value)
    room.values -= 1
    if room.values <= 0 or depth == 0 or room.characters <= 0:
        return "…"
    if isinstance(value, _WRITTEN):
        return room.text(_safely(str, value))
    try:
        if isinstance(value, Mapping):
            some = list(value.items())[:_MAX_ITEMS]
            return {room.text(_safely(str, name))[:200]: _plain(item, room, depth - 1) for name, item in some}
        if isinstance(value, list | tuple | set | frozenset):
            return [_plain(item, room, depth - 1) for item in list(value)[:_MAX_ITEMS]]
    except Exception as error:
        return f"<{type(value).__name__}: {type(error).__name__}>"
    return room.text(_shown(value))


_WRITTEN: Final = (
    datetime.date,
    datetime.time,
    datetime.timedelta,
    decimal.Decimal,
    uuid.UUID,
    PurePath,
)


def _shown(value: Any) -> str:
    if isinstance(value, QuerySet | Manager):
        # Its repr would ask the database.
        return f"<{type(value).__name__}>"
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value[:MAX_TEXT]).decode(errors="replace")
    if isinstance(value, BaseException):
        return f"{type(value).__name__}: {_safely(str, value)}"
    return _safely(repr, value)


def _safely(write: Any, value: Any) -> str:
    """Return ``write(value)``, or a word for it where that raises or is no text."""
    try:
        text = write(value)
    except Exception as error:
        return f"<{type(value).__name__}: {type(error).__name__} in {write.__name__}()>"
    return text if isinstance(text, str) else f"<{type(value).__name__}>"


def _failure(exc_info: Any, room: _Room) -> Failure | None:
    if exc_info is True:
        error = sys.exc_info()[1]
    elif isinstance(exc_info, tuple):
        error = exc_info[1] if len(exc_info) == 3 else None
    else:
        error = exc_info
    if not isinstance(error, BaseException):
        return None
    kind = type(error)
    module = "" if kind.__module__ == "builtins" else f"{kind.__module__}."
    return Failure(
        type=f"{module}{kind.__qualname__}",
        message=room.text(_safely(str, error)),
        frames=_frames(error.__traceback__),
        told=_told(error),
    )


def _told(error: BaseException) -> traceback.TracebackException | None:
    try:
        # Looks at no source yet, keeps no frame alive, and knows causes, groups, and circles of them.
        return traceback.TracebackException(
            type(error), error, error.__traceback__, limit=-_MAX_FRAMES, lookup_lines=False
        )
    except Exception:
        return None


def _frames(stack: TracebackType | None) -> list[tuple[str, str, str, int]]:
    found = []
    while stack is not None:
        frame = stack.tb_frame
        code = frame.f_code
        module = frame.f_globals.get("__name__")
        found.append((code.co_filename, str(module or ""), code.co_name, stack.tb_lineno or 0))
        stack = stack.tb_next
    return found[-_MAX_FRAMES:]
