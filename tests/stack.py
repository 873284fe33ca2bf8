"""Stopping and starting the tests' own servers."""

import os
import subprocess
import sys

import pytest
from django.db import connections

STATE = os.environ.get("DEVSTACK_STATE", "")

needs_own_servers = pytest.mark.skipif(
    not STATE, reason="the servers are not the tests' own: run `make test` without DATABASE_URL and the like"
)


def control(action: str, server: str) -> None:
    """Do ``action`` (stop, start, restart, kill) to ``server`` (kafka, postgres, redis), and wait until it's done."""
    subprocess.run(
        [sys.executable, "-m", "devstack", "control", action, server, "--state", STATE],
        check=True,
        capture_output=True,
        timeout=120,
    )
    if server == "postgres":
        connections.close_all()
