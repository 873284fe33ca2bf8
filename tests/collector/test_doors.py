"""Both doors alike: who is believed, who may send, how much, and what is told then."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from tests.collector.sending import FIREFOX, batch, clicked, someone
from tracking import visitors
from tracking.ids import next_session_id, uuid7

HOUR = 3_600_000


def test_the_cookie_and_the_connection_say_who_sends(door, arrivals):
    page, visitor = uuid7(), someone(public_id="P1", email="anna@example.com")
    before = visitors.now_ms()

    answer = door.post(
        batch(
            clicked(page_view_id=page, message_id="m1", user_id="mallory", session_id="mine", received_at=1)
        ),
        visitor=visitor,
        accept_language="de-AT,de;q=0.9",
    )

    assert (answer.status, answer.said) == (200, {"accepted": 1, "refused": []})
    [message] = arrivals.of(page, 1)
    received_at = message.pop("received_at")
    assert before <= received_at <= visitors.now_ms()
    assert message.pop("message_id") not in ("", "m1")
    assert message == {
        "_key": "P1",
        "event": "element_clicked",
        "schema_version": 1,
        "element": "nav a",
        "date": 1_764_000_000_000,
        "sent_at": 1_764_000_000_500,
        "page_view_id": page,
        "anonymous_id": visitor.anonymous_id,
        "user_id": "anna@example.com",
        "session_id": visitor.session_id,
        "user_agent": FIREFOX,
        "ip": "127.0.0.0",
        "locale": "de-AT",
        "consent": "analytics+personalisation",
    }


def test_each_kind_of_event_reaches_its_own_topic(door, arrivals):
    page = uuid7()
    events = [
        clicked(),
        {"event": "page_scrolled", "max_scroll_percent": 50, "engaged_ms": 900, "percent": 50},
        {"event": "page_left", "duration_ms": 5000},
        {"event": "form_submitted", "form_id": "search", "fields": ["q"]},
        {"event": "web_vitals", "lcp_ms": 812, "cls": 0.02},
    ]

    answer = door.post(
        batch(*({"date": 5, "page_view_id": page} | event for event in events)), visitor=someone()
    )

    assert answer.said["accepted"] == len(events)
    assert sorted(m["event"] for m in arrivals.of(page, 5)) == sorted(event["event"] for event in events)


def test_a_session_that_ran_out_is_followed_by_the_one_the_pages_will_name(door, arrivals):
    page, now = uuid7(), visitors.now_ms()
    old = someone(last_seen=now - HOUR, session_started=now - HOUR)

    for _ in range(2):
        door.post(batch(clicked(page_view_id=page)), visitor=old)

    assert {m["session_id"] for m in arrivals.of(page, 2)} == {next_session_id(old.session_id)}
    assert visitors.seen(old, now=now).session_id == next_session_id(old.session_id)


def test_a_program_that_says_so_is_marked(door, arrivals):
    page = uuid7()
    door.post(batch(clicked(page_view_id=page)), visitor=someone(), user_agent="curl/8.5.0")
    assert [m["is_bot"] for m in arrivals.of(page, 1)] == [True]


@pytest.mark.parametrize("cookie", ["", "visitor=forged", "visitor=a:b:c", "visitor=" + "x" * 3000])
def test_without_a_cookie_of_ours_nobody_speaks_and_none_is_set(door, cookie):
    answer = door.post(batch(clicked(), clicked()), cookies=cookie)
    assert (answer.status, answer.codes) == (422, {0: "no_visitor", 1: "no_visitor"})
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    ("headers", "cookies"), [({"sec_gpc": "1"}, ""), ({"dnt": "1"}, ""), ({}, "consent=denied")]
)
def test_without_consent_nothing_is_taken(door, headers, cookies):
    answer = door.post(batch(clicked()), visitor=someone(), cookies=cookies, **headers)
    assert (answer.status, answer.codes) == (422, {0: "no_consent"})


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "OPTIONS"])
def test_only_post_is_taken(door, method):
    answer = door.post(b"", method=method)
    assert (answer.status, answer.headers["allow"]) == (405, "POST")


def test_a_page_of_this_store_may_send_and_at_another_port_read_the_answer(door):
    body = batch(clicked())
    here = door.post(
        body, visitor=someone(), origin=f"http://127.0.0.1:{door.port}", sec_fetch_site="same-origin"
    )
    assert (here.status, here.headers["access-control-allow-origin"]) == (200, None)
    other = door.post(body, visitor=someone(), origin=door.site, sec_fetch_site="same-site")
    assert other.status == 200
    if door.name == "asgi":
        assert other.headers["access-control-allow-origin"] == door.site
        assert other.headers["access-control-allow-credentials"] == "true"


def test_another_program_on_the_same_host_may_not(door):
    answer = door.post(
        batch(clicked()), visitor=someone(), origin="http://127.0.0.1:1", sec_fetch_site="same-site"
    )
    assert answer.status == 403


def test_what_piled_up_offline_passes_and_a_flood_is_told_when_to_come_back(door):
    visitor = someone()
    hundred = batch(*[clicked()] * 100)
    assert [door.post(hundred, visitor=visitor).said["accepted"] for _ in range(3)] == [100, 100, 100]

    flood = door.post(hundred, visitor=visitor)

    assert flood.status == 429
    assert 1 <= int(flood.headers["retry-after"]) <= 5
    assert door.post(hundred, visitor=someone()).status == 200, "nobody else waits for it"


def test_answers_are_never_kept_nor_guessed_at(door):
    answer = door.post(batch(clicked()), visitor=someone())
    assert answer.headers["content-type"] == "application/json"
    assert (answer.headers["cache-control"], answer.headers["x-content-type-options"]) == (
        "no-store",
        "nosniff",
    )


def test_a_header_sent_twice_harms_nobody(door):
    body = batch(clicked())
    length = b"Content-Length: %d\r\n" % len(body)
    said = door.raw(
        b"POST /activity/ HTTP/1.1\r\nHost: x\r\nCookie: a=b\r\nCookie: visitor=c\r\n"
        + length
        + b"\r\n"
        + body
    )
    assert b" 422 " in said.partition(b"\r\n")[0]


# --- the desk and the ASGI door by themselves: what a server can't be brought to do in time


@pytest.fixture
def desk():
    from tracking.collector.desk import Desk
    from tracking.collector.policy import policy_from_settings

    return Desk(replace(policy_from_settings(), body_seconds=0.05))


def run[T](work: Coroutine[Any, Any, T]) -> T:
    """Run in a thread of its own: the browser tests of the same session keep a loop running in this one."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(asyncio.run, work).result()


