"""Log lines in OpenSearch: one document a line, its id the line's, written by the bulk API.

https://docs.opensearch.org/latest/api-reference/document-apis/bulk/
"""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, ClassVar, Final

import msgspec

from consumers.api import DeliveryKind
from consumers.errors import PartlyRefused, Unavailable
from logs.errors import LineRefused
from logs.lines import LogLine
from logs.sinks.http import Http
from logs.sinks.opensearch_search import OpenSearchSearch
from logs.words import words_of

_NDJSON: Final = "application/x-ndjson"
_WORD: Final = {"type": "keyword", "ignore_above": 2000}
_NUMBER: Final = {"type": "long"}
# Kept and given back, and not looked into: what programs put there would make a field of every word.
_KEPT: Final = {"type": "object", "enabled": False}
MAPPING: Final[dict[str, Any]] = {
    "mappings": {
        "dynamic": False,
        "properties": {
            **dict.fromkeys(("date", "timestamp", "partition", "offset", "severity", "hour"), _NUMBER),
            **dict.fromkeys(
                ("message_id", "level", "service", "consumer", "logger", "pattern", "trace_id", "links"),
                _WORD,
            ),
            **dict.fromkeys(("attributes", "resource"), _KEPT),
            "words": {"type": "text", "analyzer": "whitespace"},
        },
    }
}


class _Outcome(msgspec.Struct):
    """What became of one document."""

    status: int
    error: dict[str, Any] = {}  # msgspec gives each its own

    @property
    def is_done(self) -> bool:
        # 409: the id is there already, from before the process was killed or from a producer that sent twice.
        return self.status < HTTPStatus.MULTIPLE_CHOICES or self.status == HTTPStatus.CONFLICT

    @property
    def may_pass(self) -> bool:
        return self.status == HTTPStatus.TOO_MANY_REQUESTS or self.status >= HTTPStatus.INTERNAL_SERVER_ERROR


class _Answer(msgspec.Struct):
    items: list[dict[str, _Outcome]]


class OpenSearchSink(OpenSearchSearch):
    """An OpenSearch at ``address``, such as http://opensearch:9200; ``index`` is made where it is missing."""

    name: ClassVar[str] = "opensearch"
    about: ClassVar[str] = "Take log lines to OpenSearch, where the viewer can search them."
    delivery: ClassVar[DeliveryKind] = "at_least_once"

    def __init__(self, address: str, *, index: str) -> None:
        super().__init__(Http(address), index)
        self._has_index = False

    def write(self, lines: Sequence[LogLine]) -> None:
        """Write ``lines``; of a batch of which some can't be taken just now, these are sent again by themselves, for
        as long as that helps."""
        self._require_index()
        refused: dict[int, Exception] = {}
        left = list(range(len(lines)))
        while left:
            outcomes = self._bulk([lines[place] for place in left])
            again = []
            for place, outcome in zip(left, outcomes, strict=True):
                if outcome.is_done:
                    continue
                if outcome.may_pass:
                    again.append(place)
                else:
                    refused[place] = LineRefused(f"{outcome.status}: {outcome.error.get('reason', '')}")
            if len(again) == len(left):
                raise Unavailable(f"OpenSearch took none of {len(left)} lines, and may later")
            left = again
        if refused:
            raise PartlyRefused(refused)

    def forget(self) -> None:
        """Delete the index with every line in it."""
        self._http.send("DELETE", f"/{self._index}?ignore_unavailable=true", b"")
        self._has_index = False

    def _bulk(self, lines: Sequence[LogLine]) -> list[_Outcome]:
        rows = []
        for line in lines:
            rows.append(msgspec.json.encode({"create": {"_index": self._index, "_id": line.message_id}}))
            rows.append(msgspec.json.encode(_document(line)))
        answer = self._http.send("POST", "/_bulk", b"\n".join([*rows, b""]), kind=_NDJSON)
        return [item["create"] for item in msgspec.json.decode(answer, type=_Answer).items]

    def _require_index(self) -> None:
        if self._has_index:
            return
        try:
            self._http.send("PUT", f"/{self._index}", msgspec.json.encode(MAPPING))
        except LineRefused as error:
            if "resource_already_exists_exception" not in str(error):
                # Nothing is wrong with the lines.
                raise Unavailable(str(error)) from error
        self._has_index = True


def _document(line: LogLine) -> dict[str, Any]:
    return {
        **msgspec.to_builtins(line),
        "level": line.level,
        "hour": line.date // 3_600_000,
        "words": " ".join(words_of(line.text)),
    }
