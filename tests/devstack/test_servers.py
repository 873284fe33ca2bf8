"""The embedded servers as their users meet them: what survives which end, and what is said when not."""

import json
import os
import signal
from pathlib import Path

import psycopg
import redis
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewTopic

from tests.devstack.conftest import Stack, devstack


def topics(stack: Stack) -> set[str]:
    """Return the names of the topics the broker has."""
    admin = AdminClient({"bootstrap.servers": stack.addresses["KAFKA_BOOTSTRAP_SERVERS"]})
    return set(admin.list_topics(timeout=10).topics)


def make_topic(stack: Stack, name: str) -> None:
    """Make a topic of one partition and wait for it."""
    admin = AdminClient({"bootstrap.servers": stack.addresses["KAFKA_BOOTSTRAP_SERVERS"]})
    admin.create_topics([NewTopic(name, num_partitions=1, replication_factor=1)])[name].result(timeout=10)


def query(stack: Stack, statement: str) -> object:
    """Run a statement and return the first column of its first row, or None."""
    with psycopg.connect(stack.addresses["DATABASE_URL"], autocommit=True) as connection:
        cursor = connection.execute(statement.encode())
        row = cursor.fetchone() if cursor.description else None
        return row[0] if row else None


def server_pids(state: Path) -> dict[str, int]:
    """Return the pids of the servers as the state folder records them."""
    return {
        name: json.loads((state / "run" / f"{name}.json").read_text())["pid"]
        for name in ("kafka", "postgres", "redis")
    }


def runs(pid: int) -> bool:
    """Return whether a process exists and is not a zombie."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes() != b""
    except FileNotFoundError:
        return False


def test_three_servers_answer_at_the_addresses_of_the_env_file(stack: Stack) -> None:
    assert query(stack, "SELECT current_setting('server_version_num')::int / 10000") == 18
    assert query(stack, "SELECT current_setting('max_connections')") == "200"
    with redis.from_url(stack.addresses["REDIS_URL"]) as client:
        assert client.ping() is True
    make_topic(stack, "answers")
    assert "answers" in topics(stack)


def test_the_addresses_are_private_and_need_a_password(stack: Stack) -> None:
    assert (stack.state / "env").stat().st_mode & 0o077 == 0
    without_password = stack.addresses["REDIS_URL"].rpartition("@")[2]
    with redis.from_url(f"redis://{without_password}") as client:
        try:
            client.ping()
        except redis.AuthenticationError:
            return
    raise AssertionError("Redis answered without a password")


def test_a_second_start_on_the_same_folder_is_refused_in_one_sentence(stack: Stack) -> None:
    second = devstack("up", "--state", stack.state)

    assert second.returncode == 2
    assert "is in use by process" in second.stderr
    assert len(second.stderr.splitlines()) == 1
    assert query(stack, "SELECT 1") == 1


def test_control_restarts_kafka_with_its_data_on_its_port(stack: Stack) -> None:
    make_topic(stack, "restarted")
    before = server_pids(stack.state)["kafka"]

    done = devstack("control", "restart", "kafka", "--state", stack.state)

    assert done.returncode == 0, done.stderr
    assert server_pids(stack.state)["kafka"] != before
    assert "restarted" in topics(stack)


def test_control_kills_postgres_which_comes_back_with_its_data(stack: Stack) -> None:
    query(stack, "CREATE TABLE killed AS SELECT 7 AS kept")

    killed = devstack("control", "kill", "postgres", "--state", stack.state)
    assert killed.returncode == 0, killed.stderr
    try:
        query(stack, "SELECT 1")
    except psycopg.OperationalError:
        pass
    else:
        raise AssertionError("PostgreSQL still answered after it was killed")
    started = devstack("control", "start", "postgres", "--state", stack.state)

    assert started.returncode == 0, started.stderr
    assert query(stack, "SELECT kept FROM killed") == 7


def test_after_a_crash_the_next_start_takes_over_with_data_and_ports(stack: Stack) -> None:
    query(stack, "CREATE TABLE crashed AS SELECT 8 AS kept")
    make_topic(stack, "crashed")
    addresses, left_over = stack.addresses, server_pids(stack.state)
    stack.command.end(signal.SIGKILL)
    assert all(runs(pid) for pid in left_over.values())

    stack.start()

    assert not any(runs(pid) for pid in left_over.values())
    assert stack.addresses == addresses
    assert query(stack, "SELECT kept FROM crashed") == 8
    assert "crashed" in topics(stack)


def test_a_record_with_the_pid_of_another_process_harms_nobody(stack: Stack) -> None:
    assert stack.command.end() == 0
    record = stack.state / "run" / "redis.json"
    record.write_text(json.dumps({"pid": os.getpid(), "started": "1"}))

    stack.start()

    assert runs(os.getpid())
    with redis.from_url(stack.addresses["REDIS_URL"]) as client:
        assert client.ping() is True


def test_a_clean_end_stops_every_server_and_removes_the_env_file(stack: Stack) -> None:
    pids = server_pids(stack.state)

    assert stack.command.end(signal.SIGINT) == 0

    assert not any(runs(pid) for pid in pids.values())
    assert not (stack.state / "env").exists()
    stack.start()
    assert query(stack, "SELECT kept FROM crashed") == 8
