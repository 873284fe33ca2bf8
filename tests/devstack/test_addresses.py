"""Where the addresses come from, and what is said when something needed is missing."""

import socket
from pathlib import Path

import pytest

from devstack.demo.plan import load_plan
from devstack.embedded.jars import read_lock
from devstack.errors import UsageError
from devstack.state import State, port_is_free
from tests.devstack.conftest import ROOT, devstack, environment

NAMED = {
    "DATABASE_URL": "postgresql://someone@database.example/shop",
    "KAFKA_BOOTSTRAP_SERVERS": "kafka.example:9092",
    "REDIS_URL": "redis://redis.example:6379/0",
}
PRINT = "import os; print(os.environ['DATABASE_URL'], os.environ['KAFKA_BOOTSTRAP_SERVERS'])"


def test_servers_named_by_the_environment_are_passed_on_and_not_started(tmp_path: Path) -> None:
    done = devstack("run", "--state", tmp_path, "--", "python3", "-c", PRINT, env=environment(**NAMED))

    assert done.stdout.split() == [NAMED["DATABASE_URL"], NAMED["KAFKA_BOOTSTRAP_SERVERS"]]
    assert done.returncode == 0
    assert not (tmp_path / "kafka").exists()


def test_one_named_server_leaves_the_others_to_be_started(tmp_path: Path) -> None:
    named = {key: NAMED[key] for key in ("DATABASE_URL", "KAFKA_BOOTSTRAP_SERVERS")}
    show = (
        "import os; print(os.environ['DATABASE_URL'], os.environ['REDIS_URL'], os.environ['DEVSTACK_STATE'])"
    )

    done = devstack("run", "--state", tmp_path, "--", "python3", "-c", show, env=environment(**named))

    database, redis, state = done.stdout.split()
    assert database == NAMED["DATABASE_URL"]
    assert "@127.0.0.1:" in redis
    assert state == str(tmp_path)
    assert not (tmp_path / "postgres").exists()


def test_run_ends_with_the_exit_code_of_the_command(tmp_path: Path) -> None:
    env = environment(**NAMED)

    assert devstack("run", "--state", tmp_path, "--", "sh", "-c", "exit 7", env=env).returncode == 7
    assert devstack("run", "--state", tmp_path, "--", "sh", "-c", "kill -9 $$", env=env).returncode == 137


def test_a_command_that_does_not_exist_is_refused_before_anything_starts(tmp_path: Path) -> None:
    done = devstack("run", "--state", tmp_path / "state", "--", "no-such-program")

    assert (done.returncode, done.stderr) == (
        2,
        "devstack: no-such-program cannot be run: there is no such program.\n",
    )
    assert not (tmp_path / "state").exists()


def test_docker_without_an_engine_says_so(tmp_path: Path) -> None:
    env = environment(DEVSTACK="docker", DOCKER_HOST=f"unix://{tmp_path}/no-engine.sock")

    done = devstack("run", "--state", tmp_path, "--", "true", env=env)

    assert done.returncode == 3
    assert "DEVSTACK=docker is set and no Docker engine answers" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_missing_java_is_said_and_nothing_stays_running(tmp_path: Path) -> None:
    named = {key: NAMED[key] for key in ("DATABASE_URL", "REDIS_URL")}
    env = environment(**named, DEVSTACK_JAVA=str(tmp_path / "java"))

    done = devstack("run", "--state", tmp_path, "--", "true", env=env)

    assert done.returncode == 3
    assert "Kafka needs Java 17 or newer" in done.stderr
    assert "Traceback" not in done.stderr


def test_without_a_network_the_missing_jars_are_said(tmp_path: Path) -> None:
    named = {key: NAMED[key] for key in ("DATABASE_URL", "REDIS_URL")}
    # Port 9, "discard", refuses connections at once.
    offline = {"DEVSTACK_CACHE": str(tmp_path / "cache"), "DEVSTACK_MAVEN_REPOSITORY": "http://127.0.0.1:9"}

    done = devstack("run", "--state", tmp_path, "--", "true", env=environment(**named, **offline))

    assert done.returncode == 3
    assert "Kafka's jars could not be fetched (ConnectionError): check the network" in done.stderr
    assert "Traceback" not in done.stderr


def test_control_without_a_stack_says_so(tmp_path: Path) -> None:
    devstack("run", "--state", tmp_path, "--", "true", env=environment(**NAMED))

    done = devstack("control", "stop", "kafka", "--state", tmp_path)

    assert done.returncode == 2
    assert "No embedded servers run on" in done.stderr


def test_a_folder_that_is_no_state_folder_is_never_removed(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")

    done = devstack("remove", "--state", tmp_path)

    assert (done.returncode, done.stderr) == (2, f"devstack: {tmp_path} is no state folder of devstack.\n")
    assert (tmp_path / "thesis.txt").exists()


def test_a_port_is_remembered_until_another_program_takes_it(tmp_path: Path) -> None:
    port = State(tmp_path).port("redis")
    assert State(tmp_path).port("redis") == port

    with socket.create_server(("127.0.0.1", port)):
        other = State(tmp_path).port("redis")

    assert other != port
    assert port_is_free(other)
    assert State(tmp_path).port("redis") == other


def test_every_locked_jar_has_a_version_and_a_digest() -> None:
    jars = read_lock()

    assert any(jar.coordinate == "org.apache.kafka:kafka_2.13:4.3.0" for jar in jars)
    assert all(jar.coordinate.count(":") == 2 and len(jar.sha256) == 64 for jar in jars)


def test_the_projects_own_plan_can_be_read() -> None:
    placeholders = {"python": "python", "port": "8000", "next_port": "8001", "state": "/state", "secret": "s"}

    quiet = load_plan(ROOT / "demo.toml", placeholders=placeholders, switches=set())
    busy = load_plan(ROOT / "demo.toml", placeholders=placeholders, switches={"simulate"})

    assert {process.name for process in busy.processes} - {process.name for process in quiet.processes} == {
        "simulator"
    }
    assert quiet.environment["SITE_URL"] == "http://127.0.0.1:8000"
    assert "TRACKING_COLLECTOR_URL" not in quiet.environment


def test_a_switch_of_the_demo_brings_its_process_and_its_settings() -> None:
    placeholders = {"python": "python", "port": "8000", "next_port": "8001", "state": "/state", "secret": "s"}

    plan = load_plan(ROOT / "demo.toml", placeholders=placeholders, switches={"collector-asgi"})

    assert plan.environment["TRACKING_COLLECTOR_URL"] == "http://127.0.0.1:8001/activity/"
    assert "8001" in next(process.command for process in plan.processes if process.name == "collector")
    with pytest.raises(UsageError, match="'coffee' is no switch of the demo"):
        load_plan(ROOT / "demo.toml", placeholders=placeholders, switches={"coffee"})
