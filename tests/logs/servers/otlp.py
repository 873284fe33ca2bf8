"""An OTLP/HTTP receiver that takes JSON and keeps records by ``log.record.uid``, as a backend that knows the attribute
would. A poisoned record is refused by itself, with a partial success that says how many there were.

https://opentelemetry.io/docs/specs/otlp/#otlphttp-response. Written from the specification; nothing here was compared
with a real receiver.
"""

import json
import re
from typing import Any

from tests.logs.servers.http_server import ToolServer


class OtlpServer(ToolServer):
    def __init__(self) -> None:
        super().__init__()
        self.records: dict[str, Any] = {}

    def answer(self, method, path, body, headers):
        assert (method, path) == ("POST", "/v1/logs")
        assert headers["Content-Type"] == "application/json"
        rejected = 0
        for resource in json.loads(body)["resourceLogs"]:
            for scope in resource["scopeLogs"]:
                for record in scope["logRecords"]:
                    attributes = {pair["key"]: pair["value"] for pair in record["attributes"]}
                    if not is_valid(record) or "poison" in record["body"]["stringValue"]:
                        rejected += 1
                    else:
                        self.records[attributes["log.record.uid"]["stringValue"]] = record
        if rejected:
            return 200, {
                "partialSuccess": {"rejectedLogRecords": str(rejected), "errorMessage": "bad record"}
            }
        return 200, {}

    def ids(self):
        return list(self.records)


def is_valid(record):
    return (
        1 <= record["severityNumber"] <= 24
        and isinstance(record["timeUnixNano"], str)
        and re.fullmatch(r"[0-9a-f]{32}", record.get("traceId", "0" * 32))
        and re.fullmatch(r"[0-9a-f]{16}", record.get("spanId", "0" * 16))
    )
