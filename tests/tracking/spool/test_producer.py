"""The producer without a broker, without a disk, and across a fork: nobody waits, nothing goes uncounted."""

import gc
import multiprocessing
import os
import time
from collections import Counter

import pytest
from django.conf import settings as django_settings
from structlog.testing import capture_logs

from tests.kafka import messages
from tests.tracking.spool import writers
from tests.tracking.spool.messages import message
from tests.waiting import until
from tracking import producer as producer_module
from tracking.producer import KafkaProducer
from tracking.production import production, settle
from tracking.spool import contents
from tracking.spool.accounts import Field, counts_in, is_held
from tracking.topics import SCROLLS, SEARCHES, WEB_LOGS
from tracking.visitors import now_ms

NOWHERE = {"bootstrap.servers": "127.0.0.1:1", "message.timeout.ms": 300}


@pytest.fixture
def make_producer(settings, tmp_path):
    """Return a function that makes a producer with a spool of this test's own; all are closed at the end."""
    settings.SPOOL_DIR = tmp_path / "spool"
    made = []

    def make(config=NOWHERE):
        made.append(KafkaProducer(config, folder=contents.spool_folder()))
        return made[-1]

    yield make
    for each in made:
        each.close(0.5)


def send(sender, *numbers, topic=SEARCHES):
    for number in numbers:
        sender.send(topic, key=b"anna", content=message(number).content)


def books(topic=SEARCHES):
    return next((row for row in production().topics if row.topic == topic.name), None)


def test_without_a_broker_nobody_waits_and_everything_goes_to_the_disk(make_producer):
    nowhere = make_producer()
    began, started = now_ms(), time.perf_counter()
    with capture_logs() as logs:
        send(nowhere, *range(200))
        # No bound on speed is tested here (see bench/): only that nobody waited for a time-out of the network.
        assert time.perf_counter() - started < 2
        until(lambda: books().waiting == 200)
        send(nowhere, *range(200, 300))
        until(lambda: books().waiting == 300)

    row = books()
    assert (row.produced, row.delivered, row.shed, row.in_flight, row.unaccounted) == (300, 0, 0, 0, 0)
    # The time decides how long an interest lasts: it is when the event happened, not when it got to Kafka.
    assert all(began <= record.timestamp <= now_ms() for record in contents.read())
    assert nowhere.has_room()
    assert [log["event"] for log in logs] == ["kafka_unreachable"]


def test_what_a_process_left_is_sent_by_another_once_and_the_books_stay_whole(make_producer, topics):
    before = make_producer()
    send(before, *range(50))
    until(lambda: books().waiting == 50)
    assert before.close(1) == 50

    after = make_producer(django_settings.KAFKA_CLIENT)
    until(lambda: books().delivered == 50)
    send(after, 50)
    assert after.flush(10) == 0

    assert sorted(int(found["message_id"]) for found in messages(SEARCHES)) == list(range(51))
    row = books()
    assert (row.produced, row.delivered, row.resent, row.waiting, row.unaccounted) == (51, 51, 50, 0, 0)
    until(lambda: len(contents.spool_folder().lanes()) == 1, what="the lane of the gone process is removed")
    assert books().produced == 51


def test_a_lane_of_a_living_process_is_left_to_it(make_producer, topics):
    living = make_producer()
    send(living, *range(5))
    until(lambda: books().waiting == 5)

    other = make_producer(django_settings.KAFKA_CLIENT)
    other._sender._adopt()

    assert not other._sender._adopted


def test_two_that_find_the_same_orphan_share_nothing(make_producer, topics):
    before = make_producer()
    send(before, 1)
    until(lambda: books().waiting == 1)
    before.close(1)

    for _ in range(2):
        make_producer(django_settings.KAFKA_CLIENT)
    until(lambda: books().delivered == 1)
    assert len(messages(SEARCHES)) == 1


def test_an_unwritable_folder_sheds_and_counts_in_one_line_and_says_so(make_producer, settings, tmp_path):
    settings.SPOOL_DIR.write_text("not a folder")
    with capture_logs() as logs:
        nowhere = make_producer()
        assert nowhere.spool_state == "unwritable"
        send(nowhere, *range(20))
        until(lambda: counts_in(bytes(nowhere._account._map))[SEARCHES.name][Field.SHED] == 20)
        assert not nowhere.has_room()
        assert sorted(log["event"] for log in logs) == ["kafka_unreachable", "spool_unwritable"]

    settings.SPOOL_DIR.unlink()
    until(lambda: nowhere.spool_state == "ok", what="it notices that the folder is back")
    assert (books().shed, books().unaccounted) == (20, 0)
    send(nowhere, 20)
    until(lambda: books().waiting == 1)


