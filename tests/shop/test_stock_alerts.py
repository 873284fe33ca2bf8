"""Being told when something is back: who asks, whose turn it is, one mail each, and the ways out."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.core import mail, signing
from django.db import connection, connections, transaction
from django.test import Client
from django.utils import timezone

from shop import tasks
from shop.models import Product, StockAlert, User, Variant
from shop.stock_alerts import services
from shop.stock_alerts.links import alert_link, alert_token, stop_link
from shop.stock_alerts.mail import ask_send, back_send, left_lying
from shop.stock_alerts.turns import PER_PIECE, WAVE, alerts_claim
from tests.shop.carts import sku_of
from tracking.privacy import retention
from tracking.redaction import redact_text

NOW = timezone.now()


@pytest.fixture
def kettle(make_product, humidifiers):
    return make_product("Kettle", humidifiers, slug="kettle", stock=0)


@pytest.fixture(autouse=True)
def handed(monkeypatch):
    """The alerts whose mails were handed to a worker: pairs of the task's name and the alert."""
    given = []
    for name in ("stock_alert_ask", "stock_alert_tell"):
        task = getattr(tasks, name)
        monkeypatch.setattr(task, "apply_async", lambda args, name=name, **_: given.append((name, args[0])))
        monkeypatch.setattr(task, "delay", lambda number, name=name: given.append((name, number)))
    return given


def ask(client, product, email="Kim@Example.com", **headers):
    return client.post("/stock-alerts/", {"sku": sku_of(product), "email": email}, headers=headers)


def waiting(product, number, *, since=NOW):
    """Let so many guests wait, the first the longest."""
    variant = product.variants.get()
    return StockAlert.objects.bulk_create(
        StockAlert(
            variant=variant,
            email=f"guest{place}@example.com",
            confirmed_at=since + timedelta(seconds=place),
            expires_at=since + timedelta(days=90),
        )
        for place in range(number)
    )


def stock(product, number):
    Variant.objects.filter(product=product).update(stock=number)


# Asking


