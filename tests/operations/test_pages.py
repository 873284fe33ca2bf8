"""The operators' pages, and what machines ask."""

import pytest
from django.utils import timezone

from consumers import dead_letters
from consumers.dead_letters import Reject
from consumers.models import ConsumerInstance, ConsumerOffset
from consumers.records import Record
from shop.models import User
from tests.outbox import write
from tests.searches import search, send
from tracking.models import OutboxMessage
from tracking.spool.accounts import past_add
from tracking.spool.contents import spool_folder
from tracking.topics import SEARCHES

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator(client):
    client.force_login(User.objects.create_user("op@example.com", "a-long-word-7", is_staff=True))
    return client


@pytest.mark.parametrize("path", ["/operations/", "/operations/consumers/"])
def test_operations_are_for_staff(client, path):
    assert client.get(path).headers["Location"] == f"/account/login/?next={path}"
    client.force_login(User.objects.create_user("ada@example.com", "a-long-word-7"))
    assert client.get(path).status_code == 403


def test_a_consumer_is_shown_with_state_lag_and_latency(operator, topics):
    send(search(), search(), search())
    now = timezone.now()
    ConsumerInstance.objects.create(
        instance="promotions@here:1", consumer="promotions", state="running", started_at=now, seen_at=now,
        processed=1234, rate=17.3, latency_p50_ms=21.4, latency_p99_ms=48.6,
    )  # fmt: skip
    ConsumerOffset.objects.create(
        consumer="promotions", topic=SEARCHES.full_name, partition=0, next_offset=1, epoch=1, owner="x",
        updated_at=now,
    )  # fmt: skip

    page = operator.get("/operations/").content.decode()

    assert 'data-consumer="promotions" data-state="running"' in page
    for figure in ("1,234", "17.3", "21 ms", "49 ms"):
        assert f">{figure}<" in page


def test_a_consumer_nobody_heard_from_is_stopped(operator, topics):
    assert 'data-state="stopped"' in operator.get("/operations/").content.decode()


def test_without_kafka_the_page_says_so_and_still_shows_the_rest(operator, settings):
    settings.KAFKA_CLIENT = {"bootstrap.servers": "127.0.0.1:1"}
    page = operator.get("/operations/consumers/").content.decode()
    assert "Kafka doesn’t answer" in page
    assert 'data-consumer="promotions"' in page


def test_what_became_of_events_is_shown_and_what_is_missing_stands_out(operator, topics, settings, tmp_path):
    settings.SPOOL_DIR = tmp_path
    # produced, delivered, spooled, shed, re-sent, dropped, …
    counts = [1300, 1200, 90, 10, 80, 2, 0, 0, 0]
    past_add(spool_folder().past, {SEARCHES.name: counts})

    page = operator.get("/operations/").content.decode()

    assert f'data-topic="{SEARCHES.name}"' in page
    for label, figure in (
        ("Produced", "1,300"),
        ("Delivered", "1,280"),
        ("Waiting", "0"),
        ("In flight", "0"),
    ):
        assert f'data-label="{label}" class="number">{figure}<' in page
    for label, figure in (("Shed", "12"), ("Unaccounted", "8")):
        assert f'data-label="{label}" class="number alarming">{figure}<' in page
    assert "12 events were shed, 8 events are unaccounted for" in page


def test_dead_letters_are_listed_and_their_content_cannot_break_out(operator, topics):
    record = Record(SEARCHES.full_name, 2, 7, 0, None, b"{", [])
    dead_letters.record(
        consumer="promotions", rejects=[Reject(record, ValueError("<script>alert(1)</script>"))]
    )
    page = operator.get("/operations/").content.decode()
    assert f"{SEARCHES.full_name}[2]@7" in page
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page


def test_the_outbox_is_a_line_and_leads_to_what_holds_it_up(operator, topics):
    assert '<p id="outbox" data-state="running">' in operator.get("/operations/").content.decode()
    write("a/0", aggregate="a")
    OutboxMessage.objects.update(attempts=1, last_error="no topic")

    page = operator.get("/operations/").content.decode()

    assert '<p id="outbox" data-state="blocked">' in page
    assert 'href="/admin/tracking/outboxmessage/?state=blocked">1 held up' in page


def test_a_held_up_message_can_be_tried_again_or_discarded_and_no_other(client):
    client.force_login(User.objects.create_superuser("root@example.com", "a-long-word-7"))
    write("a/0", aggregate="a")
    write("b/0", aggregate="b")
    bad, good = OutboxMessage.objects.order_by("pk")
    OutboxMessage.objects.filter(pk=bad.pk).update(
        attempts=3, last_error="no topic", next_attempt_at=timezone.now()
    )
    changes = "/admin/tracking/outboxmessage/"

    listed = client.get(changes, {"state": "blocked"}).content.decode()
    client.post(changes, {"action": "try_now", "_selected_action": [bad.pk]})
    bad.refresh_from_db()
    refused = client.post(f"{changes}{good.pk}/delete/", {"post": "yes"})
    asked = client.get(f"{changes}{bad.pk}/delete/")
    client.post(f"{changes}{bad.pk}/delete/", {"post": "yes"})

    assert "no topic" in listed
    assert "delete_selected" not in listed
    assert bad.next_attempt_at is None
    assert (refused.status_code, asked.status_code) == (403, 200)
    assert list(OutboxMessage.objects.values_list("aggregate", flat=True)) == ["b"]


def test_healthz_needs_nothing_and_readyz_the_database(client, monkeypatch):
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").json() == {"database": "ok", "spool": "ok"}


def test_metrics_do_not_exist_without_the_token(client, settings):
    assert client.get("/metrics").status_code == 404
    settings.METRICS_TOKEN = "let-me-in"
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"authorization": "Bearer wrong"}).status_code == 404
    answer = client.get("/metrics", headers={"authorization": "Bearer let-me-in"})
    assert b"tracking_produced_total" in answer.content


def test_only_the_admin_has_the_looser_policy(operator):
    assert "unsafe" not in operator.get("/operations/").headers["Content-Security-Policy"]
    admin = operator.get("/admin/login/").headers["Content-Security-Policy"]
    assert "'unsafe-eval'" in admin
    assert "script-src 'self' 'unsafe-inline'" not in admin


def test_every_admin_page_opens(client):
    client.force_login(User.objects.create_superuser("root@example.com", "a-long-word-7"))
    for model in ("promotions/promotion", "promotions/synonym", "shop/product", "shop/category", "shop/user"):
        assert client.get(f"/admin/{model}/").status_code == 200
        assert client.get(f"/admin/{model}/add/").status_code == 200
