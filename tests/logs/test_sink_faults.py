"""Lines on their way into a log tool whose consumer is killed and which is away for a while: none missing, none twice.

Loki, OpenSearch and OTLP are servers of the tests' own, in ``tests/logs/servers``; nothing was tried with real
ones.
"""

from collections import Counter

import pytest

from consumers.models import DeadLetter
from logs.models import StoredLine, StoredMinute
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


def suffer(*names, **environment):
    """Let two processes of each sink die in the moments around a commit."""
    with Process(["-m", "tests.logs.sink_process", *names], **environment) as process:
        assert process.wait(120) == 0


def poison():
    """Send what is an event and no possible line."""
    return send_lines([event("wrong", severity=99)])


@pytest.mark.parametrize("count", [20_000, pytest.param(200_000, marks=pytest.mark.chaos)])
def test_postgresql_and_files_get_every_line_once_though_killed_and_without_a_disk(topics, tmp_path, count):
    folder = tmp_path / "lines"
    lines = [event(f"line {number}") for number in range(count)]
    sent = send_lines(lines)
    # Some once more, as a producer does that missed an acknowledgement: to the same partition.
    send_lines(lines[-2000::300], partition=(count - 2000) % WEB_LOGS.partitions)
    poison()

    suffer("postgres", "files", LOG_FILES_DIR=str(folder))
    aside = tmp_path / "aside"
    folder.rename(aside)
    folder.write_text("no folder")
    with (
        manage("run_consumer", "log-sink:postgres", "--exit-when-caught-up") as into_postgres,
        manage("run_consumer", "log-sink:files", LOG_FILES_DIR=str(folder)) as into_files,
    ):
        until(lambda: "waiting" in into_files.output(), seconds=60, what="the consumer noticed")
        folder.unlink()
        aside.rename(folder)
        assert into_postgres.wait(300) == 0
        until(lambda: len(ids_in(folder)) >= count, seconds=300, what="all lines written")
        until(lambda: DeadLetter.objects.count() == 2, what="the poisoned line set aside by both")

    assert Counter(StoredLine.objects.values_list("message_id", flat=True)) == Counter(sent)
    assert sum(StoredMinute.objects.values_list("lines", flat=True)) == count
    assert Counter(ids_in(folder)) == Counter(sent)
    assert all("severity_number is 99" in letter.error for letter in DeadLetter.objects.all())


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
