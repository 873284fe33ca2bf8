"""Loki's push door, as its documentation and its distributor describe it: what is wrong with the labels or the JSON
refuses the request, entries of a stream with the same time and text are kept once, and those much older than the newest
of their stream are refused while the others of the request are taken.

Written from the documentation; nothing here was compared with a real Loki.
"""

import json
from collections import defaultdict

from tests.logs.servers.http_server import ToolServer

_TOO_FAR_BEHIND_NS = 3600 * 10**9


class LokiServer(ToolServer):
    def __init__(self) -> None:
        super().__init__()
        self.streams: defaultdict[str, set[tuple[int, str]]] = defaultdict(set)
        self.newest: defaultdict[str, int] = defaultdict(int)

    def answer(self, method, path, body, headers):
        assert (method, path) == ("POST", "/loki/api/v1/push")
        assert headers["Content-Type"] == "application/json"
        refused = []
        for stream in json.loads(body)["streams"]:
            labels = json.dumps(stream["stream"], sort_keys=True)
            if not stream["stream"] or not all(isinstance(value, str) for value in stream["stream"].values()):
                return 400, {"message": "error at least one label pair is required per stream"}
            for moment, text, *_ in stream["values"]:
                if (
                    int(moment) < self.newest[labels] - _TOO_FAR_BEHIND_NS
                    or "poison" in json.loads(text)["body"]
                ):
                    refused.append(moment)
                    continue
                self.newest[labels] = max(self.newest[labels], int(moment))
                self.streams[labels].add((int(moment), text))
        return (400, {"message": f"entry too far behind, {len(refused)} ignored"}) if refused else (204, None)

    def ids(self):
        return [json.loads(text)["message_id"] for entries in self.streams.values() for _, text in entries]
