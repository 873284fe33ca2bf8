"""The servers as one thing: started together, stopped together, on one state folder."""

import contextlib
import json
import os
import threading
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from devstack import docker
from devstack.addresses import VARIABLES, named_addresses
from devstack.embedded.jars import kafka_jars
from devstack.embedded.kafka import Kafka
from devstack.embedded.postgres import Postgres
from devstack.embedded.redis import Redis
from devstack.embedded.server import Server
from devstack.errors import UsageError
from devstack.progress import say
from devstack.state import State, abandoned_folders, ephemeral_folder, remove_folder

EMBEDDED: dict[str, type[Server]] = {"kafka": Kafka, "postgres": Postgres, "redis": Redis}
RUNNING_FILE = "embedded.json"


@contextlib.contextmanager
def opened_state(folder: Path, *, ephemeral: bool) -> Iterator[State]:
    """Hold a state folder for as long as the context lasts, a throw-away one when `ephemeral`.

    Raise UsageError when another process holds the folder.
    """
    if not ephemeral:
        state = State(folder)
        with state.held():
            yield state
        return
    for abandoned in abandoned_folders():
        _stop_all(_servers(State(abandoned), EMBEDDED))
        remove_folder(abandoned)
    state = State(ephemeral_folder(), ephemeral=True)
    try:
        with state.held():
            yield state
    finally:
        remove_folder(state.folder)


def remove_state(folder: Path) -> None:
    """Stop what a crash left running on a state folder, and remove it with all data.

    Raise UsageError when a stack runs on it, or it is no state folder.
    """
    state = _existing_state(folder)
    with state.held():
        _stop_all(_servers(state, EMBEDDED))
        remove_folder(state.folder)


@contextlib.contextmanager
def running_stack(state: State, environ: Mapping[str, str] = os.environ) -> Iterator[dict[str, str]]:
    """Give the three addresses, by environment variable, and stop at the end whatever was started for them.

    What `environ` names is used and not started; the rest comes from containers when DEVSTACK is `docker`,
    else from the embedded servers. Raise DevstackError when one of them cannot be started; none is left
    running then.
    """
    named = named_addresses(environ)
    missing = [name for name, variable in VARIABLES.items() if variable not in named]
    if not missing:
        yield named
    elif environ.get("DEVSTACK") == "docker":
        with docker.containers(missing) as addresses:
            yield named | addresses
    else:
        # A crashed run may have left any of them, also one that the environment names today.
        _stop_all(_servers(state, EMBEDDED))
        servers = _servers(state, missing)
        try:
            yield named | _start_all(state, servers)
        finally:
            (state.run / RUNNING_FILE).unlink(missing_ok=True)
            _stop_all(servers)


def running_server(folder: Path, name: str) -> Server:
    """Return a server of the stack that another process holds up on this folder.

    Raise UsageError when no stack runs there or it did not start that server itself.
    """
    state = _existing_state(folder)
    path = state.run / RUNNING_FILE
    if not state.is_held() or not path.exists():
        raise UsageError(
            f"No embedded servers run on {state.folder}: start them with `python -m devstack up`."
        )
    running = json.loads(path.read_text())
    if name not in running["servers"]:
        raise UsageError(
            f"The stack on {state.folder} did not start {name}: the environment named its address."
        )
    state.ephemeral, state.ports_are_known = running["ephemeral"], True
    return EMBEDDED[name](state)


def fetch_once(environ: Mapping[str, str] = os.environ) -> None:
    """Fetch what the embedded servers need and the machine lacks, so that their start needs no network.

    Raise MissingPieceError when that is not possible.
    """
    if VARIABLES["kafka"] not in named_addresses(environ) and environ.get("DEVSTACK") != "docker":
        kafka_jars(threading.Event())


def _existing_state(folder: Path) -> State:
    # Making a State makes its folders, which must not turn any folder that is named by mistake into one.
    if not (folder / "run" / "lock").exists():
        raise UsageError(f"{folder} is no state folder of devstack.")
    return State(folder)


def _servers(state: State, names: Iterable[str]) -> list[Server]:
    return [EMBEDDED[name](state) for name in names]


def _start_all(state: State, servers: list[Server]) -> dict[str, str]:
    names = [server.name for server in servers]
    say(f"starting {', '.join(names)}")
    with ThreadPoolExecutor(len(servers)) as pool:
        futures = [pool.submit(server.start) for server in servers]
        try:
            addresses = {
                server.variable: future.result() for server, future in zip(servers, futures, strict=True)
            }
        except BaseException:
            for server in servers:
                server.cancelled.set()
            raise
    (state.run / RUNNING_FILE).write_text(json.dumps({"servers": names, "ephemeral": state.ephemeral}))
    return addresses


def _stop_all(servers: list[Server]) -> None:
    with ThreadPoolExecutor(len(servers)) as pool:
        for stopping in [pool.submit(server.stop) for server in servers]:
            stopping.result()
