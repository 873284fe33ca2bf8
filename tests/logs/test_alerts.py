"""From lines to alerts to messages, with PostgreSQL: the consumer's handler and the clock's tick."""

from datetime import timedelta

import pytest
from django.utils import timezone

from logs.alerts import services
from logs.models import Alert, AlertWindow, ErrorKind, Inhibition, Notification, Route, Silence
from tests.logs.lines import delivery, failure, line
from tests.logs.teams import handle, judge, rule, team, tick
from tracking.visitors import now_ms

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def queued(monkeypatch):
    """What would be handed to Celery."""
    sent: list[object] = []
    monkeypatch.setattr("logs.delivery.queue.enqueue", sent.append)
    return sent


def errors(number, **fields):
    return [line(**fields) for _ in range(number)]


def told():
    """Return (kind, team, subject) of every message, the first first."""
    rows = Notification.objects.order_by("created_at", "pk").select_related("team")
    return [(row.kind, row.team.name, row.content["subject"]) for row in rows]


def later(seconds):
    return timezone.now() + timedelta(seconds=seconds)


def test_a_burst_fires_one_alert_and_writes_one_message_at_once():
    rule()
    judge(*errors(4))
    assert not Alert.objects.exists()

    judge(*errors(3))

    alert = Alert.objects.get()
    assert (alert.state, alert.value, alert.told) == ("firing", 7, "firing")
    assert told() == [("firing", "storefront", "Firing: errors – 7 lines in 60 s, the limit is 5")]
    assert [change.state for change in alert.changes.all()] == ["firing"]


def test_the_message_is_handed_over_only_once_the_batch_is_committed(
    queued, django_capture_on_commit_callbacks
):
    rule()
    with django_capture_on_commit_callbacks(execute=False) as callbacks:
        judge(*errors(5))
    assert queued == []
    for callback in callbacks:
        callback()
    assert queued == [Notification.objects.get().pk]


def test_ten_thousand_identical_errors_are_one_alert_and_one_message():
    rule(by=["exception", "route"])
    lines = [failure() for _ in range(10_000)]
    for start in range(0, len(lines), 1000):
        judge(*lines[start : start + 1000])
    tick(timezone.now())

    assert Alert.objects.get().value == 10_000
    assert len(told()) == 1


def test_a_line_that_comes_twice_is_counted_once():
    rule()
    same = errors(4)
    judge(*same, *same)
    judge(*same)
    assert not Alert.objects.exists()
    assert sum(AlertWindow.objects.values_list("matched", flat=True)) == 4


def test_lines_of_the_past_fire_nothing_and_very_old_ones_are_not_counted():
    rule()
    judge(*errors(50, at=now_ms() - 6 * 60_000), *errors(50, at=now_ms() - 61 * 60_000))
    tick(timezone.now())
    assert not Alert.objects.exists()
    assert sum(AlertWindow.objects.values_list("matched", flat=True)) == 50


def test_a_clock_that_is_ahead_does_not_put_lines_into_the_future():
    rule()
    now = now_ms()
    ahead = [delivery(line(at=now + 3_600_000), stamp=now) for _ in range(5)]
    handle(*ahead)
    assert Alert.objects.get().value == 5


def test_series_are_counted_apart_and_each_has_its_alert():
    rule(by=["route"])
    for route, number in (("/cart/", 5), ("/search/", 6), ("/deals/", 4)):
        judge(*errors(number, attributes={"http.route": route}))
    assert {alert.labels["route"]: alert.value for alert in Alert.objects.all()} == {
        "/cart/": 5,
        "/search/": 6,
    }


def test_an_alert_keeps_where_its_lines_stand():
    rule()
    handle(*(delivery(line(), partition=1, offset=offset) for offset in (17, 18)))
    handle(*(delivery(line(), partition=p, offset=o) for p, o in ((1, 40), (2, 3), (2, 9))))

    evidence = Alert.objects.get().evidence
    assert [(e["partition"], e["first_offset"], e["last_offset"], e["lines"]) for e in evidence] == [
        (1, 17, 40, 3),
        (2, 3, 9, 2),
    ]
    assert evidence[0]["topic"].endswith("logs.web")


