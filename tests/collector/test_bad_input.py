"""Whatever a client sends: the reply the table says, the neighbours kept, nothing of the rest in Kafka, never a 5xx."""

import pytest

from tests.collector.bad_input import CASES, WHOLE, Case, good
from tests.collector.sending import batch, clicked, someone
from tracking.ids import uuid7


def with_page(body, page):
    return body if isinstance(body, list) else body.replace(b"{page}", page.encode())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_is_answered_as_the_table_says(door, arrivals, case: Case):
    page, visitor = uuid7(), someone()

    answer = door.post(with_page(case.body, page), visitor=visitor, **case.headers)

    assert answer.status == case.status, answer.body
    assert answer.codes == case.refused
    assert answer.said["accepted"] == len(case.arrives)
    if not case.arrives:
        # What is sent next arrives; nothing did before it.
        assert door.post(with_page(good(), page), visitor=visitor).status == 200
    expected = case.arrives or [{"element": "nav a"}]
    found = arrivals.of(page, len(expected))
    assert len(found) == len(expected)
    for message, fields in zip(found, expected, strict=True):
        assert {name: message.get(name) for name in fields} == fields
        assert (message["_key"], message["anonymous_id"]) == (visitor.anonymous_id, visitor.anonymous_id)


def test_the_table_is_long_enough_and_names_each_case_once():
    assert len(CASES) >= 40
    assert len({case.name for case in CASES}) == len(CASES)
    assert all(case.status >= 400 for case in WHOLE)


def test_an_id_of_somebody_elses_is_another_id_here(door, arrivals):
    page = uuid7()
    body = batch(clicked(page_view_id=page, message_id="0199a0f2-1111-7000-8000-000000000000"))
    victim, thief = someone(), someone()

    door.post(body, visitor=victim)
    door.post(body, visitor=thief)
    door.post(body, visitor=victim)

    ids = [(m["anonymous_id"], m["message_id"]) for m in arrivals.of(page, 3)]
    assert len(ids) == 3
    assert len(set(ids)) == 2, "a re-send has the same id"
    assert len({message_id for _, message_id in set(ids)}) == 2


def test_a_body_that_breaks_off_is_nobodys_loss(door):
    head = b"POST /activity/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5000\r\n\r\n"
    said = door.raw(head + b'{"events": [', close=True)
    # Whoever hung up reads no answer; who only stopped sending is told.
    assert said == b"" or said.startswith(b"HTTP/1.1 400")
    assert door.post(good(), visitor=someone()).status == 200


@pytest.mark.parametrize(
    "framing",
    [b"Content-Length: -5", b"Content-Length: ten", b"Content-Length: 5\r\nTransfer-Encoding: chunked"],
)
def test_a_body_framed_wrongly_is_a_bad_request(door, framing):
    said = door.raw(
        b"POST /activity/ HTTP/1.1\r\nHost: 127.0.0.1\r\n" + framing + b"\r\n\r\nzzzzz\r\n", close=True
    )
    assert b" 400 " in said.partition(b"\r\n")[0]


def test_chunks_that_are_none_are_a_bad_request(door):
    head = b"POST /activity/ HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n"
    said = door.raw(head + b"zz\r\nnot a chunk\r\n", close=True)
    assert said == b"" or b" 400 " in said.partition(b"\r\n")[0]


def test_a_length_that_is_too_much_is_refused_before_anything_is_sent(door):
    said = door.raw(b"POST /activity/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 99999999999\r\n\r\n")
    assert said.startswith(b"HTTP/1.1 413")
