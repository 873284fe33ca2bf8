"""How alerts go from state to state, and whom they are for: pure."""

from datetime import UTC, datetime, timedelta

import pytest

from logs.alerts.routing import InhibitionSpec, RouteNode, inhibitor, targets
from logs.alerts.rules import Finding, RuleSpec
from logs.alerts.states import Standing, advance

NOW = datetime(2027, 1, 1, tzinfo=UTC)
BREACHED = Finding(9, breached=True, clear=False, summary="9 lines")
BETWEEN = Finding(4, breached=False, clear=False, summary="4 lines")
CLEAR = Finding(0, breached=False, clear=True, summary="0 lines")
RULE = RuleSpec(1, "errors", "threshold", calm=30)
HELD = RuleSpec(1, "errors", "threshold", hold=60, calm=30)


def later(seconds):
    return NOW + timedelta(seconds=seconds)


def walk(rule, *steps, standing=None):
    """Return the standing after each (seconds, finding)."""
    for seconds, finding in steps:
        standing = advance(standing, finding, rule=rule, now=later(seconds))
    return standing


def test_without_a_hold_the_first_breach_fires():
    assert walk(RULE, (0, BREACHED)).state == "firing"
    assert walk(RULE, (0, BETWEEN)) is None


def test_a_breach_that_must_last_fires_when_it_has():
    assert walk(HELD, (0, BREACHED), (59, BREACHED)).state == "pending"
    assert walk(HELD, (0, BREACHED), (60, BREACHED)).state == "firing"
    assert walk(HELD, (0, BREACHED), (30, BETWEEN)) is None


def test_it_is_resolved_after_it_was_well_for_long_enough_without_a_break():
    assert walk(RULE, (0, BREACHED), (10, CLEAR), (39, CLEAR)).state == "firing"
    assert walk(RULE, (0, BREACHED), (10, CLEAR), (40, CLEAR)).state == "resolved"
    assert walk(RULE, (0, BREACHED), (10, CLEAR), (30, BETWEEN), (40, CLEAR), (69, CLEAR)).state == "firing"


def test_between_the_limits_nothing_is_resolved():
    assert walk(RULE, (0, BREACHED), (500, BETWEEN), (5000, BETWEEN)).state == "firing"


def test_an_acknowledged_one_is_resolved_too_and_does_not_fire_again():
    acknowledged = Standing("acknowledged", since=NOW)
    assert walk(RULE, (1, BREACHED), standing=acknowledged).state == "acknowledged"
    assert walk(RULE, (1, CLEAR), (31, CLEAR), standing=acknowledged).state == "resolved"


def test_what_comes_back_is_the_same_alert_and_must_be_well_for_twice_as_long():
    flapped = walk(RULE, (0, BREACHED), (10, CLEAR), (40, CLEAR), (60, BREACHED))
    assert (flapped.state, flapped.flaps) == ("firing", 1)
    assert walk(RULE, (70, CLEAR), (129, CLEAR), standing=flapped).state == "firing"
    assert walk(RULE, (70, CLEAR), (130, CLEAR), standing=flapped).state == "resolved"


def test_what_comes_back_much_later_is_another_one():
    resolved = walk(RULE, (0, BREACHED), (10, CLEAR), (40, CLEAR))
    again = walk(RULE, (4000, BREACHED), standing=resolved)
    assert (again.state, again.flaps, again.since) == ("firing", 0, later(4000))


def test_an_hour_of_flapping_every_minute_gives_few_messages():
    standing, messages = None, 0
    for second in range(3600):
        before = standing.state if standing else ""
        finding = BREACHED if second % 60 == 0 else CLEAR
        standing = advance(standing, finding, rule=RULE, now=later(second))
        messages += standing.state != before
    assert messages <= 4


ROUTES = (
    RouteNode(1, team_id=10, matchers={"service": "web"}, children=(
        RouteNode(2, team_id=11, matchers={"app": "promotions"}),
        RouteNode(3, matchers={"app": "shop"}),
    )),
    RouteNode(4, team_id=12, matchers={"consumer": "*"}, goes_on=True),
    RouteNode(5, team_id=13),
)  # fmt: skip


@pytest.mark.parametrize(
    ("labels", "teams"),
    [
        ({"service": "web"}, [10]),
        ({"service": "web", "app": "promotions"}, [11]),
        ({"service": "web", "app": "shop"}, [99]),
        ({"service": "relay"}, [12, 13]),
    ],
)
def test_the_first_and_deepest_route_has_it_unless_it_goes_on(labels, teams):
    assert [target.team_id for target in targets(ROUTES, labels, owner_id=99)] == teams


def test_without_a_route_it_is_the_owners():
    assert [target.team_id for target in targets((), {"rule": "x"}, owner_id=99)] == [99]


def test_alerts_that_agree_in_the_labels_asked_for_share_a_group():
    routes = (RouteNode(1, group_by=("service",)),)
    groups = [
        targets(routes, labels, owner_id=1)[0].group
        for labels in (
            {"service": "web", "route": "a"},
            {"service": "web", "route": "b"},
            {"service": "worker"},
        )
    ]
    assert groups[0] == groups[1] != groups[2]


def test_an_inhibition_needs_labels_to_agree_and_nothing_inhibits_itself():
    rule = [InhibitionSpec({"rule": "database-away"}, {"importance": "warning"}, ("service",))]
    source = {"rule": "database-away", "service": "web", "importance": "warning"}
    assert inhibitor({"importance": "warning", "service": "web"}, firing=[source], inhibitions=rule) == source
    assert inhibitor({"importance": "warning", "service": "relay"}, firing=[source], inhibitions=rule) is None
    assert inhibitor({"importance": "critical", "service": "web"}, firing=[source], inhibitions=rule) is None
    assert inhibitor(source, firing=[source], inhibitions=rule) is None
