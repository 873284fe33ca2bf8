"""Every event takes effect exactly once, whatever happens to the process; and the same tests fail for the usual
way of keeping positions, so they can see the difference.

Killing a process at random moments shows nothing: the harm is done in the moments around the commit, so that is
where these processes die (see ``ledger_process``).
"""

import os
import signal
from collections import Counter

import pytest
from django.db import connection

from tests.processes import Process
from tests.searches import search, send
from tests.waiting import until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ledger(topics):
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS ledger")
        cursor.execute("CREATE TABLE ledger (message_id text NOT NULL)")
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE ledger")


def written():
    with connection.cursor() as cursor:
        cursor.execute("SELECT message_id, count(*) FROM ledger GROUP BY message_id")
        return Counter(dict(cursor.fetchall()))


def ledger_process(*arguments):
    return Process(["-m", "tests.pipeline.ledger_process", *map(str, arguments)])


def send_searches(count):
    events = [search(who=f"visitor-{number % 500}") for number in range(count)]
    send(*events)
    return {event.message_id for event in events}


def suffer(*, offsets, kills, batch_size=100):
    """Let processes die until ``kills`` of them have."""
    for seed in range(kills):
        with ledger_process(
            "--offsets", offsets, "--kill-odds", 0.15, "--seed", seed, "--batch-size", batch_size
        ) as process:
            assert process.wait(90) == -signal.SIGKILL


def finish(sent, *, offsets="postgres"):
    with ledger_process("--offsets", offsets):
        until(lambda: set(written()) == sent, seconds=90, what="all events written")


@pytest.mark.parametrize(
    ("events", "kills"), [(20_000, 6), pytest.param(100_000, 30, marks=pytest.mark.chaos)]
)
def test_kill_9_around_the_commit_loses_and_repeats_nothing(ledger, events, kills):
    sent = send_searches(events)

    suffer(offsets="postgres", kills=kills)
    finish(sent)

    assert set(written()) == sent
    assert written().total() == events


def test_control_positions_kept_in_kafka_repeat_events_under_the_same_kills(ledger):
    sent = send_searches(20_000)

    suffer(offsets="kafka", kills=3)
    finish(sent, offsets="kafka")

    assert written().total() > 20_000


@pytest.mark.parametrize(("offsets", "repeats"), [("postgres", False), ("unfenced", True)])
def test_a_process_that_stalled_while_another_took_over_has_no_effect(ledger, tmp_path, offsets, repeats):
    """The fence holds; without it (the control) the stalled process repeats its batch."""
    sent = send_searches(200)
    marker = tmp_path / "stalled"

    with ledger_process("--offsets", offsets, "--stall", marker) as stalled:
        until(marker.exists, what="the first process stalled")
        with ledger_process("--offsets", offsets):
            until(lambda: set(written()) == sent, seconds=60, what="the second process took over")
            os.kill(stalled.pid, signal.SIGCONT)
            until(lambda: "fenced" in stalled.output() if not repeats else written().total() > 200)

    assert (written().total() > 200) is repeats
