"""What was measured on."""

import os
import platform
import re
from pathlib import Path

import confluent_kafka
import django
from django.db import connection

from bench.environment import STATE


def facts() -> dict[str, str]:
    """Return the machine's and the servers' facts, by name."""
    return {
        "processor": f"{_processor()}, {len(os.sched_getaffinity(0))} cores",
        "memory": f"{_memory_gib():.0f} GiB",
        "load at start": f"{os.getloadavg()[0]:.1f}",
        "system": f"{platform.system()} {platform.release()}",
        "Python": f"{platform.python_version()}, Django {django.get_version()}",
        "PostgreSQL": _postgres(),
        "Kafka": _kafka(),
        "librdkafka": f"{confluent_kafka.libversion()[0]}, confluent-kafka {confluent_kafka.version()}",
    }


def _processor() -> str:
    found = _first(Path("/proc/cpuinfo"), r"^model name\s*: (.+)$")
    return found or platform.machine() or "unknown"


def _memory_gib() -> float:
    return int(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")) / 2**30


def _postgres() -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version'), current_setting('fsync'), "
            "current_setting('synchronous_commit'), current_setting('shared_buffers')"
        )
        version, fsync, commit, buffers = cursor.fetchone()
    return f"{version}, fsync {fsync}, synchronous_commit {commit}, shared_buffers {buffers}"


def _kafka() -> str:
    # Clients aren't told the broker's version; a server of ours writes it to its log.
    if state := os.environ.get(STATE):
        version = _first(Path(state) / "logs" / "kafka-server.log", r"Kafka version: (\S+)")
        if version:
            return f"{version}, embedded, one node"
    return "version not known (not started by devstack)"


def _first(path: Path, pattern: str) -> str:
    if not path.is_file():
        return ""
    found = re.search(pattern, path.read_text(errors="replace"), re.MULTILINE)
    return found[1] if found else ""
