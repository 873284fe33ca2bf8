"""The settings of a store that others reach: Django's own checks find nothing, and every answer has its headers."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from staff.checks import two_factor_is_known

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
    # The tests' own, for Playwright.
    environment.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)


def test_the_checks_for_deployment_find_nothing() -> None:
    done = check()
    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout + done.stderr


def test_and_they_would_find_what_is_wrong() -> None:
    done = check(STAFF_TWO_FACTOR="off", SITE_URL="http://store.example.com", SECRET_KEY="short")
    assert done.returncode == 1
    assert {"staff.W001", "security.W008", "security.W009"} <= set(re.findall(r"\w+\.W\d+", done.stderr))


def test_a_misspelt_wish_about_the_second_factor_is_an_error(settings: Any) -> None:
    settings.STAFF_TWO_FACTOR = "requird"
    assert [message.id for message in two_factor_is_known()] == ["staff.E001"]
