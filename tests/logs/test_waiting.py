"""What waits is bounded, and what matters least goes first."""

import logging

import pytest

from logs.capture import capture
from logs.waiting import WaitingLines
from tracking.spool.worth import Worth, worth_of
from tracking.topics import WEB_LOGS


def line(level, text="x"):
    return capture(logging.LogRecord("x", level, "x.py", 1, text, None, None))


def test_debug_goes_first_then_info_then_warnings_and_all_are_counted():
    waiting = WaitingLines(lines=100)
    for level in (10, 20, 30, 40) * 100:
        waiting.put(line(level))
    taken = [found.level for _ in range(len(waiting)) if (found := waiting.take(0))]
    dropped = waiting.dropped()

    assert len(taken) == 100
    assert dropped == {level: 100 - taken.count(number) for level, number in LEVELS.items()}
    assert [taken.count(number) for number in LEVELS.values()] == sorted(map(taken.count, LEVELS.values()))
    assert taken.count(10) == 13  # its share of the first fifty
    assert waiting.dropped() == {}


LEVELS = {"DEBUG": 10, "INFO": 20, "WARNING": 30, "ERROR": 40}


def test_long_lines_fill_it_sooner():
    waiting = WaitingLines(lines=1000, characters=100_000)
    for _ in range(1000):
        waiting.put(line(40, "word " * 1500))
    assert 5 < len(waiting) < 15


def test_there_is_room_again_once_something_is_taken():
    waiting = WaitingLines(lines=2)
    for text in ("a", "b", "c"):
        waiting.put(line(40, text))
    assert waiting.take(0).body == "a"
    waiting.put(line(40, "d"))
    assert [waiting.take(0).body, waiting.take(0).body, waiting.take(0)] == ["b", "d", None]


@pytest.mark.parametrize(
    ("severity", "worth"),
    [(5, Worth.FLEETING), (9, Worth.FLEETING), (13, Worth.BEHAVIOUR), (17, Worth.INTENT), (21, Worth.INTENT)],
)
def test_in_the_spool_errors_are_worth_more_than_debug(severity, worth):
    content = b'{"event":"log_recorded","severity_number":%d}' % severity
    assert worth_of(WEB_LOGS.name, content) == worth
