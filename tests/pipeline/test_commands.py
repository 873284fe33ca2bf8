"""The operators' commands, run as operators run them: output, exit codes, and the supervised set."""

import json
import os
import signal

import pytest

from consumers.models import ConsumerInstance
from promotions.models import UserPromotion
from tests.processes import manage
from tests.searches import promotion, search, send
from tests.waiting import until

pytestmark = pytest.mark.django_db(transaction=True)


def run(*arguments, **extra):
    """Return (exit code, output)."""
    with manage(*arguments, **extra) as command:
        return command.wait(), command.output()


def pid_of(consumer):
    instances = ConsumerInstance.objects.filter(consumer=consumer, state="running").order_by("-started_at")
    return int(instances[0].instance.rpartition(":")[2]) if instances else 0


def test_create_topics_makes_them_once(topics):
    code, output = run("create_topics")
    assert code == 0
    assert f"already there {topics}activity.searches" in output


def test_an_unknown_consumer_is_wrong_usage_and_names_those_there_are(db):
    code, output = run("run_consumer", "promotion")
    assert code == 2
    assert "no consumer is named 'promotion'; there are: analytics, log-alerts, " in output


@pytest.mark.parametrize(
    "arguments",
    [[], ["promotions", "--all"], ["--all", "--max-messages", "5"], ["promotions", "--batch-size", "0"]],
)
def test_contradictions_are_wrong_usage(db, arguments):
    assert run("run_consumer", *arguments)[0] == 2


def test_without_topics_the_consumer_says_which_and_what_to_do(db):
    code, output = run("run_consumer", "promotions", KAFKA_TOPIC_PREFIX="nowhere.")
    assert code == 1
    assert "the broker has no topic nowhere.activity.searches; run: manage.py create_topics" in output


@pytest.mark.parametrize(
    ("command", "extra"),
    [
        (["run_consumer", "promotions"], {"KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1"}),
        (["create_topics"], {"KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1"}),
        (["consumer_status"], {"KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1"}),
        (["consumer_status"], {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing"}),
        (["dead_letters", "list"], {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing"}),
    ],
)
def test_an_unreachable_broker_or_database_is_one_line_and_exit_code_3(topics, command, extra):
    code, output = run(*command, **extra)
    assert code == 3
    assert "Traceback" not in output
    assert "Kafka: " in output or "Database: " in output


def test_consumer_status_tells_healthy_from_stopped(topics):
    promotion("humidifier")
    with manage("run_consumer", "promotions"):
        send(search("humidifier"))
        until(lambda: UserPromotion.objects.exists())
        until(lambda: ConsumerInstance.objects.filter(processed=1).exists())
        code, output = run("consumer_status", "--json")
        answer, _ = json.JSONDecoder().raw_decode(output)
        status = next(status for status in answer["consumers"] if status["name"] == "promotions")
        assert answer["production"]["problems"] == []
        assert code == 4, "the other consumers are stopped"
        assert (status["state"], status["lag"], status["processed"], status["processes"]) == (
            "running",
            0,
            1,
            1,
        )
        assert answer["outbox"] == {
            "name": "outbox", "state": "running", "waiting": 0, "oldest_seconds": None, "blocked": 0,
        }  # fmt: skip
        assert 0 < status["latency_p50_ms"] <= status["latency_p99_ms"]

    send(search("humidifier"))
    code, output = run("consumer_status")
    assert code == 4
    [row] = [row for row in output.splitlines() if row.startswith("promotions")]
    name, state, processes, lag, *_ = row.split()
    assert (name, state, processes, lag) == ("promotions", "stopped", "0", "1")


def test_all_restarts_what_dies_and_stops_everything_on_sigterm(topics):
    with manage("run_consumer", "--all") as supervisor:
        first = until(lambda: pid_of("promotions"), seconds=60)
        os.kill(first, signal.SIGKILL)
        second = until(lambda: pid_of("promotions") not in (0, first) and pid_of("promotions"), seconds=30)
        assert supervisor.stop() == 0
    with pytest.raises(ProcessLookupError):
        os.kill(second, 0)
    assert ConsumerInstance.objects.get(instance__endswith=f":{second}").state == "stopped"
