"""Loaded before Django's settings: gives the tests their servers and settings.

``make test`` runs pytest inside ``python -m devstack run``, which names the addresses. Where nothing names them
(a bare ``pytest``), a stack of its own is started here and stopped at the end. A running demo is never touched.
"""

import atexit
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

_ADDRESSES = ("DATABASE_URL", "KAFKA_BOOTSTRAP_SERVERS", "REDIS_URL")
_START_SECONDS = 300

_SETTINGS = {
    "ENV_FILES": "",
    "DEBUG": "1",
    # What is behind the gate has tests of its own; those of the gate turn it on.
    "STAFF_TWO_FACTOR": "off",
    "SECRET_KEY": "tests-only",
    "SITE_URL": "http://127.0.0.1:8000",
    "TRACKING_CONSENT_MODE": "opt-out",
    # Every line of every test would go to Kafka; the tests of shipping turn it on.
    "LOG_SHIPPING": "0",
    "PROMOTIONS_HOLDOUT_PERCENT": "0",
    # Playwright keeps an event loop in the tests' own thread.
    "DJANGO_ALLOW_ASYNC_UNSAFE": "1",
    "KAFKA_TOPIC_PREFIX": f"test-{secrets.token_hex(4)}.",
}


def _start_stack() -> None:
    folder = Path(tempfile.mkdtemp(prefix="store-tests-"))
    env_file = folder / "env"
    stack = subprocess.Popen(
        [sys.executable, "-m", "devstack", "up", "--ephemeral", "--env-file", str(env_file)],
        cwd=Path(__file__).parent.parent,
        stdout=subprocess.DEVNULL,
    )
    atexit.register(_stop_stack, stack, env_file)
    deadline = time.monotonic() + _START_SECONDS
    while not env_file.exists():
        if stack.poll() is not None or time.monotonic() > deadline:
            raise SystemExit("the tests' servers did not start; see above")
        time.sleep(0.1)
    for line in env_file.read_text().splitlines():
        name, _, value = line.partition("=")
        os.environ.setdefault(name, value)


def _stop_stack(stack: "subprocess.Popen[bytes]", env_file: Path) -> None:
    stack.send_signal(signal.SIGTERM)
    stack.wait(60)
    env_file.unlink(missing_ok=True)
    env_file.parent.rmdir()


_static = tempfile.mkdtemp(prefix="store-tests-static-")
_spool = tempfile.mkdtemp(prefix="store-tests-spool-")
_log_files = tempfile.mkdtemp(prefix="store-tests-log-files-")
for _folder in (_static, _spool, _log_files):
    atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ.update(_SETTINGS, STATIC_ROOT=_static, SPOOL_DIR=_spool, LOG_FILES_DIR=_log_files)
if not all(name in os.environ for name in _ADDRESSES):
    _start_stack()