def test_it_is_resolved_when_all_is_well_for_long_enough_and_the_team_hears_of_it():
    rule(calm_seconds=30)
    judge(*errors(5))

    tick(later(70))
    assert Alert.objects.get().state == "firing"
    tick(later(101))

    assert Alert.objects.get().state == "resolved"
    assert [kind for kind, *_ in told()] == ["firing", "resolved"]
    tick(later(200))
    assert len(told()) == 2


def test_while_the_pipeline_lags_nothing_is_resolved_and_nothing_is_absent():
    rule(calm_seconds=0)
    rule("silent", kind="absence", window_seconds=60, least_severity=9, owner=team("pipeline"))
    judge(*errors(5))

    tick(later(500), is_current=False)
    assert [alert.rule.name for alert in Alert.objects.all()] == ["errors"]
    assert Alert.objects.get().state == "firing"

    tick(later(500))
    assert {alert.rule.name: alert.state for alert in Alert.objects.all()} == {
        "errors": "resolved",
        "silent": "firing",
    }


def test_what_was_absent_is_there_again():
    rule(
        "silent",
        kind="absence",
        window_seconds=60,
        calm_seconds=0,
        least_severity=9,
        matchers={"service": "relay"},
    )
    tick(later(61))
    assert Alert.objects.get().labels == {"rule": "silent", "importance": "warning", "service": "relay"}
    judge(line(severity=9, at=now_ms() + 100_000, resource={"service.name": "relay"}))
    judge(line(severity=9, resource={"service.name": "web"}))

    tick(later(62))
    # The line's own time was ahead: it counts as of when Kafka had it.
    assert Alert.objects.get().state == "resolved"


def test_an_acknowledged_alert_is_neither_repeated_nor_escalated():
    chief = team("chief")
    rule(owner=team(escalates_to=chief, escalates_after=10))
    Route.objects.create(repeat_minutes=5)
    judge(*errors(5))
    assert services.alert_acknowledge(alert_id=Alert.objects.get().pk, by="abc", now=timezone.now())

    tick(later(3600), is_current=False)

    assert [kind for kind, *_ in told()] == ["firing"]
    assert not services.alert_acknowledge(alert_id=Alert.objects.get().pk, by="abc", now=timezone.now())


def test_what_nobody_takes_care_of_is_repeated_and_escalated_and_both_hear_the_end():
    chief = team("chief")
    rule(owner=team(escalates_to=chief, escalates_after=10), calm_seconds=0)
    Route.objects.create(repeat_minutes=30)
    judge(*errors(5))

    tick(later(599), is_current=False)
    assert len(told()) == 1
    tick(later(601), is_current=False)
    tick(later(605), is_current=False)
    tick(later(1801), is_current=False)
    tick(later(2000))

    assert [(kind, name) for kind, name, _ in told()] == [
        ("firing", "storefront"),
        ("escalation", "chief"),
        ("repeat", "storefront"),
        *sorted([("resolved", "chief"), ("resolved", "storefront")], key=lambda row: told_order(*row)),
    ]


def told_order(kind, name):
    return [(k, n) for k, n, _ in told()].index((kind, name))


def test_a_silence_holds_and_what_still_fires_is_told_when_it_ends():
    rule()
    now = timezone.now()
    Silence.objects.create(
        matchers={"rule": "err*"}, starts_at=now, ends_at=now + timedelta(minutes=3), comment="we deploy"
    )
    judge(*errors(5))
    assert told() == []
    assert Alert.objects.get().muted == "silenced: we deploy"

    tick(later(100), is_current=False)
    assert told() == []
    tick(later(200), is_current=False)
    assert [kind for kind, *_ in told()] == ["firing"]


