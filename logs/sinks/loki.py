"""Log lines to Grafana Loki, by its push API.

https://grafana.com/docs/loki/latest/reference/loki-http-api/#ingest-logs
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import ClassVar

import msgspec

from consumers.api import DeliveryKind
from logs.lines import LogLine
from logs.sinks.http import Http


class LokiSink:
    """A Loki at ``address``, such as http://loki:3100.

    A line is one JSON object that holds its ``message_id``; Loki keeps one of two entries of a stream with the same
    time and the same text, which is what makes sending again harmless. The partition is a label: Loki refuses what is
    much older than the newest entry of its stream, and within a partition lines come about in the order of time.
    """

    name: ClassVar[str] = "loki"
    about: ClassVar[str] = "Take log lines to Grafana Loki."
    delivery: ClassVar[DeliveryKind] = "at_least_once"

    def __init__(self, address: str) -> None:
        self._http = Http(address)

    def write(self, lines: Sequence[LogLine]) -> None:
        streams: defaultdict[tuple[str, str, int], list[list[str]]] = defaultdict(list)
        for line in lines:
            entry = [str(line.timestamp or line.date * 1_000_000), _text(line)]
            streams[line.service or "unknown", line.level, line.partition].append(entry)
        pushed = [
            {
                "stream": {"service_name": service, "level": level, "partition": str(partition)},
                "values": values,
            }
            for (service, level, partition), values in streams.items()
        ]
        self._http.send("POST", "/loki/api/v1/push", msgspec.json.encode({"streams": pushed}))

    def forget(self) -> None:
        """Change nothing: Loki deletes by its own retention, and knows lines that come again."""


def _text(line: LogLine) -> str:
    optional = {
        "logger": line.logger,
        "consumer": line.consumer,
        "trace_id": line.trace_id,
        "span_id": line.span_id,
        "attributes": line.attributes,
        "resource": line.resource,
    }
    said = {name: value for name, value in optional.items() if value}
    return msgspec.json.encode({"body": line.body, "message_id": line.message_id, **said}).decode()
