"""Cells: safe from formulas, the same there and back, numbers as people write them. Pure."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.sheets.cells import read_number, read_object, read_price, read_text, read_yes, safe_text

TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))


@given(TEXTS)
def test_a_text_is_the_same_there_and_back(text):
    assert read_text(safe_text(text)) == text


@given(st.sampled_from("=+-@\t\r\n'"), TEXTS)
def test_nothing_that_leaves_is_a_formula(first, rest):
    written = safe_text(first + rest)

    assert written[0] == "'"
    assert read_text(written) == first + rest


def test_an_apostrophe_that_people_wrote_stays():
    assert read_text("'Tis the season") == "'Tis the season"
    assert read_text("") == ""


@pytest.mark.parametrize(
    ("cell", "price"),
    [
        ("12", "12.00"), ("12.5", "12.50"), ("12,50", "12.50"), (" 1234.99 ", "1234.99"), ("1.234,50", "1234.50"),
        ("1,234.50", "1234.50"), ("1 234,50", "1234.50"), ("1'234.50", "1234.50"), ("1.234.567,89", "1234567.89"),
        ("0.01", "0.01"),
    ],
)  # fmt: skip
def test_prices_as_people_write_them(cell, price):
    assert read_price(cell) == Decimal(price)


@pytest.mark.parametrize(
    "cell",
    [
        "", "free", "0", "0.00", "-5", "1.234", "1,234", "12.345", "1.23.45", "1.234.50", "€5", "1e3", "NaN", "١٢",
        "123456789", "9" * 400,
    ],
)  # fmt: skip
def test_what_is_no_price_or_could_be_two(cell):
    with pytest.raises(ValueError, match="price"):
        read_price(cell)


@pytest.mark.parametrize("cell", ["", "-1", "1.5", "1,000", "٣", "²", "9" * 10, "9" * 5_000])
def test_what_is_no_number_of_things(cell):
    with pytest.raises(ValueError, match="whole number"):
        read_number(cell)


@pytest.mark.parametrize(("cell", "means"), [("yes", True), ("JA", True), ("0", False), (" nein ", False)])
def test_yes_and_no_in_both_languages(cell, means):
    assert read_yes(cell) is means


@pytest.mark.parametrize("cell", ["", "maybe", "2"])
def test_neither_yes_nor_no(cell):
    with pytest.raises(ValueError, match="neither"):
        read_yes(cell)


@pytest.mark.parametrize(
    "cell",
    ["[1]", "{", '{"a": NaN}', '{"a": 1e999}', '{"a": "\\u0000"}', '{"a": "\\ud800"}', "1", "[" * 100_000],
)
def test_what_is_no_object_that_can_be_kept(cell):
    with pytest.raises(ValueError, match=r"JSON|NUL"):
        read_object(cell)
