"""What a process is, as its log lines say it: OpenTelemetry's resource, https://opentelemetry.io/docs/specs/semconv/resource/."""

import os
import socket
from collections.abc import Sequence
from pathlib import PurePath
from typing import Any, Final

from tracking.ids import uuid7

_CELERY: Final = ("worker", "beat")
_SERVERS: Final = frozenset({"gunicorn", "uvicorn", "runserver"})


def resource_of(arguments: Sequence[str], *, version: str) -> dict[str, Any]:
    """Return the resource of this process, which was started with ``arguments`` (``sys.argv``). Its
    ``service.instance.id`` is new at each call: a process that was forked is another one."""
    return {
        **_service(arguments),
        "service.version": version,
        "service.instance.id": uuid7(),
        "host.name": socket.gethostname(),
        "process.pid": os.getpid(),
    }


def _service(arguments: Sequence[str]) -> dict[str, str]:
    program = PurePath(arguments[0]) if arguments else PurePath()
    # ``python -m gunicorn`` is started as …/gunicorn/__main__.py.
    name = program.parent.name if program.stem == "__main__" else program.stem
    rest = list(arguments[1:])
    if name == "celery":
        return {"service.name": next((word for word in rest if word in _CELERY), "command")}
    if name in _SERVERS or (rest and rest[0] in _SERVERS):
        return {"service.name": "web"}
    if rest[:1] == ["relay_outbox"]:
        return {"service.name": "relay"}
    if rest[:1] == ["run_consumer"]:
        named = [word for word in rest[1:2] if not word.startswith("-")]
        return {"service.name": "consumer", **({"consumer.name": named[0]} if named else {})}
    command = {"process.command": rest[0]} if rest and name == "manage" else {}
    return {"service.name": "command", **command}
