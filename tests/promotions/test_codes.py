"""Codes: when they hold, what they take off, and that a limit is one. The rules are pure; redeeming is not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError

from promotions import codes
from promotions.codes import CodeItem, Denial, Grant, Reason
from promotions.errors import CodeRefused
from promotions.models import Code, CodeUse
from promotions.selectors import code_check, codes_listed
from promotions.services import code_redeem

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


TERMS = codes.Terms(
    text="WELCOME10",
    about="10 % off",
    percent=Decimal(10),
    amount=None,
    currency="EUR",
    categories=frozenset(),
    minimum=Decimal(0),
    starts_at=NOW - timedelta(days=1),
    ends_at=NOW + timedelta(days=1),
    is_used_up=False,
)


def terms(**changes):
    return replace(TERMS, **changes)


def items(*totals, category="fans"):
    return [CodeItem(frozenset({category, "air-comfort"}), Decimal(total)) for total in totals]


def check(terms, items, *, was_used=False, currency="EUR"):
    return codes.check(terms, items=items, currency=currency, was_used=was_used, now=NOW)


def test_a_code_that_holds_takes_its_percent_off_the_sum_rounded_once():
    # 10 % of each line would be 0.04 + 0.04 (half cents up); of the sum it is 0.07.
    assert check(terms(), items("0.35", "0.35")) == Grant("WELCOME10", "10 % off", Decimal("0.07"))


def test_half_a_cent_rounds_up():
    assert check(terms(), items("10.05")).discount == Decimal("1.01")


@pytest.mark.parametrize(("total", "discount"), [("30.00", "5.00"), ("5.00", "4.99"), ("0.01", "0.00")])
def test_an_amount_leaves_at_least_a_cent(total, discount):
    fixed = terms(percent=None, amount=Decimal("5.00"))

    assert check(fixed, items(total)).discount == Decimal(discount)


def test_a_code_for_a_category_counts_only_what_it_covers():
    mixed = [*items("20.00"), *items("80.00", category="kettles")]

    assert check(terms(categories=frozenset({"fans"})), mixed).discount == Decimal("2.00")


@pytest.mark.parametrize(
    ("changes", "reason", "words"),
    [
        (
            {"starts_at": NOW + timedelta(hours=1), "ends_at": NOW + timedelta(days=9)},
            Reason.NOT_YET,
            "from 1 March",
        ),
        ({"ends_at": NOW}, Reason.EXPIRED, "ended on 1 March"),
        ({"is_used_up": True}, Reason.USED_UP, "as often as it could be"),
        ({"categories": frozenset({"kettles"})}, Reason.NOTHING_COVERED, "not for anything in your cart"),
        ({"currency": "GBP"}, Reason.NOTHING_COVERED, "not for anything in your cart"),
        ({"minimum": Decimal("50.00")}, Reason.MINIMUM, "from €50.00: €10.00 to go"),
    ],
)
def test_a_code_that_does_not_hold_says_why(changes, reason, words):
    denial = check(terms(**changes), items("40.00"))

    assert isinstance(denial, Denial)
    assert denial.reason == reason
    assert words in denial.words


def test_a_code_starts_with_its_first_moment_and_reaches_its_minimum_exactly():
    assert isinstance(check(terms(starts_at=NOW, minimum=Decimal("40.00")), items("40.00")), Grant)


def test_a_person_who_used_it_is_told_so():
    assert check(terms(), items("40.00"), was_used=True).reason == Reason.ALREADY_USED


@pytest.mark.parametrize("typed", ["welcome10", " Welcome 10 ", "WELCOME\0" + "10"])
def test_a_code_is_read_however_it_is_typed(typed):
    assert codes.normal(typed) == "WELCOME10"


@pytest.fixture
def welcome(db):
    return Code.objects.create(
        text="WELCOME10",
        about="10 % off",
        percent=10,
        starts_at=NOW,
        ends_at=NOW + timedelta(days=1),
        uses_limit=2,
    )


def redeem(email="ada@example.com", reference="LK-1"):
    return code_redeem(
        text="welcome10", items=items("40.00"), currency="EUR", email=email, reference=reference, now=NOW
    )


def test_an_unknown_code_is_unknown(db):
    denial = code_check("NOPE", items=items("40.00"), currency="EUR", email=None, now=NOW)

    assert isinstance(denial, Denial)
    assert (denial.reason, denial.words) == (Reason.UNKNOWN, "There is no code NOPE. Check its spelling.")


def test_redeeming_counts_and_remembers_the_person_as_a_hash_only(welcome):
    grant = redeem()

    welcome.refresh_from_db()
    use = CodeUse.objects.get()
    assert (grant.discount, welcome.uses) == (Decimal("4.00"), 1)
    assert (use.holder[:2], "ada" in use.holder, use.reference) == ("e:", False, "LK-1")


def test_once_a_person_whatever_the_capitals_of_the_address(welcome):
    redeem("ada@example.com")

    with pytest.raises(CodeRefused) as refused:
        redeem("ADA@Example.com")

    assert refused.value.denial.reason == Reason.ALREADY_USED
    assert Code.objects.get().uses == 1


def test_the_limit_is_for_everybody_together(welcome):
    redeem("ada@example.com")
    redeem("eve@example.com")

    with pytest.raises(CodeRefused) as refused:
        redeem("kim@example.com")

    assert refused.value.denial.reason == Reason.USED_UP
    assert list(codes_listed(now=NOW)) == []


def test_the_table_itself_holds_the_limit(welcome):
    with pytest.raises(IntegrityError):
        Code.objects.update(uses=3)


def test_only_listed_codes_that_run_are_shown(welcome):
    Code.objects.update(listed=True)
    Code.objects.create(
        text="SOON",
        about="Soon",
        amount=5,
        listed=True,
        starts_at=NOW + timedelta(1),
        ends_at=NOW + timedelta(2),
    )

    assert [code.text for code in codes_listed(now=NOW)] == ["WELCOME10"]
