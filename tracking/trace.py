"""Trace context: which request, or which record, the work at hand belongs to. W3C Trace Context, level 1,
https://www.w3.org/TR/trace-context/#traceparent-header.

A request gets a trace or goes on with the caller's; every message it sends carries it in the Kafka header
``traceparent``; a consumer takes it up from there. Nothing is sampled: ``flags`` are handed on as they came.
"""

import re
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final, NamedTuple, Self

HEADER: Final = "traceparent"

_FORM: Final = re.compile(r"([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?")
_NO_TRACE: Final = "0" * 32
_NO_SPAN: Final = "0" * 16


class Trace(NamedTuple):
    """A span of a trace: ``trace_id`` of 32 and ``span_id`` of 16 hexadecimal digits."""

    trace_id: str
    span_id: str
    flags: str = "01"

    @classmethod
    def new(cls) -> Self:
        return cls(secrets.token_hex(16), secrets.token_hex(8))

    @classmethod
    def read(cls, header: str) -> Self | None:
        """Return what a ``traceparent`` header says; None where it is none (it may come from anybody)."""
        match = _FORM.fullmatch(header.strip().lower()) if len(header) < 200 else None
        if match is None:
            return None
        version, trace_id, span_id, flags, more = match.groups()
        is_known = version != "ff" and not (version == "00" and more)
        return (
            cls(trace_id, span_id, flags)
            if is_known and trace_id != _NO_TRACE and span_id != _NO_SPAN
            else None
        )

    def child(self) -> Self:
        """Return a new span of the same trace."""
        return self._replace(span_id=secrets.token_hex(8))

    @property
    def header(self) -> str:
        return f"00-{self.trace_id}-{self.span_id}-{self.flags}"


def headers_of(traceparent: str) -> list[tuple[str, str | bytes | None]]:
    """Return Kafka's headers of a message of that trace; "" is none."""
    return [(HEADER, traceparent.encode())] if traceparent else []


_current: ContextVar[Trace | None] = ContextVar("trace", default=None)

current: Final = _current.get
"""Return the trace of the work at hand, or None."""


@contextmanager
def bound(trace: Trace | None) -> Iterator[None]:
    """Let the work in the block belong to ``trace``; with None to whatever it belonged to before."""
    token = _current.set(trace or _current.get())
    try:
        yield
    finally:
        _current.reset(token)


def of_headers(headers: Iterable[tuple[str, bytes]]) -> Trace | None:
    """Return the trace that a Kafka record carries."""
    for name, value in headers:
        if name == HEADER:
            return Trace.read(value.decode(errors="replace"))
    return None
