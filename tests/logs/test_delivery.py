"""Messages on their way: mail, webhooks that can't be led into our own network, and what doesn't get through."""

import json
import socket
import threading
import time
import uuid
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core import mail
from django.utils import timezone

from logs.delivery import guard, sending, webhooks
from logs.delivery.channels import shown, way_of
from logs.errors import BadChannel, NotDelivered, Refused
from logs.models import Notification
from tests.logs.teams import team

HERE = ["127.0.0.0/8"]


class Hook(ThreadingHTTPServer):
    """A webhook's server on this machine; ``status`` is what it answers."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Receiver)
        self.received: list[tuple[dict[str, str], dict[str, object]]] = []
        self.status = 204
        self.url = f"http://127.0.0.1:{self.server_address[1]}/hook?team=x"


class Receiver(BaseHTTPRequestHandler):
    """Answers as its server is told, and keeps what it was sent."""

    server: Hook

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.received.append((dict(self.headers), json.loads(body)))
        self.send_response(self.server.status)
        self.send_header("Location", "http://127.0.0.1:9/")
        self.end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture
def receiver():
    server = Hook()
    threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def notification(channel="mailto:storefront@example.com"):
    now = timezone.now()
    return Notification.objects.create(
        id=uuid.uuid4(), team=team(), channel=channel, group="g", kind="firing", next_attempt_at=now, created_at=now,
        content={"subject": "Firing: errors", "text": "5 lines\n", "kind": "firing", "alerts": []},
    )  # fmt: skip


def send(row, *, after=0):
    sent = sending.notification_send(notification_id=row.pk, now=row.created_at + timedelta(seconds=after))
    row.refresh_from_db()
    return sent


@pytest.mark.django_db
def test_a_mail_is_sent_once_and_is_known_by_its_id():
    row = notification()
    assert send(row)
    assert not send(row)
    [message] = mail.outbox
    assert (message.to, message.subject) == (["storefront@example.com"], "Firing: errors")
    assert str(row.pk) in message.extra_headers["Message-ID"]
    assert row.status == "sent"


@pytest.mark.django_db
def test_a_webhook_gets_json_under_a_key_that_stays_the_same(receiver, settings):
    settings.ALERTS_WEBHOOK_NETWORKS = HERE
    row = notification(receiver.url)
    receiver.status = 503
    assert not send(row)
    assert (row.status, row.attempts, row.last_error) == ("waiting", 1, "127.0.0.1 answered 503")
    assert not send(row, after=9), "not before its time"
    receiver.status = 200
    assert send(row, after=10)
    assert [headers["Idempotency-Key"] for headers, _ in receiver.received] == [str(row.pk)] * 2
    assert receiver.received[1][1]["subject"] == "Firing: errors"


@pytest.mark.django_db
def test_what_never_gets_through_is_given_up_and_says_why(receiver, settings):
    settings.ALERTS_WEBHOOK_NETWORKS = HERE
    receiver.status = 500
    row = notification(receiver.url)
    for attempt in range(sending.MOST_ATTEMPTS):
        assert row.status == "waiting"
        send(row, after=attempt * 100_000)
    assert (row.status, row.last_error) == ("failed", "127.0.0.1 answered 500")
    assert sending.notifications_due(now=timezone.now() + timedelta(days=9)) == []


@pytest.mark.django_db
def test_a_worker_that_died_while_sending_leaves_the_row_to_the_sweep(monkeypatch):
    row = notification()

    class Killed(BaseException):
        pass

    def killed(*_, **__):
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr("logs.delivery.mail.post", killed)
        with pytest.raises(Killed):
            send(row)
    assert sending.notifications_due(now=row.created_at + timedelta(seconds=60)) == []
    assert sending.notifications_due(now=row.created_at + timedelta(seconds=121)) == [row.pk]
    assert send(row, after=121)


@pytest.mark.django_db
@pytest.mark.parametrize("way", ["http://127.0.0.1:1/", "http://localhost:1/", "http://[::1]:1/"])
def test_a_webhook_into_our_own_network_is_refused_at_once_and_for_good(way):
    row = notification(way)
    send(row)
    assert row.status == "failed"
    assert "isn't public" in row.last_error


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.1", "172.16.3.4", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1",
        "fd00:ec2::254", "ff02::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1", "2002:7f00:1::",
        "2002:a9fe:a9fe::", "2001:0:7f00:1::1",
    ],
)  # fmt: skip
def test_addresses_that_are_not_public(address):
    assert not guard.is_allowed(address, allowed=[])


@pytest.mark.parametrize(
    "address", ["93.184.215.14", "2606:4700::6810:84e5", "::ffff:93.184.215.14", "64:ff9b::808:808"]
)
def test_addresses_that_are(address):
    assert guard.is_allowed(address, allowed=[])


def test_networks_that_the_setting_names_may_be_asked():
    assert guard.is_allowed("10.1.2.3", allowed=["10.1.0.0/16"])
    assert not guard.is_allowed("10.2.2.3", allowed=["10.1.0.0/16"])


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "127.1", "localhost"])
def test_other_spellings_of_this_machine_are_this_machine(host):
    with pytest.raises(Refused, match="isn't public"):
        guard.resolve(host, 80, allowed=[])


def test_a_name_with_one_address_of_ours_among_public_ones_is_refused(monkeypatch):
    entries = [(socket.AF_INET, 1, 6, "", (address, 80)) for address in ("93.184.215.14", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: entries)
    with pytest.raises(Refused, match=r"10\.0\.0\.1"):
        guard.resolve("example.com", 80, allowed=[])


def test_the_address_that_was_looked_at_is_the_one_that_is_asked(receiver, monkeypatch):
    answers = iter(["127.0.0.1", "10.9.9.9"])
    real = socket.getaddrinfo

    def rebinding(host, port, *args, **kwargs):
        return real(next(answers) if host == "rebinding.example" else host, port, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    url = receiver.url.replace("127.0.0.1", "rebinding.example")
    webhooks.post(url, {"a": 1}, key="k", allowed=HERE)
    assert receiver.received[0][0]["Host"].startswith("rebinding.example:")


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_redirections_are_not_followed(receiver, status):
    receiver.status = status
    with pytest.raises(Refused, match="not followed"):
        webhooks.post(receiver.url, {}, key="k", allowed=HERE)
    assert len(receiver.received) == 1


def test_an_answer_that_drips_is_cut_off_in_time():
    listener = socket.create_server(("127.0.0.1", 0))
    ended = threading.Event()

    def drip():
        plain, _ = listener.accept()
        with plain:
            plain.recv(65536)
            try:
                while not ended.wait(0.05):
                    plain.sendall(b"H")
            except OSError:
                return

    threading.Thread(target=drip, daemon=True).start()
    began = time.monotonic()
    with pytest.raises(NotDelivered):
        webhooks.post(
            f"http://127.0.0.1:{listener.getsockname()[1]}/", {}, key="k", allowed=HERE, seconds=0.5
        )
    ended.set()
    listener.close()
    assert time.monotonic() - began < 3


def test_a_message_that_is_too_long_is_refused(receiver):
    with pytest.raises(Refused, match="bytes"):
        webhooks.post(receiver.url, {"text": "x" * 70_000}, key="k", allowed=HERE)
    assert receiver.received == []


@pytest.mark.parametrize(
    ("channel", "way"),
    [("mailto:a@example.com", "mail"), ("https://example.com/x", "webhook"), ("discord://1/abc", "chat")],
)
def test_channels(channel, way):
    assert way_of(channel) == way


@pytest.mark.parametrize(
    "channel",
    [
        "", "a@example.com", "mailto:", "mailto:a@example.com?bcc=b@example.com", "https://", "http://u:p@example.com/",
        "http://example.com:99999/", "json://127.0.0.1/", "file:///etc/passwd", "exec://x", "slack://", "http://[",
        "workflows://10.0.0.1/a/b/c", "mailtos://u:p@10.0.0.1",
    ],
)  # fmt: skip
def test_channels_that_nothing_can_or_may_be_sent_to(channel):
    with pytest.raises(BadChannel):
        way_of(channel)


def test_what_is_secret_in_a_channel_is_not_shown():
    assert shown("slack://T0/B0/secret") == "slack://…"
    assert shown("https://example.com/hooks/secret") == "https://example.com/…"
    assert shown("mailto:a@example.com") == "a@example.com"
