"""The three addresses a stack gives, and the environment variables that carry them."""

from collections.abc import Mapping
from pathlib import Path

from devstack.state import write_private

# Which variable carries the address of which server.
VARIABLES = {"postgres": "DATABASE_URL", "kafka": "KAFKA_BOOTSTRAP_SERVERS", "redis": "REDIS_URL"}
SERVERS = tuple(VARIABLES)


def named_addresses(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the addresses the environment already names, by variable; those servers are used as they are."""
    return {variable: environ[variable] for variable in VARIABLES.values() if environ.get(variable)}


def write_env_file(path: Path, values: Mapping[str, str]) -> None:
    """Write `KEY=value` lines for other terminals; private, because the addresses carry passwords."""
    write_private(path, "".join(f"{key}={value}\n" for key, value in values.items()))
