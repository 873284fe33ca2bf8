"""One form for all results, and CSV that no spreadsheet runs."""

import csv
import io
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from analytics.export.csv import csv_lines
from analytics.reports.catalogue import REPORTS
from analytics.reports.table import Chart, Column, Kind, Table, column


@dataclass(frozen=True, slots=True)
class Row:
    word: str | None = column("Word", Kind.TEXT, "What was typed.")
    count: int = column("Count", Kind.COUNT)
    share: float | None = column("Share", Kind.PERCENT)
    money: Decimal = column("Money", Kind.MONEY)
    day: date = column("Day", Kind.DAY)
    moment: datetime = column("At", Kind.TIME)


def table(*words):
    moment = datetime(2026, 3, 1, 12, tzinfo=UTC)
    rows = tuple(Row(word, -5, None, Decimal("1.50"), date(2026, 3, 1), moment) for word in words)
    return Table("words", "Words", Row, rows, Chart.BARS)


def test_a_row_type_declares_its_columns():
    assert table().columns[:2] == (
        Column("word", "Word", Kind.TEXT, "What was typed."),
        Column("count", "Count", Kind.COUNT, ""),
    )
    assert next(table("a").cells())[:3] == ("a", -5, None)


def test_csv_has_plain_values_under_the_columns_names():
    assert "".join(csv_lines(table("kettle"))) == (
        "word,count,share,money,day,moment\r\nkettle,-5,,1.50,2026-03-01,2026-03-01T12:00:00+00:00\r\n"
    )


@pytest.mark.parametrize(
    "word", ["=1+1", "+1", "-1", "@sum", "\tx", "\rx", "\n=1", "＝1", '=HYPERLINK("http://x","y")']
)
def test_no_text_is_a_formula(word):
    rows = list(csv.reader(io.StringIO("".join(csv_lines(table(word))), newline="")))
    assert rows[1][0] == f"'{word}"


def test_csv_comes_line_by_line():
    lines = csv_lines(table(*("word",) * 3))
    assert next(lines) == "word,count,share,money,day,moment\r\n"
    assert len(list(lines)) == 3


def test_reports_have_names_titles_and_a_sentence_each():
    assert set(REPORTS) == {
        *("overview", "live", "acquisition", "searches", "products", "promotions", "funnel", "paths"),
        *("retention", "cohorts", "pages", "forms", "moderation", "pipeline"),
    }
    assert all(report.title and report.about.endswith(".") for report in REPORTS.values())
