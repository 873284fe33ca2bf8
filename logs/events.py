"""From a captured line to the message that leaves: redacted, in OpenTelemetry's terms, as JSON."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import msgspec

from logs.capture import Failure, Line
from tracking import codec
from tracking.events import LogRecorded
from tracking.ids import uuid7
from tracking.redaction import redact, redact_text

_PROJECT: Final = str(Path(__file__).resolve().parent.parent)
_FOREIGN: Final = ("site-packages", "dist-packages")
_MAX_STACK: Final = 32_768

# https://opentelemetry.io/docs/specs/otel/logs/data-model/#field-severitynumber
_SEVERITIES: Final = (
    (50, 21, "CRITICAL"),
    (40, 17, "ERROR"),
    (30, 13, "WARNING"),
    (20, 9, "INFO"),
    (0, 5, "DEBUG"),
)


def event_of(line: Line, resource: Mapping[str, Any]) -> LogRecorded:
    """Return the event that tells of ``line``, redacted throughout."""
    number, text = severity_of(line.level)
    date = int(line.created * 1000)
    attributes: dict[str, Any] = redact(line.attributes)
    if line.failure:
        attributes |= _failure(line.failure)
    return LogRecorded(
        message_id=uuid7(),
        date=date,
        received_at=date,
        # The person, so that an erasure finds their lines as it finds everything else.
        user_id=attributes.get("user.id"),
        timestamp=int(line.created * 1_000_000) * 1000,
        severity_number=number,
        severity_text=text,
        body=redact_text(line.body),
        scope=line.scope,
        attributes=attributes,
        resource=dict(resource),
        trace_id=line.trace_id,
        span_id=line.span_id,
    )


def content_of(event: LogRecorded) -> bytes:
    """Return the message's bytes; half characters, which no JSON has, become question marks."""
    try:
        return codec.encode(event)
    except UnicodeEncodeError:
        return codec.encode(_whole(event))


def severity_of(level: int) -> tuple[int, str]:
    """Return OpenTelemetry's number and name of one of ``logging``'s levels."""
    for least, number, name in _SEVERITIES:
        if level >= least:
            return number, name
    return 1, "TRACE"


def _failure(failure: Failure) -> dict[str, Any]:
    text = failure.text()
    if len(text) > _MAX_STACK:
        # The end says what happened; cut between lines.
        text = "…\n" + text[text.find("\n", len(text) - _MAX_STACK) + 1 :]
    return {
        "exception.type": failure.type,
        "exception.message": redact_text(failure.message),
        "exception.stacktrace": redact_text(text),
        "exception.frames": [
            {"module": module, "function": function, "line": number, "in_app": _is_own(path)}
            for path, module, function, number in failure.frames
        ],
    }


def _is_own(path: str) -> bool:
    return path.startswith(_PROJECT) and not any(part in path for part in _FOREIGN)


def _whole(event: LogRecorded) -> LogRecorded:
    return msgspec.structs.replace(
        event,
        body=_text(event.body),
        scope=_text(event.scope),
        attributes=_value(event.attributes),
    )


def _value(value: Any) -> Any:
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, dict):
        return {_text(name): _value(item) for name, item in value.items()}
    return [_value(item) for item in value] if isinstance(value, list) else value


def _text(text: str) -> str:
    return text.encode(errors="replace").decode()