def test_a_disk_that_is_full_costs_what_does_not_fit_and_leaves_the_rest_whole(tmp_path):
    answers = multiprocessing.get_context("spawn").Queue()
    child = writers.start(writers.append_under_a_limit, tmp_path / "spool", answers)
    written, shed, is_error = answers.get(timeout=30)
    child.join()

    assert child.exitcode == 0
    assert written + shed == 40
    assert is_error
    folder = writers.spool_at(tmp_path / "spool")
    [lane] = folder.lanes()
    [segment] = lane.segments()
    assert len(segment.records()) == written > 10
    # Nothing half written is between them.
    assert folder.rewrite(segment, lambda record: True) == (Counter(), 0)


def _work_as_a_child(started, may_end, answers):
    child = producer_module.get_producer()
    send(child, *range(3))
    answers.put(str(child._spool.lane.path))
    started.set()
    may_end.wait(20)
    os._exit(0)


def test_a_forked_child_has_a_lane_of_its_own_and_does_not_keep_the_parents_alive(
    make_producer, monkeypatch, settings
):
    settings.KAFKA_CLIENT = NOWHERE
    parent = make_producer()
    monkeypatch.setattr(producer_module, "_producer", parent)
    send(parent, *range(5))
    lane = parent._spool.lane
    gc.collect()  # clients of earlier tests can't be collected in a child that has none of their threads
    context = multiprocessing.get_context("fork")
    started, may_end, answers = context.Event(), context.Event(), context.Queue()
    child = context.Process(target=_work_as_a_child, args=(started, may_end, answers))
    child.start()
    try:
        assert started.wait(20)
        assert answers.get(timeout=5) != str(lane.path)
        assert is_held(lane.account)
        until(lambda: books().waiting == 8)
        parent.close(0.5)
        assert not is_held(lane.account)
    finally:
        may_end.set()
        child.join()
    assert (books().produced, books().unaccounted) == (8, 0)


def test_what_was_lost_is_unaccounted_for(make_producer):
    nowhere = make_producer()
    send(nowhere, *range(10))
    until(lambda: books().waiting == 10)
    [segment] = nowhere._spool.lane.segments()

    content = bytearray(segment.path.read_bytes())
    content[40] ^= 1
    segment.path.write_bytes(content)
    assert (books().waiting, books().unaccounted) == (9, 1)

    segment.path.unlink()
    assert (books().waiting, books().unaccounted) == (0, 10)
    assert production().problems == ["10 events are unaccounted for"]

    settle(production())
    assert production().problems == []
    assert books().unaccounted == 10


def test_log_lines_that_yield_are_counted_and_no_problem_but_what_else_is_shed_is(make_producer):
    nowhere = make_producer()
    nowhere.shed(WEB_LOGS, 5, yielded=5)
    assert production().problems == []
    assert (books(WEB_LOGS).shed, books(WEB_LOGS).yielded, books(WEB_LOGS).unaccounted) == (5, 5, 0)

    nowhere.shed(WEB_LOGS, 3, yielded=1)
    nowhere.shed(SCROLLS, 4)
    assert production().problems == ["6 events were shed"]

    settle(production())
    nowhere.shed(WEB_LOGS, 7, yielded=7)
    assert production().problems == []
    nowhere.shed(WEB_LOGS, 1)
    assert production().problems == ["1 events were shed"]


def test_a_message_the_broker_never_takes_is_shed_and_holds_up_nothing(make_producer, topics):
    up = make_producer({**django_settings.KAFKA_CLIENT, "message.max.bytes": 2_000_000})
    up.send(SCROLLS, key=b"k", content=os.urandom(3_000_000))
    up.send(SCROLLS, key=b"k", content=os.urandom(1_500_000))  # more than the broker's 1 MB
    until(lambda: books(SCROLLS).shed == 2, seconds=60)
    # Not behind the other in flight: one time in a hundred the client library takes the broker's word for both. The
    # store's own client refuses what is as large as that before it is sent.
    up.send(SCROLLS, key=b"k", content=b"{}")
    until(lambda: books(SCROLLS).delivered == 1)
    assert books(SCROLLS).unaccounted == 0


def test_a_topic_nobody_made_waits_and_the_others_go_on(make_producer, topics, settings, monkeypatch):
    up = make_producer(django_settings.KAFKA_CLIENT)
    prefix = settings.KAFKA_TOPIC_PREFIX
    settings.KAFKA_TOPIC_PREFIX = "nowhere."
    send(up, 1)
    settings.KAFKA_TOPIC_PREFIX = prefix
    up.send(SCROLLS, key=b"k", content=b"{}")
    until(lambda: books(SCROLLS).delivered == 1)
    # Under its right name it leaves the spool.
    until(lambda: books().delivered == 1)
    assert books().resent == 1


def test_a_persons_messages_are_read_and_erased_while_a_process_goes_on(make_producer):
    nowhere = make_producer()
    send(nowhere, *range(20))
    until(lambda: books().waiting == 20)

    assert contents.erase(lambda topic, content: topic == SEARCHES.name and b'"7"' in content) == 1
    send(nowhere, 20)

    until(lambda: books().waiting == 20)
    assert b'"7"' not in b"".join(record.content for record in contents.read())
    assert (books().erased, books().unaccounted) == (1, 0)
