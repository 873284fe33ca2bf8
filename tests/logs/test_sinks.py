"""What every log tool must do, asked of each: one contract."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from consumers.errors import PartlyRefused, Unavailable
from logs.errors import LineRefused
from logs.models import StoredLine, StoredMinute
from logs.sinks.partitions import DAY_MS, days_of, partitions_create, partitions_drop
from tests.logs.conftest import REMOTE, SINKS
from tests.logs.making import NOON, line


@pytest.mark.parametrize("name", SINKS)
def test_what_is_written_is_kept_once_however_often_it_comes(bench_of, name):
    bench = bench_of(name)
    lines = [line(f"order {number} placed", partition=number % 3) for number in range(50)]

    bench.write(*lines[:30])
    bench.write(*lines[10:])
    bench.write(*lines)

    assert sorted(bench.ids()) == sorted(each.message_id for each in lines)


@pytest.mark.parametrize("name", ["postgres", "files", "opensearch", "otlp"])
def test_a_line_that_a_producer_sent_twice_is_kept_once(bench_of, name):
    bench = bench_of(name)

    bench.write(
        line(message_id="m1", offset=1), line(message_id="m2", offset=2), line(message_id="m1", offset=3)
    )
    bench.write(line(message_id="m2", offset=4), line(message_id="m3", offset=5))

    assert sorted(bench.ids()) == ["m1", "m2", "m3"]
    if name == "postgres":
        assert sum(StoredMinute.objects.values_list("lines", flat=True)) == 3


@pytest.mark.parametrize("name", SINKS)
def test_any_text_survives(bench_of, name):
    bench = bench_of(name)
    odd = [
        line(
            "tab\there\nand a second line", attributes={"path": "C:\\temp", "nested": {"a": [1, None, True]}}
        ),
        line("¡Größe! 漢字 \U0001f600 \ufffd", logger="", service=""),
        line("", attributes={"big": 2**80, "float": 0.1}),
        line("x" * 200_000, attributes={"exception.message": "y " * 40_000}),
    ]
    if name != "loki":  # which refuses what is far behind its stream's newest
        odd += [line("far off", date=2**53 - 1), line("long ago", date=1)]

    bench.write(*odd)

    assert sorted(bench.ids()) == sorted(each.message_id for each in odd)


@pytest.mark.parametrize("name", REMOTE)
def test_a_tool_that_is_down_is_waited_for(bench_of, name):
    bench = bench_of(name)
    lines = [line(f"line {number}") for number in range(10)]
    bench.server.is_down = True

    with pytest.raises(Unavailable, match="503"):
        bench.write(*lines)
    assert bench.ids() == []
    bench.server.is_down = False
    bench.write(*lines)

    assert len(bench.ids()) == 10


@pytest.mark.parametrize("name", REMOTE)
def test_a_lost_answer_is_no_answer_and_sending_again_does_no_harm(bench_of, name):
    bench = bench_of(name)
    lines = [line(f"line {number}") for number in range(10)]
    bench.write(lines[0])
    bench.server.lose_answers = 1

    with pytest.raises(Unavailable):
        bench.write(*lines)
    bench.write(*lines)

    assert sorted(bench.ids()) == sorted(each.message_id for each in lines)


@pytest.mark.parametrize("name", ["loki", "otlp"])
def test_a_batch_with_a_poisoned_line_is_refused(bench_of, name):
    with pytest.raises(LineRefused, match=r"far behind|1 of 2"):
        bench_of(name).write(line("fine"), line("poison"))


def test_opensearch_says_which_lines_it_refuses_and_keeps_the_others(bench_of):
    bench = bench_of("opensearch")
    lines = [line("poison" if number in (3, 7) else f"line {number}") for number in range(10)]

    with pytest.raises(PartlyRefused) as refusal:
        bench.write(*lines)

    assert set(refusal.value.refused) == {3, 7}
    assert "400: failed to parse" in str(refusal.value)
    assert len(bench.ids()) == 8


def test_what_opensearch_puts_off_is_sent_again_by_itself(bench_of):
    bench = bench_of("opensearch")
    bench.server.busy = 6

    bench.write(*[line(f"line {number}") for number in range(10)])

    assert len(bench.ids()) == 10
    assert bench.server.requests.count("POST /_bulk") == 2


def test_opensearch_that_takes_nothing_for_now_is_waited_for(bench_of):
    bench = bench_of("opensearch")
    bench.server.busy = 10

    with pytest.raises(Unavailable, match="none of 5"):
        bench.write(*[line(f"line {number}") for number in range(5)])


def test_lines_of_a_day_without_a_partition_wait_and_move_in(bench_of):
    bench = bench_of("postgres")
    later = NOON + 10 * DAY_MS
    bench.write(line("too early", date=later), line("now"))

    assert waiting() == ["too early"]
    assert days_of([later], now=datetime.fromtimestamp(later / 1000, UTC)) == {later // DAY_MS}
    partitions_create([later // DAY_MS])

    assert waiting() == []
    assert len(bench.ids()) == 2


def test_days_that_are_over_go_as_a_whole(bench_of):
    bench = bench_of("postgres")
    for days in (0, 13, 15, 59, 400):
        bench.write(line(f"{days} days old", date=NOON - days * DAY_MS))

    dropped = partitions_drop(before=datetime.fromtimestamp(NOON / 1000, UTC) - timedelta(days=14))

    assert dropped == 2
    assert sorted(bodies()) == ["0 days old", "13 days old"]
    assert sum(StoredMinute.objects.values_list("lines", flat=True)) == 2


def bodies():
    return list(StoredLine.objects.values_list("body", flat=True))


def waiting():
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM ONLY log_line_other")
        return [body for (body,) in cursor.fetchall()]
