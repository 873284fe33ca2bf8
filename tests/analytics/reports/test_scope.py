"""What a report is asked: days that are right across DST, addresses that say it all, refusals that explain."""

from datetime import UTC, date, datetime, timedelta

import pytest

from analytics.errors import BadScope
from analytics.reports import funnel_query
from analytics.reports.funnel import Condition, Operator, Options, Step
from analytics.reports.period import Period
from analytics.reports.scope import Comparison, Field, Filter, Scope, parse

NOW = datetime(2026, 3, 29, 22, 30, tzinfo=UTC)  # the 30th already in Berlin


@pytest.mark.parametrize(
    ("day", "hours"), [("2026-03-28", 24), ("2026-03-29", 23), ("2026-10-25", 25), ("2026-10-26", 24)]
)
def test_a_day_in_berlin_has_as_many_hours_as_its_clocks_say(day, hours):
    period = Period(date.fromisoformat(day), date.fromisoformat(day), "Europe/Berlin")
    assert period.ends_at - period.starts_at == timedelta(hours=hours)


def test_a_day_without_midnight_begins_when_its_clock_jumps():
    period = Period(date(2018, 11, 4), date(2018, 11, 4), "America/Sao_Paulo")
    assert period.starts_at == datetime(2018, 11, 4, 3, tzinfo=UTC)
    assert period.ends_at - period.starts_at == timedelta(hours=23)


def test_the_period_before_has_as_many_days_and_ends_the_day_before():
    before = Period(date(2026, 3, 10), date(2026, 3, 19), "UTC").before()
    assert (before.first, before.last) == (date(2026, 2, 28), date(2026, 3, 9))


def test_a_year_before_means_the_same_weekdays():
    period = Period(date(2026, 3, 10), date(2026, 3, 19), "UTC")
    assert [day.weekday() for day in period.year_before().days] == [day.weekday() for day in period.days]


def test_today_is_the_day_of_the_zone_that_is_asked_about():
    assert parse({"zone": ["Europe/Berlin"], "last": ["1"]}, now=NOW).period.days == [date(2026, 3, 30)]
    assert parse({"zone": ["America/New_York"], "last": ["1"]}, now=NOW).period.days == [date(2026, 3, 29)]


@pytest.mark.parametrize(
    "scope",
    [
        Scope(Period(date(2026, 1, 1), date(2026, 1, 31), "Europe/Berlin")),
        Scope(
            Period(date(2026, 1, 1), date(2026, 1, 1), "UTC"),
            Comparison.YEAR,
            (Filter(Field.DEVICE, ("phone", "tablet")), Filter(Field.PAGE, ("/products/a b&c=d/",))),
            with_bots=True,
            with_staff=True,
        ),
    ],
)
def test_an_address_says_all_of_a_scope(scope, rf):
    query = dict(rf.get(f"/?{scope.query()}").GET.lists())
    assert parse(query, now=NOW) == scope


def test_an_address_of_the_last_days_moves_with_them(rf):
    scope = parse({"last": ["7"]}, now=NOW)
    query = dict(rf.get(f"/?{scope.query()}").GET.lists())
    assert parse(query, now=NOW + timedelta(days=1)).period.last == scope.period.last + timedelta(days=1)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"from": ["2026-02-30"], "to": ["2026-03-01"]}, "from"),
        ({"from": ["2026-03-01"]}, "to"),
        ({"from": ["2026-03-02"], "to": ["2026-03-01"]}, "to"),
        ({"from": ["0001-01-01"], "to": ["2026-03-01"]}, "from"),
        ({"from": ["1970-01-03"], "to": ["1970-01-05"]}, "compare"),
        ({"from": ["1980-01-01"], "to": ["2026-01-01"]}, "from"),
        ({"last": ["0"]}, "last"),
        ({"last": ["٣"]}, "last"),
        ({"last": ["99999999999999999999"]}, "last"),
        ({"zone": ["Mars/Olympus"]}, "zone"),
        ({"zone": ["../../etc/passwd"]}, "zone"),
        ({"compare": ["tomorrow"]}, "compare"),
        ({"device": ["fridge"]}, "device"),
        ({"page": [""]}, "page"),
        ({"page": ["a\0b"]}, "page"),
        ({"page": [str(number) for number in range(21)]}, "page"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(query, field):
    with pytest.raises(BadScope) as refused:
        parse(query, now=NOW)
    assert refused.value.field == field
    assert refused.value.reason


def test_an_address_says_all_of_a_funnel(rf):
    options = Options(
        steps=(
            Step("product_viewed", (Condition("category", Operator.IS, "a;b:c%3B"),)),
            Step("order_completed", (Condition("page_path", Operator.STARTS, "/checkout/"),)),
        ),
        window=timedelta(hours=12),
        breakdown="device",
    )
    query = dict(rf.get(f"/?{funnel_query.query(options)}").GET.lists())
    assert funnel_query.parse(query) == options


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"step": ["drop table"]}, "step"),
        ({"step": ["page_viewed;user_id:is:x"]}, "step"),
        ({"step": ["page_viewed;page_path:like:x"]}, "step"),
        ({"step": ["page_viewed;page_path:is:"]}, "step"),
        ({"step": ["page_viewed"] * 9}, "step"),
        ({"window": ["0d"]}, "window"),
        ({"window": ["91d"]}, "window"),
        ({"by": ["anonymous_id"]}, "by"),
    ],
)
def test_a_funnel_that_makes_no_sense_is_refused(query, field):
    with pytest.raises(BadScope) as refused:
        funnel_query.parse(query)
    assert refused.value.field == field
