"""The three servers as containers, by testcontainers, for people whose machine runs a Docker engine."""

import contextlib
import time
from collections.abc import Callable, Iterator, Sequence

from devstack.addresses import VARIABLES
from devstack.embedded.kafka import SHARED_SETTINGS, broker_count
from devstack.embedded.postgres import MAX_CONNECTIONS, SHARED_BUFFERS
from devstack.errors import DevstackError, MissingPieceError
from devstack.processes import POLL_SECONDS
from devstack.progress import say
from devstack.state import free_port

IMAGES = {"postgres": "postgres:18", "kafka": "apache/kafka:4.3.0", "redis": "redis:8"}
KAFKA_START_SECONDS = 90.0
KAFKA_INSIDE_PORT = 19092


@contextlib.contextmanager
def containers(names: Sequence[str]) -> Iterator[dict[str, str]]:
    """Start a container for each server named and give the addresses by environment variable.

    The containers are removed at the end of the context.

    Raise MissingPieceError when no Docker engine answers or testcontainers is not installed.
    """
    _require_engine()
    starters: dict[str, Callable[[contextlib.ExitStack], str]] = {
        "postgres": _start_postgres,
        "kafka": _start_kafka,
        "redis": _start_redis,
    }
    with contextlib.ExitStack() as stack:
        addresses = {}
        for name in names:
            say(f"starting {name} from the image {IMAGES[name]}")
            addresses[VARIABLES[name]] = starters[name](stack)
        yield addresses


def _require_engine() -> None:
    try:
        import docker as client  # type: ignore[import-untyped]  # it ships no types
    except ImportError as error:
        raise MissingPieceError(
            "DEVSTACK=docker needs the Python package testcontainers, which is not installed."
        ) from error
    try:
        client.from_env().ping()
    except Exception as error:
        # The client's errors for "nothing listens there" come from four libraries without a common base.
        raise MissingPieceError(
            "DEVSTACK=docker is set and no Docker engine answers: start Docker, or unset DEVSTACK for the "
            "embedded servers."
        ) from error


def _start_postgres(stack: contextlib.ExitStack) -> str:
    from testcontainers.community.postgres import PostgresContainer

    container = PostgresContainer(IMAGES["postgres"], username="store", password="store", dbname="store")
    command = f"postgres -c max_connections={MAX_CONNECTIONS} -c shared_buffers={SHARED_BUFFERS}"
    stack.enter_context(container.with_command(command))
    return str(container.get_connection_url(driver=None))


def _start_redis(stack: contextlib.ExitStack) -> str:
    from testcontainers.community.redis import RedisContainer

    container = stack.enter_context(RedisContainer(IMAGES["redis"]))
    return f"redis://{container.get_container_host_ip()}:{container.get_exposed_port(6379)}/0"


def _start_kafka(stack: contextlib.ExitStack) -> str:
    """Start Apache's own image, which testcontainers' Kafka class, made for another one, cannot configure."""
    from testcontainers.core.container import DockerContainer

    # The broker tells clients its address, so the port outside must be known before it starts.
    port = free_port()
    container = DockerContainer(IMAGES["kafka"]).with_bind_ports(9092, port)
    listeners = f"PLAINTEXT://:9092,CONTROLLER://:9093,INSIDE://:{KAFKA_INSIDE_PORT}"
    advertised = f"PLAINTEXT://127.0.0.1:{port},INSIDE://localhost:{KAFKA_INSIDE_PORT}"
    settings = SHARED_SETTINGS | {
        "process.roles": "broker,controller",
        "node.id": "1",
        "controller.quorum.voters": "1@localhost:9093",
        "controller.listener.names": "CONTROLLER",
        "inter.broker.listener.name": "INSIDE",
        "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,INSIDE:PLAINTEXT",
        "listeners": listeners,
        "advertised.listeners": advertised,
    }
    for key, value in settings.items():
        container.with_env("KAFKA_" + key.upper().replace(".", "_"), value)
    stack.enter_context(container)
    _wait_for_broker(port)
    return f"127.0.0.1:{port}"


def _wait_for_broker(port: int) -> None:
    deadline = time.monotonic() + KAFKA_START_SECONDS
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            if broker_count(port) > 0:
                return
        time.sleep(POLL_SECONDS)
    raise DevstackError(f"The container of {IMAGES['kafka']} did not answer in {KAFKA_START_SECONDS:.0f} s.")
