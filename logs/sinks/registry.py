"""The log tools of this installation, by name: which there are, and which have what they need."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from django.conf import settings

from logs.errors import NotSearchable, UnknownSink
from logs.sinks.base import Sink, Store
from logs.sinks.files import FilesSink
from logs.sinks.loki import LokiSink
from logs.sinks.opensearch import OpenSearchSink
from logs.sinks.otlp import OtlpSink
from logs.sinks.postgres import PostgresSink

type Kind = type[PostgresSink | FilesSink | LokiSink | OpenSearchSink | OtlpSink]


@dataclass(frozen=True, slots=True)
class Tool:
    """A sink's class, how it is made, and the setting that it needs; empty for none."""

    kind: Kind
    make: Callable[[], Sink]
    setting: str = ""

    @property
    def lacks(self) -> str:
        return "" if not self.setting or getattr(settings, self.setting) else f"{self.setting} is not set"


_TOOLS: Final = (
    Tool(PostgresSink, PostgresSink),
    Tool(FilesSink, lambda: FilesSink(Path(settings.LOG_FILES_DIR)), "LOG_FILES_DIR"),
    Tool(LokiSink, lambda: LokiSink(settings.LOG_LOKI_URL), "LOG_LOKI_URL"),
    Tool(
        OpenSearchSink,
        lambda: OpenSearchSink(settings.LOG_OPENSEARCH_URL, index=settings.LOG_OPENSEARCH_INDEX),
        "LOG_OPENSEARCH_URL",
    ),
    Tool(OtlpSink, lambda: OtlpSink(settings.LOG_OTLP_URL), "LOG_OTLP_URL"),
)
TOOLS: Final[dict[str, Tool]] = {tool.kind.name: tool for tool in _TOOLS}


@lru_cache
def sink_by_name(name: str) -> Sink:
    """Return the tool of that name, the same one each time: it keeps its connections.

    Raises:
        UnknownSink: there is none.
    """
    if name not in TOOLS:
        raise UnknownSink(name, TOOLS)
    return TOOLS[name].make()


def store_by_name(name: str) -> Store:
    """Return the tool of that name, which can be searched.

    Raises:
        UnknownSink: there is none.
        NotSearchable: it only takes.
    """
    sink = sink_by_name(name)
    if not isinstance(sink, Store):
        raise NotSearchable(name)
    return sink
