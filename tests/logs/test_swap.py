"""The viewer moves from PostgreSQL to files to OpenSearch, and no web process is touched."""

import io
import signal

import pytest
from django.core.management import CommandError, call_command

from consumers.registry import consumers
from logs.models import StoredLine
from tests.logs.making import NOON, event, send_lines
from tests.logs.servers.http_server import running
from tests.logs.servers.opensearch import OpenSearchServer
from tests.processes import manage

pytestmark = pytest.mark.django_db(transaction=True)

HOUR = 3_600_000


@pytest.fixture
def staff(client, django_user_model):
    user = django_user_model.objects.create_superuser(email="staff@example.com", password="long-enough-9")
    client.force_login(user)
    return client


@pytest.fixture
def as_a_process():
    """The command listens to signals, and reads which tools there are before anything: here it is no process of its
    own."""
    consumers()
    numbers = signal.SIGTERM, signal.SIGINT
    handlers = [signal.getsignal(number) for number in numbers]
    yield
    for number, handler in zip(numbers, handlers, strict=True):
        signal.signal(number, handler)


def swap(name, *more):
    out = io.StringIO()
    call_command("swap_log_sink", name, *more, stdout=out, stderr=io.StringIO())
    return out.getvalue()


def swap_process(name, **environment):
    with manage("swap_log_sink", name, **environment) as process:
        assert process.wait(120) == 0
        return process.output()


def shown(client):
    page = client.get("/operations/logs/?range=7d")
    assert page.status_code == 200
    return page.context["tool"], page.context["results"].total


def test_the_viewer_moves_on_once_the_counts_agree(as_a_process, topics, staff, tmp_path, settings):
    settings.LOG_FILES_DIR = str(tmp_path)
    twice = event("sent twice", date=NOON - 3 * HOUR)
    events = [event(f"line {number}", date=NOON - number % 5 * HOUR) for number in range(3000)]
    # A producer that sends again does so to the same partition.
    send_lines([*events, twice, event("wrong", severity=99), event("last", date=NOON), twice])
    with running(OpenSearchServer) as server:
        settings.LOG_OPENSEARCH_URL = server.address
        assert shown(staff) == ("postgres", 0)

        for name in ("postgres", "files", "opensearch"):
            # What this process was started without, it can't be told of later.
            is_ours = name != "opensearch"
            output = swap(name) if is_ours else swap_process(name, LOG_OPENSEARCH_URL=server.address)

            assert "3,002 lines in 15 hours of a partition, 0 of which differ" in output
            assert shown(staff) == (name, 3002)

        server.is_down = True
        page = staff.get("/operations/logs/")
        assert page.status_code == 503
        assert "doesn’t answer" in page.content.decode()
        StoredLine.objects.filter(partition=1).delete()
        with pytest.raises(CommandError, match="differ in 5 hours of a partition") as refusal:
            swap("postgres")
        assert refusal.value.returncode == 4
        assert "0 of which differ" in swap("postgres", "--refill")
        assert shown(staff) == ("postgres", 3002)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("splunk", "no log tool is named 'splunk'"),
        ("otlp", "otlp takes log lines and gives none back"),
        ("opensearch", "LOG_OPENSEARCH_URL is not set"),
    ],
)
def test_what_cannot_be_shown_is_refused_at_once(db, name, said):
    with pytest.raises(CommandError, match=said) as refusal:
        call_command("swap_log_sink", name)

    assert refusal.value.returncode == 2
