"""A log line as every tool keeps it: the record of the topic, flat, and where it stood in Kafka."""

from typing import Any, Final

import msgspec

from consumers.api import Delivery
from logs.errors import MalformedLine
from logs.patterns import pattern_of
from tracking.events import LogRecorded

# The levels of OpenTelemetry's severity numbers, four numbers each; what is below DEBUG counts as it.
# https://opentelemetry.io/docs/specs/otel/logs/data-model/#field-severitynumber
LEVELS: Final = ("debug", "info", "warning", "error", "critical")
_HIGHEST_SEVERITY: Final = 24
# 0 says that nothing was said: shown as INFO.
_UNSAID: Final = 9
_BIGINT: Final = 2**63
# Longer names of services and loggers would fill the tools' indexes, and say no more.
_NAME: Final = 200
# What is searched of a line. PostgreSQL's tsvector holds a megabyte.
_SEARCHED: Final = 20_000
# Searched beside the body.
_TELLING: Final = ("exception.type", "exception.message", "http.route", "url.path", "request_id", "user.id")


class LogLine(msgspec.Struct, frozen=True, kw_only=True):
    """``date`` is in ms and ``timestamp`` in ns since 1970; ``severity`` is OpenTelemetry's number, ``consumer`` the
    one that wrote the line or empty, ``links`` the traces of the batch that the line is about."""

    message_id: str
    date: int
    timestamp: int
    partition: int
    offset: int
    severity: int
    severity_text: str
    service: str
    consumer: str
    logger: str
    body: str
    pattern: str
    trace_id: str
    span_id: str
    links: list[str]
    attributes: dict[str, Any]
    resource: dict[str, Any]

    @property
    def level(self) -> str:
        return level_of(self.severity)

    @property
    def place(self) -> tuple[int, int, int]:
        """What lines are ordered by, and where a page of them goes on."""
        return self.date, self.partition, self.offset

    @property
    def text(self) -> str:
        """What full text looks at."""
        telling = [str(self.attributes[name]) for name in _TELLING if name in self.attributes]
        return " ".join([self.body[:_SEARCHED], self.logger, *telling])[: _SEARCHED + 2_000]


def level_of(severity: int) -> str:
    """Return the level's name of a severity number from 1 to 24."""
    return LEVELS[max(0, (severity - 5) // 4)]


def severities_of(level: str) -> range:
    """Return the severity numbers that ``level`` stands for."""
    index = LEVELS.index(level)
    return range(1, 9) if index == 0 else range(4 * index + 5, 4 * index + 9)


def line_of(delivery: Delivery) -> LogLine:
    """Return the line in ``delivery``.

    Raises:
        MalformedLine: a number is beyond what the data model has.
    """
    event = delivery.event
    if not isinstance(event, LogRecorded):
        raise MalformedLine(f"{type(event).__name__} is no log line")
    if not 0 <= event.severity_number <= _HIGHEST_SEVERITY:
        raise MalformedLine(f"severity_number is {event.severity_number}, beyond 0 to {_HIGHEST_SEVERITY}")
    if not 0 <= event.timestamp < _BIGINT:
        raise MalformedLine("timestamp must be nanoseconds since 1970")
    links = event.attributes.get("links")
    return LogLine(
        message_id=event.message_id,
        date=event.date,
        timestamp=event.timestamp,
        partition=delivery.record.partition,
        offset=delivery.record.offset,
        severity=event.severity_number or _UNSAID,
        severity_text=event.severity_text,
        service=str(event.resource.get("service.name", ""))[:_NAME],
        consumer=str(event.resource.get("consumer.name", ""))[:_NAME],
        logger=event.scope[:_NAME],
        body=event.body,
        pattern=pattern_of(event.body),
        trace_id=event.trace_id or "",
        span_id=event.span_id or "",
        links=[str(link) for link in links] if isinstance(links, list) else [],
        attributes=event.attributes,
        resource=event.resource,
    )
