"""What promotions bring: seen, clicked, bought; and whether personal deals sell more than none would have.

The lift compares like with like. The home page's ``page_viewed`` says in ``properties.deals`` what its visitor was
given: ``personal`` deals, or, for the share of visitors that is held out (``PROMOTIONS_HOLDOUT_PERCENT``),
``held_out``: they would have had personal deals and saw the usual ones. Visitors for whom there were none are in
neither group. Who is held out is decided by a hash of who they are, so the groups differ in nothing else (as "ghost
ads" do: G. Johnson, R. Lewis, E. Nubbemeyer, Journal of Marketing Research 54 (2017) 867–884). A visitor converts by
an order after the first such page view, within the period. Who was in both groups, by logging in, is in neither.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final, LiteralString

from analytics.naming import names_of
from analytics.reports.scope import Scope
from analytics.reports.sql import counted, rows
from analytics.reports.statistics import LEAST_PEOPLE, LEAST_SUCCESSES, Group, Interval, lift
from analytics.reports.table import Chart, Kind, Result, Table, column
from analytics.rollups.sales import EXPOSURES, ORDERS, PROMOTIONS

LIMIT: Final = 200
PERSONAL: Final = "personal"
HELD_OUT: Final = "held_out"
POINTS: Final = "percentage points"
RELATIVE: Final = "relative, in %"
NOT_ENOUGH: Final = "not enough data"
CERTAIN: Final = "more than chance"
UNCERTAIN: Final = "may be chance"
_REMARKS: Final[Mapping[str, str]] = {
    NOT_ENOUGH: f"Not enough data: each group needs {LEAST_PEOPLE} people and {LEAST_SUCCESSES} buyers at least.",
    CERTAIN: "More than chance: the whole 95 % interval lies on one side of zero.",
    UNCERTAIN: "May be chance: zero lies within the 95 % interval.",
}


@dataclass(frozen=True, slots=True)
class Promotion:
    """One promotion."""

    title: str = column("Promotion", Kind.TEXT)
    promotion: str = column("No.", Kind.TEXT, "Its number, which stays when its title changes.")
    impressions: int = column("Impressions", Kind.COUNT, "Half of it in view for a second.")
    viewers: int = column("Viewers", Kind.COUNT)
    clicks: int = column("Clicks", Kind.COUNT)
    click_through: float | None = column("Click-through", Kind.PERCENT, "Clicks ÷ impressions.")
    orders: int = column("Orders", Kind.COUNT, "With a product bought at its price.")
    units: int = column("Units", Kind.COUNT)
    revenue: Decimal = column("Revenue", Kind.MONEY, "Of the lines bought at its price.")


@dataclass(frozen=True, slots=True)
class Arm:
    """One of the two groups."""

    group: str = column("Group", Kind.TEXT)
    people: int = column("People", Kind.COUNT)
    buyers: int = column("Buyers", Kind.COUNT)
    conversion: float | None = column("Conversion", Kind.PERCENT)
    revenue: Decimal = column("Revenue", Kind.MONEY)
    revenue_each: Decimal | None = column("Revenue a head", Kind.MONEY)


@dataclass(frozen=True, slots=True)
class Gain:
    """What personal deals gained. The measures are None where ``verdict`` says "not enough data"."""

    measure: str = column("Measure", Kind.TEXT)
    verdict: str = column("Verdict", Kind.TEXT)
    value: float | None = column("Gain", Kind.PERCENT)
    low: float | None = column("At least", Kind.PERCENT, "The lower end of the 95 % interval.")
    high: float | None = column("At most", Kind.PERCENT, "Its upper end.")


@dataclass(frozen=True, slots=True)
class Promotions(Result):
    """``arms`` has two rows always, ``lift`` too: the difference in conversion, and that relative to the held-out."""

    promotions: Table[Promotion]
    arms: Table[Arm]
    lift: Table[Gain]


_PROMOTIONS: Final[LiteralString] = """
WITH {days}, summed AS (
    SELECT promotion_id, sum(impressions)::bigint AS impressions, string_agg(viewers, '') AS viewers,
           sum(clicks)::bigint AS clicks, sum(orders)::bigint AS orders, sum(units)::bigint AS units,
           sum(revenue)::numeric(14,2) AS revenue
    FROM analytics_day_promotion GROUP BY 1
)
SELECT '(deleted)', promotion_id, impressions, viewers, clicks, clicks::float8 / nullif(impressions, 0), orders, units,
       revenue
FROM summed WHERE impressions + clicks + orders > 0
ORDER BY revenue DESC, impressions DESC, promotion_id LIMIT %(limit)s
"""

_ARMS: Final[LiteralString] = """
WITH {days}, exposed AS (
    SELECT hashtextextended(subject, 0) AS person, deals = 'personal' AS is_personal, began_at
    FROM analytics_day_exposure
), arm AS MATERIALIZED (
    SELECT person, bool_or(is_personal) AS is_personal, min(began_at) AS at
    FROM exposed GROUP BY person HAVING bool_or(is_personal) = bool_and(is_personal)
), people AS (SELECT is_personal, count(*) AS people FROM arm GROUP BY 1),
buyers AS (
    SELECT is_personal, count(DISTINCT person) AS buyers, sum(revenue) AS revenue
    FROM analytics_day_order JOIN arm USING (person) WHERE ordered_at > at GROUP BY 1
)
SELECT name, coalesce(people, 0), coalesce(buyers, 0), coalesce(buyers, 0)::float8 / people,
       coalesce(revenue, 0)::numeric(14,2), round(coalesce(revenue, 0) / people, 2)
FROM (VALUES ('personal', true), ('held_out', false)) AS groups (name, is_personal)
LEFT JOIN people USING (is_personal) LEFT JOIN buyers USING (is_personal) ORDER BY is_personal DESC
"""


def report(scope: Scope) -> Promotions:
    """Return the period's promotions, and the lift of personal deals over the holdout."""
    arms = rows(Arm, _ARMS, scope, parts={"days": counted(scope, EXPOSURES, ORDERS)})
    found = rows(Promotion, _PROMOTIONS, scope, parts={"days": counted(scope, PROMOTIONS)}, limit=LIMIT)
    titles = names_of("promotion", [row.promotion for row in found])
    named = tuple(replace(row, title=titles.get(row.promotion, row.title)) for row in found)
    return Promotions(
        promotions=Table("promotions", "Promotions", Promotion, named, Chart.BARS),
        arms=Table("arms", "Personal deals and the holdout", Arm, arms, Chart.BARS),
        lift=lift_table(*arms),
    )


def lift_table(personal: Arm, held_out: Arm) -> Table[Gain]:
    """Return what the personal group gained over the held-out one, and a remark that says how sure that is."""
    gains = _gains(personal, held_out)
    return Table(
        "lift", "What personal deals gained", Gain, gains, Chart.INTERVAL, _REMARKS[gains[0].verdict]
    )


def _gains(personal: Arm, held_out: Arm) -> tuple[Gain, ...]:
    found = lift(Group(personal.people, personal.buyers), Group(held_out.people, held_out.buyers))
    if found is None:
        return tuple(Gain(measure, NOT_ENOUGH, None, None, None) for measure in (POINTS, RELATIVE))
    verdict = CERTAIN if found.is_certain else UNCERTAIN
    return (
        _gain(POINTS, verdict, found.difference),
        _gain(RELATIVE, verdict, found.relative),
    )


def _gain(measure: str, verdict: str, interval: Interval) -> Gain:
    return Gain(measure, verdict, interval.value, interval.low, interval.high)
