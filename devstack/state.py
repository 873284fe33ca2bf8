"""The one folder a stack keeps its data, ports, logs and process records in."""

import contextlib
import fcntl
import json
import os
import random
import secrets
import shutil
import socket
import tempfile
import time
from collections.abc import Container, Iterator
from pathlib import Path

from devstack.errors import MissingPieceError, UsageError

# Below the range from which the system picks the local ends of outgoing connections: a port from that range
# can be taken by a client that reconnects while the server is down, and the server could not come back on it.
PORT_RANGE = range(20_000, 32_000)
EPHEMERAL_PREFIX = "devstack-"
# A folder younger than this may belong to a stack that has made it and not locked it yet.
ABANDONED_SECONDS = 60


class State:
    """Paths and small facts of one state folder. Making one creates the folder; nothing is started."""

    def __init__(self, folder: Path, *, ephemeral: bool = False) -> None:
        """Raise MissingPieceError when the folder cannot be made."""
        self.folder = folder.absolute()
        self.ephemeral = ephemeral
        # Once clients know the ports, a server that comes back must be where it was.
        self.ports_are_known = False
        try:
            for part in (self.folder, self.logs, self.run):
                part.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise MissingPieceError(
                f"The state folder {self.folder} cannot be written: {error.strerror}."
            ) from error

    @property
    def logs(self) -> Path:
        """Return the folder of the servers' log files."""
        return self.folder / "logs"

    @property
    def run(self) -> Path:
        """Return the folder of the process records."""
        return self.folder / "run"

    @property
    def env_file(self) -> Path:
        """Return the file by which other terminals find the running servers."""
        return self.folder / "env"

    def log(self, name: str) -> Path:
        """Return the log file of a server or process."""
        return self.logs / f"{name}.log"

    def record(self, name: str) -> Path:
        """Return where the process record of `name` is kept."""
        return self.run / f"{name}.json"

    def port(self, name: str) -> int:
        """Return the port `name` had before, or a free one, then remembered, when that is taken by now.

        Raise UsageError when it is taken and `ports_are_known`.
        """
        with self._locked("ports.lock"):
            path = self.folder / "ports.json"
            ports: dict[str, int] = json.loads(path.read_text()) if path.exists() else {}
            known = ports.get(name)
            if known is not None and self.ports_are_known and not port_is_free(known):
                raise UsageError(f"Port {known} of {name} is taken by another program now.")
            if known is None or not port_is_free(known):
                ports[name] = free_port(avoid=set(ports.values()))
                write_private(path, json.dumps(ports, indent=2, sort_keys=True) + "\n")
            return ports[name]

    def known_port(self, name: str) -> int | None:
        """Return the port `name` was last given, whether or not it is in use, or None."""
        path = self.folder / "ports.json"
        ports: dict[str, int] = json.loads(path.read_text()) if path.exists() else {}
        return ports.get(name)

    def secret(self, name: str) -> str:
        """Return a random text that stays the same for the life of the folder; only its owner can read it."""
        path = self.folder / f"{name}.secret"
        if not path.exists():
            write_private(path, secrets.token_urlsafe(36) + "\n")
        return path.read_text().strip()

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Keep the folder to this process. Raise UsageError when another process holds it.

        The kernel lets go of the lock when its holder dies, however it dies, so none can stay behind.
        """
        with (self.run / "lock").open("a+") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                lock.seek(0)
                holder = lock.read().strip() or "another process"
                raise UsageError(
                    f"The state folder {self.folder} is in use by {holder}: stop that one, or choose another "
                    "folder with --state."
                ) from None
            lock.truncate(0)
            lock.write(f"process {os.getpid()}\n")
            lock.flush()
            yield

    def is_held(self) -> bool:
        """Return whether a process holds the folder now."""
        with (self.run / "lock").open("a+") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
            return False

    @contextlib.contextmanager
    def _locked(self, name: str) -> Iterator[None]:
        with (self.run / name).open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def exclusive(self, server: str) -> contextlib.AbstractContextManager[None]:
        """Wait for other processes that start or stop `server`, and keep them out meanwhile."""
        return self._locked(f"{server}.lock")


def ephemeral_folder() -> Path:
    """Return a new temporary folder for a state that is thrown away at the end."""
    folder = Path(tempfile.mkdtemp(prefix=EPHEMERAL_PREFIX))
    # PostgreSQL's unprivileged user must pass through when this process is root.
    folder.chmod(0o711)
    return folder


def abandoned_folders() -> list[Path]:
    """Return this user's temporary state folders whose holder died without removing them."""
    found = []
    for folder in Path(tempfile.gettempdir()).glob(f"{EPHEMERAL_PREFIX}*"):
        with contextlib.suppress(OSError):
            age = time.time() - (folder / "run" / "lock").stat().st_mtime
            if folder.stat().st_uid == os.getuid() and age > ABANDONED_SECONDS:
                found.append(folder)
    return [folder for folder in found if not State(folder).is_held()]


def remove_folder(folder: Path) -> None:
    """Remove a state folder and the data that was placed outside of it for PostgreSQL's sake."""
    outside = folder / "postgres"
    if outside.is_symlink():
        shutil.rmtree(outside.resolve(), ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read, so that a reader finds all of it or no file."""
    partial = path.with_name(f"{path.name}.partial")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(descriptor, "w") as file:
        file.write(text)
    partial.replace(path)


def port_is_free(port: int) -> bool:
    """Return whether a server could listen on this loopback port now."""
    with socket.socket() as probe:
        # What servers do themselves; without it the closing connections of a server just stopped would count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port(*, avoid: Container[int] = ()) -> int:
    """Return a loopback port nothing listens on. Raise MissingPieceError when there is none."""
    for port in random.sample(PORT_RANGE, k=500):
        if port not in avoid and port_is_free(port):
            return port
    raise MissingPieceError(f"No free port was found between {PORT_RANGE.start} and {PORT_RANGE.stop}.")
