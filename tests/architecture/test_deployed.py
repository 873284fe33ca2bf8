"""The settings of a store that others reach: Django's own checks find nothing, and every answer has its headers."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PRODUCTION = {
    "DEBUG": "0",
    "DEMO": "0",
    "SITE_URL": "https://store.example.com",
    "ALLOWED_HOSTS": "store.example.com",
    "BEHIND_PROXY": "1",
    "SECRET_KEY": "fk7GzqP2vXcW9sNbT4mRjL8hYdQ3aE6uHoK5iVxMwZgS1tBnCy",
    "STAFF_TWO_FACTOR": "required",
}


def check(**more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    environment = {**os.environ, **PRODUCTION, **more}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)


def test_the_checks_for_deployment_find_nothing() -> None:
    done = check()
    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("setting", "found"),
    [({"STAFF_TWO_FACTOR": "off"}, "staff.W001"), ({"STAFF_TWO_FACTOR": "requird"}, "staff.E001"),
     ({"SITE_URL": "http://store.example.com"}, "security.W008"), ({"SECRET_KEY": "short"}, "security.W009")],
)  # fmt: skip
def test_and_they_would_find_what_is_wrong(setting: dict[str, str], found: str) -> None:
    done = check(**setting)
    assert done.returncode == 1
    assert found in done.stderr
