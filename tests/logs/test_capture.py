"""What a record says, as plain data; and that nothing that is logged can do harm."""

import logging

import pytest

from logs.capture import MAX_TEXT, capture
from logs.events import content_of, event_of
from tracking import codec
from tracking.topics import WEB_LOGS


class Broken:
    def __repr__(self):
        raise RuntimeError("no")

    __str__ = __repr__


class BrokenError(Exception):
    def __str__(self):
        raise RuntimeError("no")


def record(message="hello", *args, level=logging.INFO, error=None, **extra):
    return logging.getLogger("shop.cart").makeRecord(
        "shop.cart",
        level,
        __file__,
        12,
        message,
        args,
        (type(error), error, error.__traceback__) if error else None,
        "view",
        extra,
    )


def shipped(*args, **options):
    """Return the event as a consumer gets it."""
    event = event_of(capture(record(*args, **options)), {"service.name": "web"})
    return codec.decode(WEB_LOGS, content_of(event))


def raised(error):
    try:
        raise error
    except BaseException as caught:
        return caught


def test_a_line_of_logging():
    event = shipped("%s of %d", "one", 2, level=logging.WARNING, number="LK-1")
    assert (event.body, event.scope, event.severity_number, event.severity_text) == (
        "one of 2",
        "shop.cart",
        13,
        "WARNING",
    )
    assert event.attributes == {
        "number": "LK-1",
        "log.template": "%s of %d",
        "code.file.path": __file__,
        "code.line.number": 12,
        "code.function.name": "view",
    }
    assert event.date == event.received_at == event.timestamp // 1_000_000
    assert event.message_id != shipped("x").message_id


def test_a_line_of_structlog():
    event = shipped({"event": "order_placed", "level": "info", "number": "LK-1", "lines": [{"sku": 1}]})
    assert event.body == "order_placed"
    assert event.attributes["number"] == "LK-1"
    assert event.attributes["lines"] == [{"sku": 1}]
    assert "level" not in event.attributes


def test_arguments_that_do_not_fit_are_shipped_with_their_message():
    event = shipped("%d of %d", "one")
    assert event.body == "%d of %d ('one',)"
    assert event.attributes["log.error"].startswith("arguments don't fit")


def circle():
    value: dict[str, object] = {}
    value["self"] = [value]
    return value


@pytest.mark.parametrize(
    "value",
    [
        *(Broken(), [Broken()], {Broken(): Broken()}, circle(), float("nan"), 10**5000, -(2**70), b"\xff\0"),
        *("\ud800", "a\0b", "x" * 10**6, list(range(10**5)), {str(n): "y" * 999 for n in range(999)}),
        *(object(), type, BrokenError(), lambda: 1, {1: {2: {3: {4: {5: {6: {7: {8: 9}}}}}}}}),
    ],
    ids=lambda value: type(value).__name__,
)
def test_whatever_is_logged_arrives_and_is_bounded(value):
    for event in (shipped("x", value=value), shipped({"event": "x", "value": value}), shipped("%s", value)):
        assert event.scope == "shop.cart"
        assert len(codec.encode(event)) < 200_000


def test_a_long_text_is_cut_between_words():
    event = shipped("word " * MAX_TEXT + "anna@example.com")
    assert len(event.body) <= MAX_TEXT + 10
    assert event.body.endswith("word … (cut)")


def inner():
    raise ValueError("password=hunter2")


def test_an_exception_with_its_frames_and_its_cause():
    try:
        try:
            inner()
        except ValueError as error:
            raise KeyError("anna@example.com") from error
    except KeyError as caught:
        event = shipped("failed", error=caught, level=logging.ERROR)
    found = event.attributes
    assert found["exception.type"] == "KeyError"
    assert found["exception.message"] == "'[redacted e-mail]'"
    assert "ValueError: password=[redacted password]" in found["exception.stacktrace"]
    assert "direct cause" in found["exception.stacktrace"]
    [frame] = found["exception.frames"]
    assert frame == {
        "module": __name__,
        "function": "test_an_exception_with_its_frames_and_its_cause",
        "line": frame["line"],
        "in_app": True,
    }


def test_a_group_a_circle_of_causes_and_one_that_cannot_be_told():
    group = shipped(
        "x", error=raised(ExceptionGroup("two", [raised(ValueError("a")), raised(KeyError("b"))]))
    )
    assert "ValueError: a" in group.attributes["exception.stacktrace"]
    assert "KeyError: 'b'" in group.attributes["exception.stacktrace"]

    first, second = raised(ValueError("first")), raised(KeyError("second"))
    first.__cause__, second.__cause__ = second, first
    assert "second" in shipped("x", error=first).attributes["exception.stacktrace"]

    broken = shipped("x", error=raised(BrokenError())).attributes
    assert broken["exception.type"] == f"{__name__}.BrokenError"
    assert "RuntimeError in str()" in broken["exception.message"]


def test_a_deep_recursion_keeps_its_innermost_frames():
    def down(left):
        return down(left - 1) if left else 1 / 0

    with pytest.raises(ZeroDivisionError) as caught:
        down(300)
    frames = shipped("x", error=caught.value).attributes["exception.frames"]
    assert len(frames) == 50
    assert frames[-1]["function"] == "down"
