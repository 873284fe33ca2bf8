"""The demo as data: what `demo.toml` says, with its placeholders filled in."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from devstack.errors import UsageError


@dataclass(frozen=True)
class Step:
    """A command that is run once and must succeed; `download` ones are counted apart in the time it took."""

    name: str
    command: tuple[str, ...]
    download: bool = False


@dataclass(frozen=True)
class Process:
    """A command that is kept running."""

    name: str
    command: tuple[str, ...]


@dataclass(frozen=True)
class Ready:
    """When the demo is ready, and what a person is told then."""

    path: str
    seconds: float
    suggestion: str
    pages: Mapping[str, str]
    logins: Mapping[str, str]


@dataclass(frozen=True)
class Plan:
    """The whole demo."""

    environment: Mapping[str, str]
    empty_folders: tuple[Path, ...]
    prepare: tuple[Step, ...]
    processes: tuple[Process, ...]
    ready: Ready


def load_plan(path: Path, *, placeholders: Mapping[str, str], switches: set[str]) -> Plan:
    """Return the plan of a `demo.toml`.

    `placeholders` replace {name} in commands and values. A process with a `when` is kept if `switches` has it, and so
    is what a table `when.<switch>.environment` adds. Raise UsageError when the file is missing, is not TOML, lacks what
    a plan needs, or doesn't know a switch.
    """
    try:
        raw = tomllib.loads(path.read_text())
        return _plan(raw, placeholders, switches)
    except FileNotFoundError:
        raise UsageError(f"There is no {path} here: run this in the project's folder.") from None
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise UsageError(f"{path} cannot be used: {error!r}.") from error


def _plan(raw: dict[str, Any], placeholders: Mapping[str, str], switches: set[str]) -> Plan:
    def filled(text: str) -> str:
        return text.format_map(placeholders)

    def command(entry: dict[str, Any]) -> tuple[str, ...]:
        return tuple(filled(word) for word in entry["command"])

    ready = raw["ready"]
    environment = dict(raw["environment"])
    known = {"simulate", *(entry["when"] for entry in raw["process"] if "when" in entry)}
    if unknown := switches - known:
        raise UsageError(f"{min(unknown)!r} is no switch of the demo: there is {', '.join(sorted(known))}.")
    for switch in switches:
        environment.update(raw.get("when", {}).get(switch, {}).get("environment", {}))
    return Plan(
        environment={key: filled(value) for key, value in environment.items()},
        empty_folders=tuple(Path(filled(folder)) for folder in raw.get("empty_folders", [])),
        prepare=tuple(
            Step(entry["name"], command(entry), entry.get("download", False)) for entry in raw["prepare"]
        ),
        processes=tuple(
            Process(entry["name"], command(entry))
            for entry in raw["process"]
            if entry.get("when") is None or entry["when"] in switches
        ),
        ready=Ready(ready["path"], float(ready["seconds"]), ready["try"], ready["pages"], ready["logins"]),
    )
