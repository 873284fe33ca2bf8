"""The settings under which everything is measured: the demo's, with names of the bench's own."""

import atexit
import os
import secrets
import shutil
import tempfile
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parent.parent
SERVERS: Final = ("DATABASE_URL", "KAFKA_BOOTSTRAP_SERVERS", "REDIS_URL")
STATE: Final = "DEVSTACK_STATE"


def prepare() -> None:
    """Set the environment of this process and its children; call it before anything reads Django's settings."""
    folder = Path(tempfile.mkdtemp(prefix="store-bench-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ.update(
        {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "ENV_FILES": "",
            "DEBUG": "0",
            "DEMO": "0",
            "SECRET_KEY": "bench-only",
            "ALLOWED_HOSTS": "127.0.0.1",
            "SITE_URL": "http://127.0.0.1",
            # So that one machine can be many networks: the collector allows each only so much.
            "BEHIND_PROXY": "1",
            "STATIC_ROOT": str(folder / "static"),
            # Counters shared by processes, as in the demo, cost more than a single process's own.
            "PROMETHEUS_MULTIPROC_DIR": str(folder),
            "SPOOL_DIR": str(folder / "spool"),
            "LOG_FILES_DIR": str(folder / "log-files"),
            "TRACKING_CONSENT_MODE": "opt-out",
            "TRACKING_USER_ID": "email",
            "PROMOTIONS_HOLDOUT_PERCENT": "0",
            "KAFKA_TOPIC_PREFIX": f"bench-{secrets.token_hex(4)}.",
            "LOG_LEVEL": "WARNING",
        }
    )
