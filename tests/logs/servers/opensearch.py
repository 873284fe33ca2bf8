"""The part of OpenSearch's HTTP interface that the sink uses: index with mapping, bulk, refresh, search with filters
and aggregations. As there, a document can't be searched before a refresh, ``create`` of an id that exists is 409, and
each item of a bulk has an outcome of its own.

Written from the documentation; nothing here was compared with a real OpenSearch.
"""

import json
from collections import Counter
from typing import Any

from tests.logs.servers.http_server import ToolServer


class OpenSearchServer(ToolServer):
    """``busy`` is how many items of coming bulks are put off with 429, as by a full queue."""

    def __init__(self) -> None:
        super().__init__()
        self.mapping: dict[str, Any] | None = None
        self.documents: dict[str, Any] = {}
        self.searchable: dict[str, Any] = {}
        self.busy = 0

    def answer(self, method, path, body, headers):
        match method, path.strip("/").split("/"):
            case "PUT", [_]:
                if self.mapping is not None:
                    return 400, {"error": {"type": "resource_already_exists_exception"}}
                self.mapping = json.loads(body)["mappings"]["properties"]
                return 200, {"acknowledged": True}
            case "DELETE", [_]:
                self.mapping, self.documents, self.searchable = None, {}, {}
                return 200, {"acknowledged": True}
            case "POST", ["_bulk"]:
                assert headers["Content-Type"] == "application/x-ndjson"
                return 200, self.bulk(body)
            case "POST", [_, "_refresh"]:
                self.searchable = dict(self.documents)
                return 200, {}
            case "POST", [_, "_search"]:
                return 200, self.search(json.loads(body))
        return 405, {"error": f"{method} {path}"}

    def ids(self):
        return list(self.documents)

    def bulk(self, body):
        assert body.endswith(b"\n")
        rows = [json.loads(row) for row in body.splitlines()]
        outcomes = [
            {"create": self.create(action["create"]["_id"], document)}
            for action, document in zip(rows[::2], rows[1::2], strict=True)
        ]
        return {"errors": any(item["create"]["status"] > 299 for item in outcomes), "items": outcomes}

    def create(self, name, document):
        if name in self.documents:
            return {"status": 409, "error": {"type": "version_conflict_engine_exception", "reason": "exists"}}
        if self.busy:
            self.busy -= 1
            return {
                "status": 429,
                "error": {"type": "rejected_execution_exception", "reason": "queue is full"},
            }
        if "poison" in document["body"]:
            return {"status": 400, "error": {"type": "mapper_parsing_exception", "reason": "failed to parse"}}
        self.documents[name] = document
        return {"status": 201}

    def search(self, asked):
        assert not asked["track_total_hits"]
        found = [document for document in self.searchable.values() if self.takes(asked["query"], document)]
        if "aggs" in asked:
            return {"aggregations": {name: self.count(agg, found) for name, agg in asked["aggs"].items()}}
        names = [next(iter(field)) for field in asked["sort"]]
        places = sorted(((tuple(d[name] for name in names), d) for d in found), key=lambda pair: pair[0])
        after = tuple(asked["search_after"]) if "search_after" in asked else None
        hits = [{"_source": d} for place, d in reversed(places) if after is None or place < after]
        return {"hits": {"hits": hits[: asked["size"]]}}

    def takes(self, query, document):
        ((kind, content),) = query.items()
        if kind == "bool":
            return (
                all(self.takes(part, document) for part in content.get("filter", ()))
                and not any(self.takes(part, document) for part in content.get("must_not", ()))
                and ("should" not in content or any(self.takes(part, document) for part in content["should"]))
            )
        ((field, value),) = content.items()
        kept = document[field]
        assert field in self.mapping, f"{field} isn't indexed"
        if kind == "range":
            return value["gte"] <= kept < value["lt"]
        if kind == "match_phrase_prefix":
            return f" {value}" in f" {kept}"
        wanted = value if kind == "terms" else [value]
        return any(one in wanted for one in kept) if isinstance(kept, list) else kept in wanted

    def count(self, agg, documents):
        inner = agg.get("aggs", {})
        if "histogram" in agg:
            interval = agg["histogram"]["interval"]
            keys = [d[agg["histogram"]["field"]] // interval * interval for d in documents]
        else:
            keys = [d[agg["terms"]["field"]] for d in documents]
        size = agg.get("terms", {}).get("size", len(keys))
        return {
            "buckets": [
                {
                    "key": key,
                    "doc_count": count,
                    **{
                        name: self.count(sub, [d for d, k in zip(documents, keys, strict=True) if k == key])
                        for name, sub in inner.items()
                    },
                }
                for key, count in Counter(keys).most_common(size)
            ]
        }
