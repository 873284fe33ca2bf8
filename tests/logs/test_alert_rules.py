"""What rules find in counts: pure, without database and clock."""

import pytest

from logs.alerts.fingerprints import fingerprint, template
from logs.alerts.rules import Count, RuleSpec, evaluate, evaluate_absence
from tests.logs.lines import failure, line

AT = 1_800_000_000


def spec(kind="threshold", **fields):
    return RuleSpec(**{"id": 1, "name": "r", "kind": kind, "window": 60, "limit": 10, **fields})


def spread(rule, numbers, *, end=AT):
    """Return counts of matched lines, one number a whole window, the last window ending at ``end``."""
    return {end - rule.length * age: Count(number, number) for age, number in enumerate(reversed(numbers))}


@pytest.mark.parametrize(
    ("lines", "breached", "clear"), [(10, True, False), (9, False, False), (4, False, True)]
)
def test_a_threshold_has_a_limit_and_a_lower_one_between_which_nothing_is_said(lines, breached, clear):
    finding = evaluate(spec(), {AT: Count(lines)}, at=AT, coverage={})
    assert (finding.breached, finding.clear) == (breached, clear)


def test_a_window_ends_with_its_bucket_and_begins_a_window_before():
    rule = spec()
    assert rule.bucket_width == 2
    inside, outside = AT - rule.length + rule.bucket_width, AT - rule.length
    assert evaluate(rule, {inside: Count(10)}, at=AT, coverage={}).breached
    assert not evaluate(rule, {outside: Count(10), AT: Count(9)}, at=AT, coverage={}).breached
    assert not evaluate(rule, {AT + 2: Count(10)}, at=AT, coverage={}).breached


@pytest.mark.parametrize("window", [1, 7, 59, 60, 61, 100, 3601])
def test_every_second_of_a_window_of_any_length_falls_into_one_of_its_buckets(window):
    rule = spec(window=window, limit=window)
    counts: dict[int, Count] = {}
    for second in range(AT - window + 1, AT + 1):
        bucket = rule.bucket_of(second * 1000)
        counts[bucket] = Count(counts.get(bucket, Count(0)).matched + 1)
    found = evaluate(rule, counts, at=rule.bucket_of(AT * 1000), coverage={})
    # What lies in the first bucket may have left the window already, by at most one bucket.
    assert window - rule.bucket_width < found.value <= window


def test_a_rate_is_of_all_lines_and_says_nothing_of_a_few():
    rule = spec("rate", limit=5, least_count=100)
    assert evaluate(rule, {AT: Count(5, 100)}, at=AT, coverage={}).breached
    assert not evaluate(rule, {AT: Count(4, 100)}, at=AT, coverage={}).breached
    few = evaluate(rule, {AT: Count(50, 99)}, at=AT, coverage={})
    assert (few.breached, few.clear) == (False, True)


def test_a_spike_is_so_many_times_the_usual():
    rule = spec("spike", limit=3, baseline_windows=4, least_count=10)
    usual = spread(rule, [20, 20, 20, 20, 60])
    found = evaluate(rule, usual, at=AT, coverage=usual)
    assert (found.value, found.breached) == (3.0, True)
    quiet = spread(rule, [20, 20, 20, 20, 59])
    assert not evaluate(rule, quiet, at=AT, coverage=quiet).breached


def test_a_spike_learns_nothing_from_windows_in_which_the_pipeline_stood_still():
    rule = spec("spike", limit=3, baseline_windows=4, least_count=10)
    counts = {AT: Count(60, 60), AT - rule.length: Count(20, 20)}
    assert not evaluate(rule, counts, at=AT, coverage=counts).breached, "one known window of four is no usual"
    covered = {AT - rule.length * age: Count(0, 500) for age in range(5)}
    assert evaluate(rule, counts, at=AT, coverage=covered).breached, "the others were quiet, and we know it"


def test_absence_is_a_matter_of_seconds():
    rule = spec("absence")
    assert evaluate_absence(rule, silent_for=60).breached
    assert evaluate_absence(rule, silent_for=59.9).clear


def test_the_same_failure_is_the_same_kind_whatever_its_message_and_lines():
    one = fingerprint(failure(message="order 17 of anna"))
    two = fingerprint(failure(message="order 18 of bert"))
    assert one == two
    assert one.title == "ValueError in shop.checkout.services.place"
    assert one.app == "shop"
    assert one.key.startswith("1:")


@pytest.mark.parametrize(
    "other",
    [
        failure("KeyError"),
        failure(frames=("shop.cart.services.add",)),
        failure(frames=("shop.views.checkout", "shop.checkout.services.place")),
        line("request_failed"),
    ],
)
def test_another_type_place_or_way_there_is_another_kind(other):
    assert fingerprint(other).key != fingerprint(failure()).key


def test_frames_of_libraries_and_recursion_make_no_difference():
    deep = (
        "django.core.handlers.base.get",
        *["shop.checkout.services.place"] * 9,
        "django.db.models.query.get",
    )
    assert fingerprint(failure(frames=deep)) == fingerprint(failure())


def test_without_frames_of_our_own_those_of_others_count():
    one, two = (fingerprint(failure(frames=(f"django.{name}.run",))) for name in ("db", "http"))
    assert one.key != two.key
    assert "none of them our own" in one.why


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("order 17 took 3.4 s", "order 2961 took 12 s"),
        (
            "no session 6f1c2d3e-0000-4000-8000-aabbccddeeff",
            "no session 00000000-1111-4222-8333-444444444444",
        ),
        ("10.0.0.1:5432 refused", "192.168.7.12:5433 refused"),
        ("unknown colour 'teal'", 'unknown colour "plum red"'),
        ("mail to a.b@example.com bounced", "mail to zoe@example.org bounced"),
        ("at 0x7f3a", "at 0x00ff1234"),
    ],
)
def test_what_varies_in_a_text_is_taken_out(one, two):
    assert template(one) == template(two)
    assert fingerprint(line(one)).key == fingerprint(line(two)).key


def test_words_are_not_taken_for_what_varies():
    assert template("decade facade deadbeef") == "decade facade deadbeef"
    assert fingerprint(line("payment refused")).key != fingerprint(line("payment received")).key


@pytest.mark.parametrize("frames", [None, "text", 7, [1, None, {"module": 3}], [{}]])
def test_attributes_of_any_shape_make_a_kind_and_no_error(frames):
    assert fingerprint(line(attributes={"exception.type": "ValueError", "exception.frames": frames})).key
