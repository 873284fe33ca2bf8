"""The demo's runner on a plan of its own: what is printed, restarted, stopped, and refused."""

import signal
import socket
import time
import urllib.request
from pathlib import Path

import pytest

from devstack.state import free_port
from tests.devstack.conftest import Background, devstack, environment

NAMED = {"DATABASE_URL": "postgresql://d", "KAFKA_BOOTSTRAP_SERVERS": "k:1", "REDIS_URL": "redis://r"}
PLAN = """
empty_folders = ["{state}/metrics"]
[environment]
SITE_URL = "http://127.0.0.1:{port}"
[[prepare]]
name = "greet"
command = ["{python}", "-c", "import os; print('prepared for', os.environ['SITE_URL'])"]
[[process]]
name = "web"
# Quiet, because a line written after the demo was killed would end it too, and hide what the next start does.
command = ["sh", "-c", "exec {python} -m http.server --bind 127.0.0.1 {port} > /dev/null 2>&1"]
[[process]]
name = "weak"
command = ["{python}", "-c", "import time; time.sleep(0.2); raise SystemExit(5)"]
[[process]]
name = "shopper"
command = ["{python}", "-c", "print('shopping'); import time; time.sleep(600)"]
when = "simulate"
[ready]
path = "/"
seconds = 20
try = "look around"
[ready.pages]
"the store" = "/"
[ready.logins]
"someone@example.com" = "a-password"
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with nothing but a plan."""
    (tmp_path / "demo.toml").write_text(PLAN)
    return tmp_path


def answers(port: int) -> bool:
    """Return whether a web server answers there."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5):
            return True
    except OSError:
        return False


def test_a_demo_runs_until_it_is_asked_to_stop(project: Path) -> None:
    port = free_port()
    demo = Background("demo", "--port", str(port), log=project / "log", env=environment(**NAMED), cwd=project)
    demo.wait_for("Ctrl-C stops everything")

    assert f"prepared for http://127.0.0.1:{port}" in demo.said
    assert "someone@example.com   a-password" in demo.said
    assert answers(port)
    settings = (project / ".demo" / "env").read_text().splitlines()
    assert f"SITE_URL=http://127.0.0.1:{port}" in settings
    assert "KAFKA_BOOTSTRAP_SERVERS=k:1" in settings
    demo.wait_for("│ shopping")
    demo.wait_for("ended with exit code 5; starting it again in 2 s")

    began = time.monotonic()
    assert demo.end(signal.SIGINT) == 0

    assert time.monotonic() - began < 5
    assert not answers(port)
    assert not (project / ".demo" / "env").exists()
    assert "\033[" not in demo.said


def test_simulated_shoppers_can_be_left_out(project: Path) -> None:
    demo = Background(
        "demo", "--port", str(free_port()), "--no-simulate", log=project / "log", env=environment(**NAMED),
        cwd=project,
    )  # fmt: skip
    demo.wait_for("Ctrl-C stops everything")

    assert demo.end() == 0
    assert "shopping" not in demo.said


def test_after_a_crash_the_next_demo_stops_what_was_left(project: Path) -> None:
    port = free_port()
    arguments = ("demo", "--port", str(port), "--no-simulate")
    crashed = Background(*arguments, log=project / "log", env=environment(**NAMED), cwd=project)
    crashed.wait_for("Ctrl-C stops everything")
    crashed.end(signal.SIGKILL)
    assert answers(port)

    demo = Background(*arguments, log=project / "log", env=environment(**NAMED), cwd=project)
    demo.wait_for("Ctrl-C stops everything")

    assert answers(port)
    assert demo.end() == 0
    assert not answers(port)


def test_a_taken_port_is_said_before_anything_starts(project: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = devstack("demo", "--port", str(port), env=environment(**NAMED), cwd=project)

    assert done.returncode == 2
    assert done.stderr == (
        f"devstack: Port {port} is taken by another program: choose another one, as in `make demo PORT=8080`.\n"
    )


def test_a_failing_step_ends_the_demo_with_its_name(project: Path) -> None:
    (project / "demo.toml").write_text(PLAN.replace("prepared for'", "prepared for', 1 / 0"))

    done = devstack("demo", "--port", str(free_port()), env=environment(**NAMED), cwd=project)

    assert done.returncode == 1
    assert "greet" in done.stderr
    assert "ZeroDivisionError" in done.stderr
    assert "The step “greet” failed with exit code 1; its output is above." in done.stderr


def test_a_plan_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    missing = devstack("demo", env=environment(**NAMED), cwd=tmp_path)
    (tmp_path / "demo.toml").write_text("[environment]\n")
    incomplete = devstack("demo", env=environment(**NAMED), cwd=tmp_path)

    assert (missing.returncode, incomplete.returncode) == (2, 2)
    assert missing.stderr == "devstack: There is no demo.toml here: run this in the project's folder.\n"
    assert incomplete.stderr == "devstack: demo.toml cannot be used: KeyError('ready').\n"
