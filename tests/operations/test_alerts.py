"""The operators' pages of alerts, and the demo's fault switches."""

import logging

import pytest
from django.utils import timezone

from consumers.models import ConsumerPause
from logs.models import Alert, Notification, Rule, Silence
from shop.models import User
from tests.kafka import messages
from tests.logs.lines import failure
from tests.logs.teams import judge, rule, team
from tracking.producer import get_producer
from tracking.topics import SEARCHES

pytestmark = pytest.mark.django_db

SWITCHES = ["/operations/faults/burst/", "/operations/faults/poison/", "/operations/faults/pause/"]


@pytest.fixture
def operator(client, monkeypatch):
    monkeypatch.setattr("logs.delivery.queue.enqueue", lambda _: None)
    account = User.objects.create_user(
        "op@example.com", "a-long-word-7", is_staff=True, is_superuser=True, name="Kim"
    )
    client.force_login(account)
    return client


@pytest.fixture
def alert():
    rule(by=["exception", "fingerprint"], about="Look at the checkout.")
    judge(*(failure(message="<script>alert(1)</script>") for _ in range(5)))
    return Alert.objects.get()


@pytest.mark.parametrize(
    "path", ["/operations/alerts/", "/operations/alerts/table/", "/operations/alerts/1/"]
)
def test_alerts_are_for_staff(client, path):
    assert client.get(path).headers["Location"] == f"/account/login/?next={path}"
    client.force_login(User.objects.create_user("ada@example.com", "a-long-word-7"))
    assert client.get(path).status_code == 403


def test_what_fires_is_listed_with_its_team_and_a_line(operator, alert):
    page = operator.get("/operations/alerts/").content.decode()
    assert f'data-alert="{alert.pk}" data-state="firing"' in page
    assert "5 lines in 60 s" in page
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page
    assert "log-alerts</code> is stopped" in page


def test_what_is_over_stands_among_all_and_not_among_the_open_ones(operator, alert):
    Alert.objects.update(state="resolved", resolved_at=timezone.now())
    assert "data-alert" not in operator.get("/operations/alerts/").content.decode()
    assert "data-alert" in operator.get("/operations/alerts/?show=all&page=99").content.decode()


def test_an_alert_shows_its_evidence_its_story_and_who_was_told(operator, alert):
    page = operator.get(f"/operations/alerts/{alert.pk}/").content.decode()
    for text in (
        "Look at the checkout.",
        "logs.web",
        "storefront@example.com",
        "the exception’s type and the frames",
    ):
        assert text in page
    assert "Acknowledge" in page
    [stretch] = alert.evidence
    place = f"from={stretch['first_offset']}&amp;to={stretch['last_offset']}"
    assert f'href="/operations/logs/?partition=0&amp;{place}"' in page


def test_somebody_takes_care_and_is_named(operator, alert):
    answer = operator.post(f"/operations/alerts/{alert.pk}/acknowledge/", follow=True).content.decode()
    alert.refresh_from_db()
    assert alert.state == "acknowledged"
    assert "It is yours" in answer
    assert "op@example.com" in answer
    again = operator.post(f"/operations/alerts/{alert.pk}/acknowledge/", follow=True).content.decode()
    assert "nothing to acknowledge" in again
    assert operator.get(f"/operations/alerts/{alert.pk}/acknowledge/").status_code == 405
    assert operator.get("/operations/alerts/999999/").status_code == 404


def test_a_message_that_does_not_get_through_stands_out(operator, alert):
    Notification.objects.update(status="failed", attempts=8, last_error="the mail server: timed out")
    page = operator.get("/operations/alerts/").content.decode()
    assert "given up" in page
    assert "the mail server: timed out" in page


@pytest.mark.parametrize("path", SWITCHES)
def test_faults_are_for_staff_of_a_demo_who_mean_it(client, operator, settings, path):
    settings.DEMO = False
    assert operator.post(path).status_code == 404
    settings.DEMO = True
    assert operator.get(path).status_code == 405
    client.logout()
    assert "/account/login/" in client.post(path).headers["Location"]


def test_faults_are_offered_in_the_demo_only(operator, topics, settings):
    settings.DEMO = False
    assert "Break something" not in operator.get("/operations/").content.decode()
    settings.DEMO = True
    assert "Break something" in operator.get("/operations/").content.decode()


def test_the_burst_logs_errors_with_their_tracebacks(operator, settings, caplog):
    settings.DEMO = True
    with caplog.at_level(logging.ERROR):
        operator.post("/operations/faults/burst/")
    lines = [record for record in caplog.records if record.name == "operations.faults"]
    assert len(lines) == 40


def test_the_poison_is_something_no_consumer_can_read(operator, topics, settings):
    settings.DEMO = True
    operator.post("/operations/faults/poison/")
    assert get_producer().flush(20) == 0
    with pytest.raises(ValueError, match="Unterminated"):
        messages(SEARCHES)


def test_a_consumer_is_paused_and_goes_on(operator, topics, settings):
    settings.DEMO = True
    page = operator.post(
        "/operations/faults/pause/", {"consumer": "promotions"}, follow=True
    ).content.decode()
    assert "promotions holds still" in page
    assert "Resume promotions" in page
    operator.post("/operations/faults/pause/", {"consumer": "promotions", "resume": "1"})
    assert not ConsumerPause.objects.exists()
    assert operator.post("/operations/faults/pause/", {"consumer": "nobody"}).status_code == 404


@pytest.mark.parametrize("table", ["team", "rule", "route", "silence", "inhibition", "notification"])
def test_the_admin_keeps_everything(operator, alert, table):
    assert operator.get(f"/admin/logs/{table}/").status_code == 200
    assert operator.get(f"/admin/logs/{table}/add/").status_code == (403 if table == "notification" else 200)


def test_the_admin_refuses_rules_that_make_no_sense_and_channels_into_nowhere(operator):
    owner = team()
    form = {
        "name": "r", "about": "x", "team": owner.pk, "importance": "warning", "kind": "absence", "least_severity": 17,
        "matchers": '["web"]', "by": ["route"], "window_seconds": 90_000, "limit": 1, "clear_limit": 2,
        "least_count": 1, "baseline_windows": 12, "hold_seconds": 0, "calm_seconds": 0,
    }  # fmt: skip
    page = operator.post("/admin/logs/rule/add/", form).content.decode()
    assert "Write an object of texts" in page
    assert not Rule.objects.exists()
    form = {"name": "t", "channels": ["file:///x"], "escalates_after": 5}
    answer = operator.post("/admin/logs/team/add/", form)
    assert "use mailto:" in str(answer.context["adminform"].form.errors)


def test_a_silence_knows_who_made_it(operator):
    form = {
        "matchers": '{"rule": "*"}', "comment": "we deploy", "starts_at_0": "2027-01-01", "starts_at_1": "10:00",
        "ends_at_0": "2027-01-01", "ends_at_1": "11:00",
    }  # fmt: skip
    operator.post("/admin/logs/silence/add/", form)
    assert Silence.objects.get().made_by == User.objects.get().public_id
