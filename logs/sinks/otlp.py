"""Log lines to anything that speaks OTLP/HTTP with JSON, such as the OpenTelemetry Collector.

https://opentelemetry.io/docs/specs/otlp/#otlphttp
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final

import msgspec

from consumers.api import DeliveryKind
from logs.errors import LineRefused
from logs.lines import LogLine
from logs.sinks.http import Http

_MAX_INT: Final = 2**63


class OtlpSink:
    """A receiver at ``address``, such as http://collector:4318.

    Each record says its id as ``log.record.uid``, the attribute that OpenTelemetry has for it. The protocol itself
    drops nothing that comes twice: what a receiver's backend makes of the id is its own affair.
    """

    name: ClassVar[str] = "otlp"
    about: ClassVar[str] = "Take log lines to an OTLP receiver."
    delivery: ClassVar[DeliveryKind] = "at_least_once"

    def __init__(self, address: str) -> None:
        self._http = Http(address)

    def write(self, lines: Sequence[LogLine]) -> None:
        """Send ``lines`` in one request.

        Raises:
            LineRefused: also where the receiver took only some: it counts what it refused, and doesn't say which.
            Unavailable: as ``Http.send`` says.
        """
        resources: defaultdict[bytes, defaultdict[str, list[dict[str, Any]]]] = defaultdict(
            lambda: defaultdict(list)
        )
        for line in lines:
            resources[msgspec.json.encode(line.resource)][line.logger].append(_record(line))
        body = {
            "resourceLogs": [
                {
                    "resource": {"attributes": _pairs(msgspec.json.decode(resource))},
                    "scopeLogs": [
                        {"scope": {"name": logger}, "logRecords": records}
                        for logger, records in scopes.items()
                    ],
                }
                for resource, scopes in resources.items()
            ]
        }
        answer = self._http.send("POST", "/v1/logs", msgspec.json.encode(body))
        partial = (msgspec.json.decode(answer) if answer else {}).get("partialSuccess") or {}
        # A 64-bit number, which JSON of protobuf writes as text.
        if refused := int(partial.get("rejectedLogRecords") or 0):
            raise LineRefused(f"{refused} of {len(lines)} refused: {partial.get('errorMessage', '')}")

    def forget(self) -> None:
        """Change nothing: what a receiver passed on isn't ours to delete."""


def _record(line: LogLine) -> dict[str, Any]:
    nanoseconds = str(line.timestamp or line.date * 1_000_000)
    record = {
        "timeUnixNano": nanoseconds,
        "observedTimeUnixNano": nanoseconds,
        "severityNumber": line.severity,
        "severityText": line.severity_text,
        "body": {"stringValue": line.body},
        "attributes": _pairs({**line.attributes, "log.record.uid": line.message_id}),
    }
    if line.trace_id:
        record["traceId"] = line.trace_id
    if line.span_id:
        record["spanId"] = line.span_id
    return record


def _pairs(values: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [{"key": name, "value": _value(value)} for name, value in values.items()]


def _value(value: Any) -> dict[str, Any]:
    """Return ``value``, anything JSON has, as OTLP's AnyValue."""
    match value:
        case None:
            return {}
        case bool():
            return {"boolValue": value}
        case int() if -_MAX_INT <= value < _MAX_INT:
            return {"intValue": str(value)}
        case int() | float():
            return {"doubleValue": float(value)}
        case list():
            return {"arrayValue": {"values": [_value(item) for item in value]}}
        case dict():
            return {"kvlistValue": {"values": _pairs(value)}}
        case _:
            return {"stringValue": str(value)}
