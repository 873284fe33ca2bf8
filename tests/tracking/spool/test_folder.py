"""The spool's files: rotation, the cap, what is given up first, several processes at once."""

from collections import Counter

import pytest

from tests.tracking.spool import writers
from tests.tracking.spool.messages import KINDS, log_message, message
from tracking import topics
from tracking.events import EVENTS, event_name
from tracking.spool.accounts import Account
from tracking.spool.folder import SpoolFolder
from tracking.spool.records import encode
from tracking.spool.worth import _BY_EVENT, _BY_TOPIC, Worth, worth_of


@pytest.fixture
def make_spool(tmp_path):
    """Return a function that makes (folder, lane) with room for ``capacity`` bytes."""

    def make(capacity=1 << 20):
        folder = SpoolFolder(tmp_path / "spool", capacity=capacity)
        return folder, folder.open_lane(Account().attach)

    return make


def everything(folder):
    return [record for lane in folder.lanes() for segment in lane.segments() for record in segment.records()]


def test_records_come_back_in_order_over_several_files(make_spool):
    folder, lane = make_spool(64_000)
    records = [message(number, filler=100) for number in range(200)]
    for start in range(0, 200, 30):
        folder.append(lane, records[start : start + 30])

    assert len(lane.segments()) > 5
    assert everything(folder) == records


def test_the_most_valuable_is_sent_first(make_spool):
    folder, lane = make_spool()
    for number, kind in enumerate(["scroll", "page", "order", "vitals", "search"]):
        folder.append(lane, [message(number, kind)])
    assert [record.timestamp % 10 for record in everything(folder)] == [2, 4, 1, 0, 3]


def test_at_the_cap_the_least_valuable_is_given_up_first_and_counted(make_spool):
    folder, lane = make_spool(40_000)
    kinds = ["order", "search", "page", "scroll"]
    written, shed, dropped = Counter[str](), Counter[str](), Counter[str]()
    for number in range(400):
        appended = folder.append(lane, [message(number, kinds[number % 4], filler=199)])
        written += appended.written
        shed += appended.shed
        dropped += appended.dropped

    left = Counter(record.topic for record in everything(folder))
    assert folder.size() <= 40_000
    assert left[topics.COMMERCE.name] == 100  # 30 kB: all of them
    assert left[topics.SCROLLS.name] == left[topics.PAGE_VIEWS.name] == 0
    assert left == written - dropped
    assert (written + shed).total() == 400


def test_log_lines_below_warning_yield_by_design_and_nothing_else_does(make_spool):
    folder, lane = make_spool(4_000)
    folder.append(lane, [log_message(number, 9, filler=100) for number in range(100)])
    shed = folder.append(lane, [log_message(number, 5, filler=100) for number in range(9)])
    assert shed.yielded == shed.shed == {topics.WEB_LOGS.name: 9}

    dropped = folder.append(lane, [message(number, "scroll", filler=100) for number in range(9)])
    assert (dropped.shed.total(), dropped.yielded) == (9, {})
    dropped = folder.append(lane, [log_message(number, 13, filler=100) for number in range(100)])
    assert dropped.yielded == dropped.dropped != {}
    refused = folder.append(lane, [message(number, "order", filler=100) for number in range(100)])
    assert refused.dropped[topics.WEB_LOGS.name] > 0
    assert refused.yielded == {}


def test_full_of_the_best_the_newcomer_is_shed(make_spool):
    folder, lane = make_spool(4_000)
    appended = folder.append(lane, [message(number, "order", filler=100) for number in range(100)])
    assert appended.shed.total() == 100 - len(everything(folder)) > 0
    assert [record.timestamp % 1000 for record in everything(folder)] == list(range(appended.written.total()))


def test_room_is_made_in_the_lanes_of_others_too(make_spool):
    folder, other = make_spool(20_000)
    lane = folder.open_lane(Account().attach)
    folder.append(other, [message(number, "scroll", filler=100) for number in range(90)])
    appended = folder.append(lane, [message(number, "order", filler=100) for number in range(60)])
    assert appended.written.total() == 60
    assert appended.dropped[topics.SCROLLS.name] > 0


def test_every_topic_and_event_has_a_worth():
    assert _BY_TOPIC.keys() == {topic.name for topic in topics.TOPICS}
    assert _BY_EVENT.keys() <= {event_name(event) for event in EVENTS}
    assert [worth_of(topic.name, f'{{"event":"{event}"}}'.encode()) for topic, event in KINDS.values()] == [
        Worth.FLEETING,
        Worth.FLEETING,
        Worth.BEHAVIOUR,
        Worth.INTENT,
        Worth.BUSINESS,
    ]
    assert worth_of(topics.SEARCHES.name, b"\xff not json") == Worth.INTENT


def test_a_rewrite_leaves_what_is_wanted_and_removes_what_is_damaged(make_spool):
    folder, lane = make_spool()
    folder.append(lane, [message(1), message(2), message(3)])
    [segment] = lane.segments()
    with segment.path.open("ab") as file:
        file.write(encode(message(4))[:-3])

    removed, damaged = folder.rewrite(segment, lambda record: record != message(2))

    assert (removed.total(), damaged) == (1, 1)
    assert segment.records() == [message(1), message(3)]


def test_two_processes_write_and_a_third_rewrites_without_losing_anything(tmp_path):
    path = tmp_path / "spool"
    processes = [writers.start(writers.append, path, first) for first in (0, 1000)]
    folder = writers.spool_at(path)
    removed = Counter[str]()
    while any(process.is_alive() for process in processes):
        for lane in folder.lanes():
            for segment in lane.segments():
                removed += folder.rewrite(segment, lambda record: record.timestamp % 2 == 0)[0]
    for lane in folder.lanes():
        for segment in lane.segments():
            removed += folder.rewrite(segment, lambda record: record.timestamp % 2 == 0)[0]

    assert [process.exitcode for process in processes] == [0, 0]
    assert removed.total() == 100
    assert sorted(record.timestamp % 10_000 for record in everything(folder)) == sorted(
        [*range(0, 100, 2), *range(1000, 1100, 2)]
    )
