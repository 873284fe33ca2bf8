"""Lines of real processes, as they lie in Kafka."""

import os
import socket
import time
import urllib.request
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import pytest

from tests.kafka import messages
from tests.logs.secrets_corpus import SECRETS
from tests.processes import Process, children_spool
from tests.stack import control, needs_own_servers
from tests.waiting import until
from tracking import codec
from tracking.production import production
from tracking.topics import WEB_LOGS

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def books(topics, settings):
    settings.SPOOL_DIR = children_spool()

    def row():
        [found] = production().topics
        return found

    return row


def test_a_process_ships_everything_it_says_and_what_it_dies_of(topics, books):
    with Process(["-m", "tests.logs.talkative"], LOG_SHIPPING="1", PYTHONWARNINGS="default") as process:
        assert process.wait(120) == 1
        output = process.output()
    found = messages(WEB_LOGS)
    bodies = Counter(message["body"] for message in found)
    by_body = {message["body"]: message for message in found}

    # Once each, whatever thread or process said it.
    assert bodies["before the fork"] == bodies["in the child"] == bodies["traced"] == 1
    assert bodies["many"] == 2000
    assert by_body["traced"]["trace_id"] == "4bf92f3577b34da6a3ce929d0e0e4736"
    instances = [by_body[body]["resource"]["service.instance.id"] for body in ("traced", "in the child")]
    assert len(set(instances)) == 2
    assert len({message["message_id"] for message in found}) == len(found)

    # What it died of, and a thread, and a warning.
    ended = by_body["process_ended_by_an_exception"]
    assert ended["attributes"]["exception.message"] == "the last word"
    assert ended["severity_number"] == 21
    assert by_body["thread_ended_by_an_exception"]["attributes"]["exception.type"] == "LookupError"
    assert any("an old way" in body for body in bodies)
    assert "RuntimeError: the last word" in output

    # Nothing about shipping itself, nothing from within a line.
    assert "never shipped" not in bodies
    # Once: what the console's handler made it say is a line like others.
    assert bodies["from within"] == 1
    assert by_body["chatty"]["attributes"]["value"] == "chatty"

    # The books agree.
    row = books()
    assert (row.produced, row.delivered) == (len(found), len(found))
    assert (row.shed, row.unaccounted) == (0, 0)

    # No secret of the corpus, in the topic or on the terminal.
    assert sum(message["body"] == "said" for message in found) == len(SECRETS)
    content = b"\n".join(map(codec.encode, found)).decode()
    # A few digits stand in some time or other.
    telling = [secret for _, secret in SECRETS if len(secret) > (9 if secret.isdigit() else 4)]
    leaked = [secret for secret in telling if secret in content + output]
    assert leaked == []


@pytest.mark.parametrize("seconds", [4, pytest.param(60, marks=pytest.mark.chaos)])
@needs_own_servers
def test_with_kafka_away_pages_are_as_fast_memory_is_bounded_and_lines_arrive_afterwards(books, seconds):
    with served() as (url, memory):
        usual = [ask(url, 20) for _ in range(10)]
        before = memory()
        control("stop", "kafka")
        try:
            meanwhile, deadline = [], time.monotonic() + seconds
            while time.monotonic() < deadline:
                meanwhile.append(ask(url, 20))
                # 100 pages a second: as fast as it can, it would fill the spool within a minute.
                time.sleep(max(0.0, 20 * (0.01 - meanwhile[-1])))
            grown = memory() - before
        finally:
            control("start", "kafka")
        asked = 1 + 20 * (len(usual) + len(meanwhile))
        until(
            lambda: books().produced >= asked * LINES and books().delivered == books().produced, seconds=120
        )

    ratio = median(meanwhile) / median(usual)
    print(f"{asked} pages of {LINES} lines; {ratio:.2f} × as long without Kafka; grown by {grown >> 20} MiB")
    assert ratio < 2
    assert grown < 150 << 20
    row = books()
    assert (row.shed, row.unaccounted, row.waiting) == (0, 0, 0)
    found = [message for message in messages(WEB_LOGS) if message["scope"] == "shop.page"]
    assert len({message["message_id"] for message in found}) == asked * (LINES - 1)


LINES = 6
"""Of each page, its access line included."""


def ask(url, times):
    """Ask for the page so often and return the mean seconds of one."""
    began = time.perf_counter()
    for _ in range(times):
        urllib.request.urlopen(url, timeout=60).close()
    return (time.perf_counter() - began) / times


@contextmanager
def served():
    """Serve the page that logs from one worker; give its address, and how to ask for the bytes in its memory."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{probe.getsockname()[1]}"
    command = ["-m", "gunicorn", "tests.logs.logging_page:application", "--bind", place, "--threads", "4"]
    options = ["--no-control-socket", "--log-level", "warning"]
    with Process([*command, *options], LOG_SHIPPING="1") as process:
        until(lambda: is_open(place), seconds=60, what="gunicorn listens")
        # Answered as soon as there is a worker.
        ask(f"http://{place}/", 1)
        [worker] = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()

        def memory():
            return int(Path(f"/proc/{worker}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")

        yield f"http://{place}/", memory
        assert process.stop(30) == 0


def is_open(place):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", int(place.partition(":")[2]))) == 0
