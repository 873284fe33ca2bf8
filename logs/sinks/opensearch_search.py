"""Looking for lines in OpenSearch.

https://docs.opensearch.org/latest/query-dsl/ and https://docs.opensearch.org/latest/aggregations/
"""

from collections import Counter
from collections.abc import Collection
from typing import Any, Final

import msgspec

from consumers.errors import Unavailable
from logs.errors import LineRefused
from logs.lines import LogLine
from logs.queries import FACETS, Hours, LogQuery, Offsets, Place, Summary
from logs.sinks.http import Http
from logs.words import Term

# Values of a facet. More aren't shown.
_VALUES: Final = 100
# An hour of each of a month's days.
_HOURS: Final = 1000


class OpenSearchSearch:
    """The reading half of the sink."""

    def __init__(self, http: Http, index: str) -> None:
        self._http = http
        self._index = index

    def lines(self, query: LogQuery, *, limit: int, before: Place | None = None) -> list[LogLine]:
        asked: dict[str, Any] = {
            "size": limit,
            "query": _query(query),
            "sort": [{name: "desc"} for name in ("date", "partition", "offset")],
        }
        if before is not None:
            asked["search_after"] = list(before)
        hits = self._search(asked)["hits"]["hits"]
        return [msgspec.convert(hit["_source"], LogLine) for hit in hits]

    def summary(self, query: LogQuery, *, bucket_ms: int) -> Summary:
        buckets = {
            "histogram": {"field": "date", "interval": bucket_ms, "min_doc_count": 1},
            "aggs": {"level": {"terms": {"field": "level", "size": _VALUES}}},
        }
        facets = {name: {"terms": {"field": name, "size": _VALUES}} for name in FACETS}
        found = self._search({"size": 0, "query": _query(query), "aggs": {"buckets": buckets, **facets}})
        summary = Summary()
        for bucket in found["aggregations"]["buckets"]["buckets"]:
            for level in bucket["level"]["buckets"]:
                summary.histogram[int(bucket["key"]), level["key"]] = level["doc_count"]
        for name in FACETS:
            for value in found["aggregations"][name]["buckets"]:
                summary.facets[name][value["key"]] = value["doc_count"]
        return summary

    def patterns(self, query: LogQuery, *, limit: int) -> Counter[str]:
        asked = {"patterns": {"terms": {"field": "pattern", "size": limit}}}
        found = self._search({"size": 0, "query": _query(query), "aggs": asked})
        return Counter(
            {value["key"]: value["doc_count"] for value in found["aggregations"]["patterns"]["buckets"]}
        )

    def hours(self, stretches: Collection[Offsets]) -> Hours:
        """Count lines, after asking that what was written last be found, too."""
        self._http.send("POST", f"/{self._index}/_refresh?ignore_unavailable=true", b"")
        found: Hours = Counter()
        for stretch in stretches:
            asked = {"hours": {"terms": {"field": "hour", "size": _HOURS}}}
            query = _query(LogQuery(offsets=stretch))
            answer = self._search({"size": 0, "query": query, "aggs": asked})
            for value in answer["aggregations"]["hours"]["buckets"]:
                found[stretch.partition, value["key"]] = value["doc_count"]
        return found

    def _search(self, asked: dict[str, Any]) -> dict[str, Any]:
        body = msgspec.json.encode({**asked, "track_total_hits": False})
        try:
            answer = self._http.send("POST", f"/{self._index}/_search?ignore_unavailable=true", body)
        except LineRefused as error:
            raise Unavailable(str(error)) from error
        return msgspec.json.decode(answer, type=dict[str, Any])


def _query(query: LogQuery) -> dict[str, Any]:
    needed: list[dict[str, Any]] = [{"range": {"date": {"gte": query.since, "lt": query.until}}}]
    needed += [{"terms": {name: sorted(values)}} for name, values in query.chosen.items()]
    if query.pattern:
        needed.append({"term": {"pattern": query.pattern}})
    if query.trace:
        either = [{"term": {"trace_id": query.trace}}, {"term": {"links": query.trace}}]
        needed.append({"bool": {"should": either, "minimum_should_match": 1}})
    if query.offsets:
        needed.append({"term": {"partition": query.offsets.partition}})
        needed.append({"range": {"offset": {"gte": query.offsets.first, "lt": query.offsets.stop}}})
    needed += [_phrase(term) for term in query.terms if not term.excluded]
    excluded = [_phrase(term) for term in query.terms if term.excluded]
    return {"bool": {"filter": needed, "must_not": excluded}}


def _phrase(term: Term) -> dict[str, Any]:
    return {"match_phrase_prefix": {"words": " ".join(term.words)}}
