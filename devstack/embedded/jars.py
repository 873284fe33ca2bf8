"""Kafka's jars: fetched once by their Maven coordinates, and run only with the digests of the lock file."""

import contextlib
import fcntl
import hashlib
import os
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from devstack.errors import DevstackError, MissingPieceError
from devstack.progress import say

if TYPE_CHECKING:
    from jgo.maven import Artifact, MavenContext

KAFKA = "org.apache.kafka:kafka_2.13:4.3.0"
# Connects Kafka's logging to the log4j it brings; without it the broker logs nothing. Taken without its own
# dependencies, which Kafka has already and which would change the versions Kafka was released with.
LOGGING_BRIDGE = "org.apache.logging.log4j:log4j-slf4j-impl:2.25.4"
LOCK_FILE = Path(__file__).parent.parent / "kafka-jars.lock"
RUN_SCOPES = ("compile", "runtime")
PARALLEL_DOWNLOADS = 6
_HEADER = """\
# The jars the embedded Kafka runs with: Maven coordinate and sha256 digest.
# Written by `python -m devstack lock-jars`; a jar with another digest is not run.
"""


@dataclass(frozen=True, order=True)
class LockedJar:
    """One jar that may be run: `group:artifact:version` and the sha256 of its file in hex."""

    coordinate: str
    sha256: str

    def path_in(self, repository: Path) -> Path:
        """Return where a Maven repository folder keeps the jar."""
        group, artifact, version = self.coordinate.split(":")
        return repository.joinpath(*group.split("."), artifact, version, f"{artifact}-{version}.jar")


def cache_folder() -> Path:
    """Return the user's folder for what is fetched once: DEVSTACK_CACHE, or below the usual cache folder."""
    if named := os.environ.get("DEVSTACK_CACHE"):
        return Path(named).absolute()
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "devstack"


def read_lock(path: Path = LOCK_FILE) -> list[LockedJar]:
    """Return the locked jars, in the file's order."""
    lines = [line.split() for line in path.read_text().splitlines() if line and not line.startswith("#")]
    return [LockedJar(coordinate, digest.removeprefix("sha256:")) for coordinate, digest in lines]


def kafka_jars(cancelled: threading.Event) -> list[Path]:
    """Return the jars to put on Kafka's class path, fetching those that the cache lacks.

    Raise MissingPieceError when they cannot be fetched or stored, DevstackError when a digest is not the
    locked one.
    """
    repository = cache_folder() / "maven"
    with _only_one_fetches(repository):
        jars = read_lock()
        # A download that was cut short leaves a file with another digest; such a file is fetched again.
        wanted = [jar for jar in jars if _digest(jar.path_in(repository)) != jar.sha256]
        if wanted:
            _fetch(wanted, repository, cancelled)
        return [jar.path_in(repository) for jar in jars]


def lock_jars() -> list[LockedJar]:
    """Resolve KAFKA with all it needs, write the lock file, and return what it holds.

    Raise MissingPieceError when the repository cannot be reached.
    """
    from jgo.parse import Coordinate

    repository = cache_folder() / "maven"
    with _only_one_fetches(repository), _network_errors():
        context = _context(repository)
        given, needed = context.resolver.resolve([context.create_dependency(Coordinate.parse(KAFKA))])
        dependencies = [*given, *(needed_one for needed_one in needed if needed_one.scope in RUN_SCOPES)]
        coordinates = [f"{d.groupId}:{d.artifactId}:{d.version}" for d in dependencies] + [LOGGING_BRIDGE]
        jars = sorted(LockedJar(text, _digest(_artifact(context, text).resolve())) for text in coordinates)
    LOCK_FILE.write_text(_HEADER + "".join(f"{jar.coordinate} sha256:{jar.sha256}\n" for jar in jars))
    return jars


def _fetch(jars: list[LockedJar], repository: Path, cancelled: threading.Event) -> None:
    say(f"fetching {len(jars)} jars of Apache Kafka (once; kept in {repository.parent})")
    context = _context(repository)

    def fetch_one(jar: LockedJar) -> LockedJar:
        if cancelled.is_set():
            raise DevstackError("Fetching Kafka's jars was interrupted.")
        path = jar.path_in(repository)
        path.unlink(missing_ok=True)
        _artifact(context, jar.coordinate).resolve()
        if (actual := _digest(path)) != jar.sha256:
            path.unlink(missing_ok=True)
            raise DevstackError(
                f"{jar.coordinate} has the digest {actual}, not the locked one: it was changed on the way, "
                "or `python -m devstack lock-jars` is due after a change of version."
            )
        return jar

    with _network_errors(), ThreadPoolExecutor(PARALLEL_DOWNLOADS) as pool:
        try:
            futures = [pool.submit(fetch_one, jar) for jar in jars]
            for done, future in enumerate(as_completed(futures), start=1):
                future.result()
                if done % 12 == 0 or done == len(jars):
                    say(f"fetched {done} of {len(jars)} jars")
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _context(repository: Path) -> "MavenContext":
    try:
        from jgo.maven import MavenContext
    except ImportError as error:
        raise MissingPieceError(
            "The Python package jgo is not installed, and KAFKA_BOOTSTRAP_SERVERS names no Kafka: install "
            "it, or set KAFKA_BOOTSTRAP_SERVERS."
        ) from error
    mirror = os.environ.get("DEVSTACK_MAVEN_REPOSITORY")
    remotes = {"mirror": mirror.rstrip("/")} if mirror else None
    return MavenContext(repo_cache=repository, local_repos=[], remote_repos=remotes)


def _artifact(context: "MavenContext", coordinate: str) -> "Artifact":
    group, artifact, version = coordinate.split(":")
    return context.project(group, artifact).at_version(version).artifact()


@contextlib.contextmanager
def _only_one_fetches(repository: Path) -> Iterator[None]:
    """Hold the cache, so that two stacks that start at once do not write the same files."""
    try:
        repository.mkdir(parents=True, exist_ok=True)
        lock = (repository / "lock").open("a")
    except OSError as error:
        raise MissingPieceError(
            f"The cache folder {repository} cannot be written ({error.strerror}): set DEVSTACK_CACHE to one "
            "that can."
        ) from error
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def _network_errors() -> Iterator[None]:
    try:
        yield
    except (OSError, RuntimeError) as error:
        # jgo raises RuntimeError for an artifact no repository has; requests' errors are OSErrors.
        raise MissingPieceError(
            f"Kafka's jars could not be fetched ({type(error).__name__}): check the network, set "
            "DEVSTACK_MAVEN_REPOSITORY to a Maven mirror, or KAFKA_BOOTSTRAP_SERVERS to a running Kafka."
        ) from error


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return ""