def call(desk, *received, path="/activity/", method="POST", headers=()):
    from tracking.asgi import Collector

    messages, sent = iter(received), []

    async def receive():
        try:
            return next(messages)
        except StopIteration:
            await asyncio.Event().wait()

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http",
        "path": path,
        "method": method,
        "headers": list(headers),
        "client": ("127.0.0.1", 5),
    }
    run(Collector(desk)(scope, receive, send))
    return sent


def test_a_body_that_comes_too_slowly_is_given_up(desk):
    start, _ = call(desk, {"type": "http.request", "body": b'{"ev', "more_body": True})
    assert start["status"] == 408
    assert (b"connection", b"close") in start["headers"]


def test_a_client_that_hung_up_gets_no_answer(desk):
    assert call(desk, {"type": "http.disconnect"}) == []


def test_without_room_clients_are_told_to_come_back(desk, monkeypatch):
    monkeypatch.setattr("tracking.producer.KafkaProducer.has_room", lambda producer: False)
    start, _ = call(desk)
    assert start["status"] == 503
    assert (b"retry-after", b"5") in start["headers"]


def test_metrics_are_for_who_has_the_token(desk, settings):
    settings.METRICS_TOKEN = "secret"
    assert call(desk, path="/metrics", method="GET")[0]["status"] == 404
    start, body = call(desk, path="/metrics", method="GET", headers=[(b"authorization", b"Bearer secret")])
    assert start["status"] == 200
    assert b"tracking_collector_requests_total" in body["body"]


def test_an_answer_is_one_packet(doors):
    head = b"POST /activity/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 13\r\n\r\n"
    said = doors[1]["asgi"].raw(head + b'{"events":[]}')
    assert said.startswith(b"HTTP/1.1 422")
    assert said.endswith(b'{"accepted":0,"refused":[]}')


def test_what_is_written_before_a_close_is_sent():
    from tracking.collector.protocol import GatheringTransport

    async def greet(reader, writer):
        transport = GatheringTransport(writer.transport, asyncio.get_running_loop())
        transport.write(b"good")
        transport.write(b"bye")
        transport.close()
        transport.write(b"!")

    async def listen():
        async with await asyncio.start_server(greet, "127.0.0.1", 0) as server:
            reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
            said = await reader.read()
            writer.close()
            return said

    assert run(listen()) == b"goodbye"


@pytest.mark.chaos
def test_a_slow_body_holds_up_nobody_else(doors, settings):
    settings.KAFKA_TOPIC_PREFIX = doors[0]
    door = doors[1]["asgi"]
    head = b"POST /activity/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5000\r\n\r\n"
    assert door.raw(head + b'{"events": [').startswith(b"HTTP/1.1 408")
    assert door.post(batch(clicked()), visitor=someone()).status == 200