def test_a_guest_is_asked_first_and_told_only_after_saying_yes(
    visitor, kettle, handed, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        page = ask(visitor, kettle, hx_request="true").content.decode()
    alert = StockAlert.objects.get()
    assert "Look into your mail" in page
    assert (alert.email, alert.confirmed_at, handed) == (
        "kim@example.com",
        None,
        [("stock_alert_ask", alert.pk)],
    )

    assert ask_send(alert_id=alert.pk, now=NOW)
    link = re.search(r"http\S+(/stock-alerts/\S+)", mail.outbox[0].body).group(1)
    stock(kettle, 5)
    assert alerts_claim(now=NOW) == [], "nobody said yes yet"
    assert "Shall we tell you" in visitor.get(link).content.decode(), "opening it alone does nothing"
    assert alerts_claim(now=NOW) == []

    assert "We’ll write to you" in visitor.post(link, {"what": "confirm"}).content.decode()

    assert alerts_claim(now=timezone.now()) == [alert.pk]


def test_a_member_is_told_without_being_asked(visitor, shopper, kettle, handed):
    visitor.force_login(shopper)

    page = ask(visitor, kettle, email="").wsgi_request

    alert = StockAlert.objects.get()
    assert (alert.user, alert.email, alert.confirmed_at is None, handed) == (shopper, "", False, [])
    assert page.path == "/stock-alerts/"
    listed = visitor.get("/account/stock-alerts/").content.decode()
    assert "Kettle" in listed
    assert visitor.post("/account/stock-alerts/", {"alert": alert.pk}, follow=True).status_code == 200
    assert not StockAlert.objects.exists()


def test_nobody_ends_somebody_elses(visitor, shopper, kettle):
    (alert,) = waiting(kettle, 1)
    visitor.force_login(shopper)

    for number in (alert.pk, "x", "9" * 40):
        assert visitor.post("/account/stock-alerts/", {"alert": number}).status_code == 404
    assert StockAlert.objects.count() == 1


@pytest.mark.parametrize(
    ("email", "words"),
    [("", "Give us an address"), ("no-address", "That is no e-mail address"), ("a@b.c\0", "Null characters")],
)
def test_a_wrong_address_is_said_and_nothing_kept(visitor, kettle, email, words):
    answer = ask(visitor, kettle, email=email, hx_request="true")

    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert not StockAlert.objects.exists()


def test_what_can_be_had_or_is_not_sold_needs_no_mail(visitor, kettle):
    stock(kettle, 1)
    assert "Kettle is back already" in ask(visitor, kettle, hx_request="true").content.decode()

    stock(kettle, 0)
    Product.objects.update(is_active=False)
    assert "not sold any more" in ask(visitor, kettle, hx_request="true").content.decode()
    assert not StockAlert.objects.exists()


def test_without_javascript_the_answer_stands_on_the_products_page(visitor, kettle):
    answer = ask(visitor, kettle)

    assert answer["Location"] == f"/products/kettle/?variant={sku_of(kettle)}"
    page = visitor.get(answer["Location"]).content.decode()
    assert "Look into your mail" in page
    assert "Tell me when it is back" in page


def test_asking_again_is_one_alert_and_one_mail_more(
    visitor, kettle, handed, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        first, second = ask(visitor, kettle, hx_request="true"), ask(visitor, kettle, hx_request="true")

    assert first.content == second.content
    assert StockAlert.objects.count() == 1
    assert len(handed) == 2


def test_the_same_words_come_for_an_address_that_waits_already(
    visitor, kettle, handed, django_capture_on_commit_callbacks
):
    StockAlert.objects.create(
        variant=kettle.variants.get(),
        email="kim@example.com",
        confirmed_at=NOW,
        expires_at=NOW + timedelta(9),
    )

    with django_capture_on_commit_callbacks(execute=True):
        assert "Look into your mail" in ask(visitor, kettle, hx_request="true").content.decode()
    assert handed == [], "who said yes is not asked again"


def test_mail_to_one_address_is_limited(visitor, kettle):
    for _ in range(10):
        ask(visitor, kettle, hx_request="true")

    answer = ask(visitor, kettle, hx_request="true")

    assert (answer.status_code, answer.has_header("Retry-After")) == (429, True)


def test_one_person_waits_for_so_many_things(visitor, kettle, make_product, humidifiers, monkeypatch):
    monkeypatch.setattr(services, "MOST_WAITING", 1)
    ask(visitor, kettle)

    answer = ask(visitor, make_product("Pan", humidifiers, stock=0), hx_request="true")

    assert "1 things already" in answer.content.decode()
    assert StockAlert.objects.count() == 1


# Whose turn it is


def test_one_piece_makes_no_storm(kettle):
    alerts = waiting(kettle, 10)
    stock(kettle, 1)

    first = alerts_claim(now=NOW + timedelta(minutes=1))

    assert sorted(first) == [alert.pk for alert in alerts[:PER_PIECE]], "who waited longest"
    assert [alerts_claim(now=NOW + timedelta(minutes=n)) for n in (2, 3, 1439)] == [[], [], []]
    assert len(alerts_claim(now=NOW + WAVE + timedelta(minutes=2))) == PER_PIECE, (
        "the next day, if still there"
    )


def test_more_stock_is_told_to_more(kettle):
    waiting(kettle, 10)
    stock(kettle, 1)
    alerts_claim(now=NOW)

    stock(kettle, 3)

    assert len(alerts_claim(now=NOW)) == 2 * PER_PIECE


@pytest.mark.parametrize("change", [{"stock": 0}, {"product__is_active": False}])
def test_nobody_is_told_of_what_can_not_be_had(kettle, change):
    waiting(kettle, 2)
    stock(kettle, 5)
    Product.objects.update(is_active=change.get("product__is_active", True))
    stock(kettle, change.get("stock", 5))

    assert alerts_claim(now=NOW) == []


def test_who_waited_too_long_is_not_told_and_forgotten(kettle):
    waiting(kettle, 1, since=NOW - timedelta(days=91))
    stock(kettle, 5)

    assert alerts_claim(now=NOW) == []
    assert retention.expired_delete(now=NOW) == {"shop_stockalert": 1}


# The mail


def told(alert, *, now=NOW):
    StockAlert.objects.filter(pk=alert.pk).update(due_at=now)
    return back_send(alert_id=alert.pk, now=now)


def test_one_mail_with_a_way_to_the_product_and_a_way_out(visitor, kettle):
    (alert,) = waiting(kettle, 1)
    stock(kettle, 5)

    assert [told(alert), back_send(alert_id=alert.pk, now=NOW)] == [True, False]

    (sent,) = mail.outbox
    assert (sent.subject, sent.to) == ("Kettle is back", ["guest0@example.com"])
    assert f"/products/kettle/?variant={sku_of(kettle)}" in sent.body
    stop = re.search(r"http://[^/]+(/stock-alerts/\S+/stop/)>", sent.extra_headers["List-Unsubscribe"]).group(
        1
    )
    assert redact_text(stop) == "[redacted token]/stop/", "logs don't keep it"
    assert visitor.get(alert_link(alert)).status_code == 410, "told is told"


def test_sold_out_again_before_the_mail_means_waiting_on(kettle):
    (alert,) = waiting(kettle, 1)

    assert not told(alert)

    assert mail.outbox == []
    stock(kettle, 1)
    assert alerts_claim(now=NOW) == [alert.pk]


def test_a_mail_server_that_is_away_loses_nobody(kettle, monkeypatch):
    (alert,) = waiting(kettle, 1)
    stock(kettle, 1)

    def away(self):
        raise ConnectionRefusedError

    with monkeypatch.context() as patch, pytest.raises(ConnectionRefusedError):
        patch.setattr("django.core.mail.EmailMessage.send", away)
        told(alert)

    assert left_lying(now=NOW) == ([], []), "a worker has it in hand"
    assert left_lying(now=NOW + timedelta(minutes=3)) == ([], [alert.pk])
    assert back_send(alert_id=alert.pk, now=NOW)


def test_the_beat_claims_and_hands_over(kettle, handed):
    (alert,) = waiting(kettle, 1)
    unasked = StockAlert.objects.create(
        variant=kettle.variants.get(),
        email="new@example.com",
        created_at=NOW - timedelta(minutes=5),
        expires_at=NOW + timedelta(days=1),
    )
    stock(kettle, 1)

    tasks.stock_alerts_sweep()

    assert handed == [("stock_alert_ask", unasked.pk), ("stock_alert_tell", alert.pk)]


def test_one_click_in_a_mail_program_ends_it(kettle):
    (alert,) = waiting(kettle, 1)
    program = Client(enforce_csrf_checks=True)

    stop = stop_link(alert)
    assert program.get(stop)["Location"] == stop.removesuffix("stop/"), "a page asks first"
    assert StockAlert.objects.exists()
    answer = program.post(stop, {"List-Unsubscribe": "One-Click"})

    assert (answer.status_code, StockAlert.objects.exists()) == (204, False)


def test_a_link_that_is_not_ours_ends_nothing(visitor, kettle):
    (alert,) = waiting(kettle, 1)
    forged = signing.dumps({"alert": alert.pk}, salt="another")

    for token in (forged, alert_token(alert)[:-1], str(alert.pk), "x"):
        assert visitor.post(f"/stock-alerts/{token}/", {"what": "stop"}).status_code == 410
        assert visitor.post(f"/stock-alerts/{token}/stop/").status_code == 204
    assert StockAlert.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_once_each_however_many_look_at_the_same_moment(kettle):
    waiting(kettle, 20)
    stock(kettle, 4)
    gate = Barrier(6)

    def sweep(_):
        try:
            connection.ensure_connection()
            gate.wait(30)
            claimed = alerts_claim(now=NOW)
            due = StockAlert.objects.exclude(due_at=None).values_list("pk", flat=True)
            for number in due:
                back_send(alert_id=number, now=NOW)
            return claimed
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        outcomes = list(pool.map(sweep, range(6)))

    claimed = [number for numbers in outcomes for number in numbers]
    assert len(claimed) == len(set(claimed)) == 4 * PER_PIECE
    for number in claimed:
        back_send(alert_id=number, now=NOW)
    assert len(mail.outbox) == len({message.to[0] for message in mail.outbox}) == 4 * PER_PIECE
    assert not User.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_do_not_find_the_same_room(kettle):
    waiting(kettle, 20)
    stock(kettle, 1)
    second = []

    def sweep():
        try:
            second.append(alerts_claim(now=NOW))
        finally:
            connections.close_all()

    with transaction.atomic():
        first = alerts_claim(now=NOW)
        thread = Thread(target=sweep)
        thread.start()
        thread.join(0.3)
        assert thread.is_alive(), "it waits for the first"
    thread.join(20)

    assert (len(first), second) == (PER_PIECE, [[]])
