"""The consumers ``log-sink:<name>``: one group a tool, so that each goes at its own pace and stops by itself."""

from functools import partial
from typing import Final

from consumers.api import Batch, consumer
from logs.lines import line_of
from logs.sinks.registry import TOOLS, Tool, sink_by_name
from tracking.events import LogRecorded

CONSUMER: Final = "log-sink:{}"
# A request of a megabyte or two, and one COPY.
_BATCH: Final = 2000


def handle(name: str, batch: Batch) -> None:
    sink_by_name(name).write([line_of(delivery) for delivery in batch.deliveries])


def forget(name: str) -> None:
    """Delete every line the tool has."""
    sink_by_name(name).forget()


def _declare(name: str, tool: Tool) -> None:
    handler, reset = partial(handle, name), partial(forget, name)
    handler.__doc__ = tool.kind.about
    reset.__doc__ = tool.kind.forget.__doc__
    consumer(
        CONSUMER.format(name),
        reads=[LogRecorded],
        max_batch=_BATCH,
        delivery=tool.kind.delivery,
        reset=reset,
        lacks=tool.lacks,
    )(handler)


for _name, _tool in TOOLS.items():
    _declare(_name, _tool)
