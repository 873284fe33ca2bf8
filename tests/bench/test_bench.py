"""The bench itself: every case, tiny, on the tests' own servers. What the figures say is not looked at."""

import json
import os
import shutil
import subprocess
import sys

import psycopg
import pytest

from bench import references
from bench.cli import main
from bench.errors import Failed
from bench.figures import percentile, ratio_of_rounds
from bench.pacing import at_rate
from bench.references import REFERENCES
from bench.registry import CASES
from bench.report import Aim, Result, number
from bench.waiting import until
from tests.processes import ROOT
from tracking.admin_client import admin_client


def run_bench(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "bench", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def databases_of_a_bench():
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        rows = connection.execute("SELECT datname FROM pg_database WHERE datname LIKE 'bench%'")
        return {name for (name,) in rows}


def topics_of_a_bench():
    topics = admin_client().list_topics(timeout=10).topics
    return {name for name in topics if name.startswith("bench-")}


@pytest.fixture(scope="module")
def quick(tmp_path_factory):
    """One quick run of everything; returns the finished process, its report, and what it left behind."""
    file = tmp_path_factory.mktemp("bench") / "figures.json"
    before = databases_of_a_bench() | topics_of_a_bench()
    done = run_bench("--quick", "--json", str(file))
    assert done.returncode == 0, done.stdout + done.stderr
    left = (databases_of_a_bench() | topics_of_a_bench()) - before
    return done, json.loads(file.read_text()), left


def rows_of(report, case):
    return report["cases"][case]["rows"]


def test_a_search_is_followed_to_its_promotion_in_four_ways(quick):
    rows = rows_of(quick[1], "search_to_promotion")

    assert [row["searches"] for row in rows] == [10] * 4
    assert all(0 < row["median ms"] <= row["p99 ms"] <= row["most ms"] for row in rows)
    assert rows[-1]["× floor"] == 1


def test_catching_up_is_measured_beside_its_ceilings(quick):
    rows = rows_of(quick[1], "catch_up")

    assert [row["way"].partition(" (")[0] for row in rows] == [
        "promotions, its own batch size",
        "empty handler",
        "consume and decode only",
    ]
    assert all(row["searches/s"] > 0 for row in rows)


@pytest.mark.skipif("DEVSTACK_STATE" not in os.environ, reason="needs a Kafka that may be stopped: make test")
def test_no_page_fails_without_kafka(quick):
    rows = rows_of(quick[1], "broker_down")

    assert {row["page, Kafka"] for row in rows} == {
        f"{page}, {kafka}" for page in ("home", "search") for kafka in ("up", "down", "down from its start")
    }
    assert all(row["failed"] == 0 for row in rows)


def test_pages_are_timed_beside_an_empty_view(quick):
    rows = rows_of(quick[1], "pages")

    assert [row["page"].partition(",")[0] for row in rows] == [
        "home",
        "search",
        "search with three filters",
        "category",
        "deals",
        "empty view (floor)",
    ]
    assert rows[-1]["× empty view"] == 1
    assert all(row["× empty view"] > 1 for row in rows[:-1])


def test_calls_are_timed(quick):
    rows = rows_of(quick[1], "produce_call")

    assert {row["call, Kafka"] for row in rows} >= {"track(), up", "KafkaProducer.send(), up"}
    assert all(row["median µs"] > 0 for row in rows)


def test_the_relay_is_measured_beside_plain_producing(quick):
    rows = rows_of(quick[1], "outbox_relay")

    assert rows[0]["of plain producing"] == 1
    assert all(row["rows/s"] > 0 for row in rows)


def test_log_sinks_are_measured_beside_raw_writing(quick):
    rows = rows_of(quick[1], "log_sink")

    assert [row["of raw"] for row in rows if row["way"].startswith("raw")] == [1, 1]
    assert all(row["lines/s"] > 0 for row in rows)


@pytest.mark.skipif(shutil.which("wrk") is None, reason="needs the load generator wrk (Debian package wrk)")
@pytest.mark.parametrize("door", ["django", "asgi"])
def test_the_collectors_doors_are_measured_beside_an_empty_answer(quick, door):
    rows = rows_of(quick[1], f"collector_{door}")

    assert rows[0]["of the empty"] == 1
    assert all(row["requests/s"] > 0 for row in rows)
    assert "as many are in the topic" in quick[1]["cases"][f"collector_{door}"]["notes"][0]


def test_judging_is_measured_beside_folding(quick):
    rows = rows_of(quick[1], "moderation_detectors")

    assert rows[0]["reviews/s a core"] > rows[1]["reviews/s a core"] > 0


def test_it_says_what_it_ran_on(quick):
    done, report, _ = quick

    assert set(report["machine"]) >= {"processor", "memory", "Python", "PostgreSQL", "Kafka", "librdkafka"}
    assert report["machine"]["processor"] in done.stdout


def test_it_leaves_nothing_behind(quick):
    assert quick[2] == set()


def test_unknown_measurements_are_wrong_usage(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["no-such-case"])

    assert ended.value.code == 2
    assert f"there are {', '.join(CASES)}" in capsys.readouterr().err


def test_without_servers_it_says_so(capsys, monkeypatch):
    monkeypatch.delenv("DATABASE_URL")

    assert main(["produce_call"]) == 3
    assert "DATABASE_URL not set: run `make bench`" in capsys.readouterr().err


def test_references_stand_beside_measurements_that_exist():
    assert set(REFERENCES) <= set(CASES)
    assert references.lines("log_sink")[0].startswith("for comparison: a plain loop")
    assert references.lines("pages") == []


@pytest.mark.parametrize(("fraction", "value"), [(0.5, 50), (0.99, 99), (1.0, 100), (0.001, 1)])
def test_percentiles_are_nearest_rank(fraction, value):
    assert percentile(range(100, 0, -1), fraction) == value


def test_a_disturbed_round_counts_once():
    assert ratio_of_rounds([20, 90, 22], [10, 45, 10]) == 2


def test_results_are_kept_in_the_order_of_the_questions():
    assert at_rate([3, 1, 2], lambda item: item * 2, rate=1000) == [6, 2, 4]


def test_a_failing_question_is_not_hidden():
    with pytest.raises(ZeroDivisionError):
        at_rate([1, 0], lambda item: 1 / item, rate=1000)


def test_waiting_ends():
    with pytest.raises(Failed, match=r"after 0\.05 s still not: a miracle"):
        until(lambda: False, seconds=0.05, what="a miracle")


def test_a_result_is_a_table_with_its_aims():
    result = Result(("way", "searches/s"), rows=[("plain", 12345.6), ("other", None)])
    result.aims = [Aim("at least 10,000", 12345.6, is_met=True)]

    assert result.lines() == [
        "way    searches/s",
        "plain      12,346",
        "other           –",
        "aim: at least 10,000: 12,346, met",
    ]


@pytest.mark.parametrize(
    ("value", "text"), [(1234.5, "1,234"), (12.34, "12.3"), (0.123, "0.12"), (7, "7"), ("x", "x")]
)
def test_numbers_have_the_digits_that_count(value, text):
    assert number(value) == text


def test_every_case_has_a_file_and_a_line_of_its_own(capsys):
    with pytest.raises(SystemExit):
        main(["--help"])

    help_text = capsys.readouterr().out
    files = {path.stem for path in (ROOT / "bench" / "cases").glob("[a-z]*.py")}
    assert files == set(CASES)
    assert all(name in help_text for name in files)
