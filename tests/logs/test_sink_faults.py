"""Lines on their way into a log tool whose consumer is killed and which is away for a while: none missing, none twice.

Loki, OpenSearch and OTLP are servers of the tests' own, in ``tests/logs/servers``; nothing was tried with real
ones.
"""

import signal
from collections import Counter

import pytest

from consumers.models import DeadLetter
from tests.logs.conftest import REMOTE, ids_in
from tests.logs.making import event, send_lines
from tests.logs.servers.http_server import running
from tests.logs.servers.loki import LokiServer
from tests.logs.servers.opensearch import OpenSearchServer
from tests.logs.servers.otlp import OtlpServer
from tests.processes import Process, manage
from tests.waiting import until
from tracking.topics import WEB_LOGS

pytestmark = pytest.mark.django_db(transaction=True)

SERVERS = {"loki": LokiServer, "opensearch": OpenSearchServer, "otlp": OtlpServer}
SETTINGS = {"loki": "LOG_LOKI_URL", "opensearch": "LOG_OPENSEARCH_URL", "otlp": "LOG_OTLP_URL"}


@pytest.fixture
def stored():
    from logs.models import StoredLine

    return lambda: Counter(StoredLine.objects.values_list("message_id", flat=True))


def suffer(name, **environment):
    """Let two processes of the sink die in the moments around a commit."""
    for seed in range(2):
        with Process(
            ["-m", "tests.logs.sink_process", name, "--kill-odds", "0.2", "--seed", str(seed)], **environment
        ) as process:
            assert process.wait(90) == -signal.SIGKILL


def poison():
    """Send what is an event and no possible line."""
    return send_lines([event("wrong", severity=99)])


@pytest.mark.parametrize("count", [20_000, pytest.param(200_000, marks=pytest.mark.chaos)])
def test_postgresql_gets_every_line_once(topics, stored, count):
    sent = send_lines(event(f"line {number}") for number in range(count))
    poison()

    suffer("postgres")
    with manage("run_consumer", "log-sink:postgres", "--exit-when-caught-up") as process:
        assert process.wait(300) == 0

    assert stored() == Counter(sent)
    assert "severity_number is 99" in DeadLetter.objects.get().error


@pytest.mark.parametrize("count", [20_000, pytest.param(200_000, marks=pytest.mark.chaos)])
def test_files_get_every_line_once_though_the_disk_is_away_for_a_while(topics, tmp_path, count):
    folder = tmp_path / "lines"
    sent = send_lines(event(f"line {number}") for number in range(count))
    poison()

    suffer("files", LOG_FILES_DIR=str(folder))
    aside = tmp_path / "aside"
    folder.rename(aside)
    folder.write_text("no folder")
    with manage("run_consumer", "log-sink:files", LOG_FILES_DIR=str(folder)) as process:
        until(lambda: "waiting" in process.output(), what="the consumer noticed")
        folder.unlink()
        aside.rename(folder)
        until(lambda: len(ids_in(folder)) >= count, seconds=300, what="all lines written")
        process.stop()

    assert Counter(ids_in(folder)) == Counter(sent)
    assert "severity_number is 99" in DeadLetter.objects.get().error


@pytest.mark.chaos
@pytest.mark.parametrize("name", REMOTE)
def test_a_remote_tool_gets_every_line_once_though_it_is_down_for_a_while(topics, name):
    sent = send_lines(event("poison" if number == 12_345 else f"line {number}") for number in range(20_000))
    with running(SERVERS[name]) as server:
        environment = {SETTINGS[name]: server.address}
        suffer(name, **environment)
        server.is_down = True
        with manage("run_consumer", f"log-sink:{name}", **environment) as process:
            until(lambda: "waiting" in process.output(), what="the consumer noticed")
            assert process.is_running()
            server.is_down = False
            until(lambda: len(server.ids()) >= 19_999, seconds=120, what="all lines taken")
            until(lambda: DeadLetter.objects.exists(), what="the poisoned line set aside")
            process.stop()

        assert Counter(server.ids()) == Counter(sent) - Counter([sent[12_345]])
    letter = DeadLetter.objects.get()
    assert (letter.consumer, letter.topic) == (f"log-sink:{name}", WEB_LOGS.full_name)
