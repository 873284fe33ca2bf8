"""Every tool, empty, behind one interface."""

from contextlib import ExitStack

import pytest
from django.db import transaction

from logs.models import StoredLine
from logs.sinks.file_lane import read_lines
from logs.sinks.files import FilesSink
from logs.sinks.loki import LokiSink
from logs.sinks.opensearch import OpenSearchSink
from logs.sinks.otlp import OtlpSink
from logs.sinks.postgres import PostgresSink
from logs.sinks.registry import sink_by_name
from tests.logs.servers.http_server import running
from tests.logs.servers.loki import LokiServer
from tests.logs.servers.opensearch import OpenSearchServer
from tests.logs.servers.otlp import OtlpServer

STORES = ("postgres", "files", "opensearch")
REMOTE = ("loki", "opensearch", "otlp")
SINKS = ("postgres", "files", *REMOTE)


class Bench:
    """A sink, and a look at what it keeps. ``server`` is None where there is none of the tests' own."""

    def __init__(self, sink, server=None, ids=None):
        self.sink = sink
        self.server = server
        self.ids = ids or server.ids

    def write(self, *lines):
        with transaction.atomic():
            self.sink.write(lines)
        if self.sink.name == "opensearch":
            self.sink.hours([])  # asks for a refresh


@pytest.fixture
def bench_of(tmp_path, db):
    """Make the bench of a tool by its name."""
    with ExitStack() as stack:

        def make(name):
            if name == "postgres":
                ids = StoredLine.objects.values_list("message_id", flat=True)
                return Bench(PostgresSink(), ids=lambda: list(ids.all()))
            if name == "files":
                folder = tmp_path / "lines"
                return Bench(FilesSink(folder), ids=lambda: ids_in(folder))
            servers = {"loki": LokiServer, "opensearch": OpenSearchServer, "otlp": OtlpServer}
            server = stack.enter_context(running(servers[name]))
            sinks = {
                "loki": LokiSink,
                "opensearch": lambda address: OpenSearchSink(address, index="lines"),
                "otlp": OtlpSink,
            }
            return Bench(sinks[name](server.address), server)

        yield make


def ids_in(folder):
    """Return the id of every line in the files under ``folder``, as any other program would read them."""
    return [
        line.message_id
        for path in [*folder.glob("*/*.ndjson"), *folder.glob("*/*.ndjson.zst")]
        for line in read_lines(path)
    ]


@pytest.fixture(autouse=True)
def fresh_tools():
    """Tools are kept by the process; a test's own settings make new ones."""
    sink_by_name.cache_clear()
    yield
    sink_by_name.cache_clear()
