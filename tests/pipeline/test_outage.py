"""Kafka away under load: no page fails, every event arrives afterwards; and what a killed process takes along is
bounded, and known to the last event."""

import json
import os
import signal
import socket
import threading
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from statistics import median
from typing import NamedTuple

import pytest

from tests.kafka import messages
from tests.processes import Process, children_spool, manage
from tests.stack import control, needs_own_servers
from tests.waiting import until
from tracking.producer import MEMORY_SECONDS
from tracking.production import production
from tracking.topics import SEARCHES

pytestmark = [pytest.mark.django_db(transaction=True), needs_own_servers]

RATE = 100
# What a killed process can take along: events younger than this. librdkafka looks once a second which are too old,
# the writer gathers for moments; the rest is for a busy machine.
BOUND_SECONDS = MEMORY_SECONDS + 3


class Page(NamedTuple):
    number: int
    began: float
    seconds: float
    pid: int
    """0 when there was no answer."""


class Visitors:
    """Ask for pages at a steady rate, whether or not the one before is answered, until the block ends."""

    def __init__(self, url: str) -> None:
        self._url = url
        self.pages: list[Page] = []
        self._leaving = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._leaving.set()
        self._thread.join()

    def wait_for(self, pages: int) -> None:
        """Return when so many more pages were answered."""
        goal = len(self.pages) + pages
        until(lambda: len(self.pages) >= goal, seconds=pages / RATE * 3 + 20)

    def _run(self) -> None:
        started, number = time.monotonic(), 0
        with ThreadPoolExecutor(32) as pool:
            while not self._leaving.wait(max(0.0, started + number / RATE - time.monotonic())):
                pool.submit(self._ask, number)
                number += 1

    def _ask(self, number: int) -> None:
        began = time.monotonic()
        try:
            with urllib.request.urlopen(f"{self._url}/?q={number}", timeout=20) as answer:
                pid = int(answer.read())
        except OSError:
            pid = 0
        self.pages.append(Page(number, began, time.monotonic() - began, pid))


@contextmanager
def served_pages():
    """Serve the page from two workers; give its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{probe.getsockname()[1]}"
    command = ["-m", "gunicorn", "tests.pipeline.tracked_page:application", "--bind", place, "--workers", "2"]
    options = ["--worker-class", "gthread", "--threads", "8", "--no-control-socket", "--log-level", "warning"]
    with Process([*command, *options], DJANGO_SETTINGS_MODULE="config.settings") as process:
        until(lambda: _answers(place), seconds=60, what="the page answers")
        yield f"http://{place}"
        assert process.stop(30) == 0


def _answers(place: str) -> bool:
    try:
        urllib.request.urlopen(f"http://{place}/?q=-1", timeout=2).close()
    except OSError:
        return False
    return True


@contextmanager
def kafka_away():
    control("stop", "kafka")
    try:
        yield
    finally:
        control("start", "kafka")


def books():
    [row] = production().topics
    return row


@pytest.mark.parametrize("seconds", [10, pytest.param(120, marks=pytest.mark.chaos)])
def test_with_kafka_away_no_page_fails_and_every_event_arrives_afterwards(topics, settings, seconds):
    settings.SPOOL_DIR = children_spool()
    with served_pages() as url:
        with Visitors(url) as visitors:
            visitors.wait_for(2 * RATE)
            away = time.monotonic()
            with kafka_away():
                visitors.wait_for(seconds * RATE)
                waiting, back = books().waiting, time.monotonic()
            visitors.wait_for(RATE)
        until(lambda: books().delivered == books().produced, seconds=60)

    usual = median(page.seconds for page in visitors.pages if page.began < away)
    meanwhile = [page.seconds for page in visitors.pages if away < page.began < back]
    print(
        f"{len(visitors.pages)} pages, {waiting} events on disk at the end of {back - away:.0f} s without Kafka;"
    )
    print(f"median of a page {usual * 1000:.1f} ms before, {median(meanwhile) / usual:.2f} × that meanwhile")
    assert waiting > 0
    assert [page for page in visitors.pages if not page.pid] == []
    found = messages(SEARCHES)
    assert {message["search_keyword"] for message in found} == {
        str(number) for number in range(-1, len(visitors.pages))
    }
    row = books()
    assert row.produced == len({message["message_id"] for message in found}) > len(visitors.pages)
    assert (row.waiting, row.shed, row.in_flight, row.unaccounted) == (0, 0, 0, 0)


@pytest.mark.chaos
@pytest.mark.parametrize("seconds", [120])
def test_what_a_killed_worker_takes_along_is_bounded_and_known_to_the_last_event(topics, settings, seconds):
    settings.SPOOL_DIR = children_spool()
    with served_pages() as url:
        with Visitors(url) as visitors:
            visitors.wait_for(RATE)
            with kafka_away():
                visitors.wait_for(seconds * RATE // 2)
                victim = visitors.pages[-1].pid
                os.kill(victim, signal.SIGKILL)
                killed = time.monotonic()
                visitors.wait_for(seconds * RATE // 2)
            visitors.wait_for(RATE)
        until(lambda: books().waiting == books().in_flight == 0, seconds=60)
        code, output = status()

    found = messages(SEARCHES)
    arrived = {message["search_keyword"] for message in found}
    lost = [page for page in visitors.pages if page.pid and str(page.number) not in arrived]
    row = books()
    print(f"{len(visitors.pages)} pages; lost with the worker: {row.unaccounted} events")
    if lost:
        print(f"the oldest lost was {killed - min(page.began for page in lost):.2f} s old")
    # Known: what the books miss is what the topic misses.
    assert row.produced - len({message["message_id"] for message in found}) == row.unaccounted
    assert (row.shed, row.waiting, row.in_flight) == (0, 0, 0)
    assert json.loads(output)["production"]["topics"][0]["unaccounted"] == row.unaccounted
    assert code == 4
    # Bounded: only that worker's, only the latest.
    assert {page.pid for page in lost} <= {victim}
    assert all(killed - BOUND_SECONDS < page.began < killed for page in lost)
    # Only pages that the worker was at work on went unanswered.
    assert all(killed - 2 < page.began < killed + 2 for page in visitors.pages if not page.pid)


def test_a_worker_killed_with_events_in_memory_is_missed_by_exactly_those(topics, settings):
    """Kafka doesn't answer, and nobody noticed yet: the worst moment."""
    settings.SPOOL_DIR = children_spool()
    with served_pages() as url:
        until(lambda: books().delivered == books().produced)
        with kafka_away():
            began, asked = time.monotonic(), 0
            # The first worker that is asked still believes in the broker, for a moment.
            while not books().in_flight:
                with urllib.request.urlopen(f"{url}/?q={asked}", timeout=20) as answer:
                    victim = int(answer.read())
                asked += 1
                assert time.monotonic() - began < MEMORY_SECONDS
            os.kill(victim, signal.SIGKILL)
        until(lambda: books().waiting == books().in_flight == 0, seconds=60)
        code, output = status()

    arrived = {message["search_keyword"] for message in messages(SEARCHES)}
    lost = [number for number in range(asked) if str(number) not in arrived]
    assert len(lost) == books().unaccounted > 0
    assert code == 4
    assert json.loads(output)["production"]["problems"] == [f"{len(lost):,} events are unaccounted for"]


def status():
    """Return the exit code of ``consumer_status`` and what it prints on stdout."""
    with manage("consumer_status", "--json") as command:
        code = command.wait()
        output = command.output()
        return code, output[: output.rindex("}") + 1]