def test_what_was_over_before_its_silence_ended_is_never_told():
    rule(calm_seconds=0)
    now = timezone.now()
    Silence.objects.create(matchers={}, starts_at=now, ends_at=now + timedelta(hours=1), comment="we deploy")
    judge(*errors(5))
    tick(later(100))
    assert Alert.objects.get().state == "resolved"
    tick(later(4000))
    assert told() == []


def test_an_alert_is_inhibited_while_its_cause_fires():
    storefront = team()
    rule("database-away", owner=storefront, text="database")
    rule("errors", owner=storefront, by=["service"])
    Inhibition.objects.create(source={"rule": "database-away"}, target={"rule": "errors"}, about="same cause")

    judge(*errors(5, body="database is away"))
    judge(*errors(5))

    assert [subject.split(" –")[0] for _, _, subject in told()] == ["Firing: database-away"]
    assert Alert.objects.get(rule__name="errors").muted == "inhibited by database-away"


def test_the_first_message_of_a_group_leaves_at_once_and_the_next_ones_are_gathered():
    rule(by=["route"])
    Route.objects.create(group_seconds=60)
    judge(*errors(5, attributes={"http.route": "/a"}))
    for route in "bcd":
        judge(*errors(5, attributes={"http.route": f"/{route}"}))
    assert len(told()) == 1

    tick(later(61), is_current=False)

    assert len(told()) == 2
    assert told()[1][2].startswith("Firing: errors and 2 more")
    assert Notification.objects.order_by("created_at").last().alerts.count() == 3


def test_a_new_kind_of_error_is_told_to_the_owner_of_its_app_once():
    pipeline, promoters = team("pipeline"), team("promotions")
    rule("new-error", kind="new-error", owner=pipeline, limit=1, calm_seconds=0)
    Route.objects.create(matchers={"app": "promotions"}, team=promoters)

    judge(
        failure("KeyError", frames=("promotions.rules.choose",)),
        failure("KeyError", frames=("promotions.rules.choose",)),
    )
    judge(failure("OSError", frames=("tracking.relay.run",)))
    assert sorted(name for _, name, _ in told()) == ["pipeline", "promotions"]

    tick(later(100))
    judge(failure("KeyError", "another message", frames=("promotions.rules.choose",)))
    assert ErrorKind.objects.count() == 2
    assert [kind for kind, *_ in told()].count("firing") == 2


def test_a_kind_of_error_out_of_the_past_is_learned_and_not_told():
    rule("new-error", kind="new-error", limit=1)
    judge(failure(at=now_ms() - 10 * 60_000))
    judge(failure())
    assert ErrorKind.objects.count() == 1
    assert told() == []


def test_a_rule_that_is_switched_off_resolves_its_alerts():
    made = rule(calm_seconds=0)
    judge(*errors(5))
    made.active = False
    made.save()
    tick(later(1))
    assert Alert.objects.get().state == "resolved"


def test_a_pending_alert_tells_nobody_and_goes_without_a_trace():
    rule(hold_seconds=120)
    judge(*errors(5))
    assert (Alert.objects.get().state, told()) == ("pending", [])
    tick(later(80))
    assert not Alert.objects.exists()


def test_a_rate_counts_all_lines_of_its_series():
    rule(kind="rate", limit=20, least_count=20, by=["route"])
    fine = {"attributes": {"http.route": "/a"}, "severity": 9}
    judge(*errors(16, **fine), *errors(3, attributes={"http.route": "/a"}))
    assert not Alert.objects.exists()
    judge(*errors(1, attributes={"http.route": "/a"}))
    assert Alert.objects.get().value == 20.0


def test_a_message_about_many_alerts_names_twenty_and_leads_to_the_rest():
    rule(by=["route"])
    judge(*(line(attributes={"http.route": f"/{number}"}) for number in range(30) for _ in range(5)))
    content = Notification.objects.get().content
    assert len(content["alerts"]) == 20
    assert content["text"].rstrip().endswith("… and 10 more: http://127.0.0.1:8000/operations/alerts/")
