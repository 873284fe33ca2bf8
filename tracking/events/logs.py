"""Log records, as the topic of logs carries them."""

from typing import Any

import msgspec

from tracking import topics
from tracking.events.base import Event


class LogRecorded(Event, tag="log_recorded", frozen=True, kw_only=True, omit_defaults=True):
    """A process logged something. Made by the logging handler only; everything in it is redacted already.

    The fields are OpenTelemetry's log data model, https://opentelemetry.io/docs/specs/otel/logs/data-model/:
    ``timestamp`` in ns since 1970 (``date`` is the same instant in ms), ``severity_number`` 1 to 24, ``scope`` the
    logger's name, ``trace_id`` 32 and ``span_id`` 16 hexadecimal digits, ``attributes`` by its semantic conventions
    (``exception.type``, ``exception.message``, ``exception.stacktrace``, ``http.route``, …), ``resource`` what the
    process is (``service.name``, ``service.instance.id``, ``host.name``, ``process.pid``, …).
    """

    topic = topics.WEB_LOGS
    names_someone = False

    timestamp: int
    severity_number: int
    severity_text: str
    body: str
    scope: str = ""
    attributes: dict[str, Any] = msgspec.field(default_factory=dict)
    resource: dict[str, Any] = msgspec.field(default_factory=dict)
    trace_id: str | None = None
    span_id: str | None = None
