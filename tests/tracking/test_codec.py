"""Messages ↔ events. Pure."""

import json

import pytest

from tracking import codec
from tracking.errors import MalformedEvent, UnknownEvent
from tracking.events import EVENTS, ProductsSearched, ProductViewed, event_name
from tracking.topics import FORM_SUBMISSIONS, PAGE_VIEWS, SEARCHES

SAMPLE = b'{"user_id": "abcde@gmail.com", "page_url": "/deals/", "search_keyword": "humidifier", "date": 1640912388090}'


def test_the_four_fields_of_the_sample_are_a_search():
    event = codec.decode(SEARCHES, SAMPLE)
    assert isinstance(event, ProductsSearched)
    assert (event.user_id, event.page_url, event.search_keyword, event.date) == (
        "abcde@gmail.com",
        "/deals/",
        "humidifier",
        1640912388090,
    )


def test_a_message_without_an_id_gets_one_from_its_content():
    first, again = codec.decode(SEARCHES, SAMPLE), codec.decode(SEARCHES, SAMPLE)
    other = codec.decode(SEARCHES, SAMPLE.replace(b"humidifier", b"fan"))
    assert first.message_id == again.message_id != ""
    assert other.message_id != first.message_id


def test_what_is_encoded_is_decoded_the_same():
    event = ProductsSearched(search_keyword="lamp", date=5, user_id="u", message_id="m", categories=["lamps"])
    assert codec.decode(SEARCHES, codec.encode(event)) == event


def test_a_message_has_its_name_and_version_and_nothing_empty():
    event = ProductsSearched(search_keyword="lamp", date=5, user_id="u", message_id="m")
    assert json.loads(codec.encode(event)) == {
        "event": "products_searched",
        "schema_version": 1,
        "message_id": "m",
        "date": 5,
        "user_id": "u",
        "search_keyword": "lamp",
    }


def test_fields_of_a_later_version_are_ignored():
    assert codec.decode(SEARCHES, SAMPLE[:-1] + b', "smell": "lavender", "schema_version": 9}')


def test_the_event_field_chooses_among_a_topics_events():
    event = codec.decode(
        PAGE_VIEWS, b'{"event": "product_viewed", "product_id": "x", "date": 1, "anonymous_id": "a"}'
    )
    assert isinstance(event, ProductViewed)


def test_an_event_of_another_topic_is_unknown_here():
    with pytest.raises(UnknownEvent):
        codec.decode(FORM_SUBMISSIONS, b'{"event": "products_searched", "date": 1, "user_id": "u"}')


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "truncated"),
        (b"{", "truncated"),
        (b"[]", "Expected `object`"),
        (b"null", "Expected `object`"),
        (b"\xff\xfe", "malformed"),
        (b'{"search_keyword": "\xc3\x28", "date": 1, "user_id": "u"}', "utf-8"),
        (b'{"date": 1, "user_id": "u"}', "missing required field `search_keyword`"),
        (b'{"search_keyword": 7, "date": 1, "user_id": "u"}', "Expected `str`"),
        (b'{"search_keyword": "x", "date": "1", "user_id": "u"}', "Expected `int`"),
        (b'{"search_keyword": "x", "date": 1e400, "user_id": "u"}', "$.date"),
        (b'{"search_keyword": "x", "user_id": "u"}', "`date` must be"),
        (b'{"search_keyword": "x", "date": -5, "user_id": "u"}', "`date` must be"),
        (b'{"search_keyword": "x", "date": 99999999999999999, "user_id": "u"}', "`date` must be"),
        (b'{"search_keyword": "x", "date": 1}', "neither `user_id` nor `anonymous_id`"),
        (b'{"search_keyword": "\\ud800", "date": 1, "user_id": "u"}', ""),
        (b'{"event": [], "search_keyword": "x", "date": 1}', "$.event"),
        (b'{"properties": ' + b"[" * 5000, ""),
    ],
)
def test_what_is_no_event_is_refused_with_a_reason(content, reason):
    with pytest.raises(MalformedEvent) as refusal:
        codec.decode(SEARCHES, content)
    assert reason.lower() in refusal.value.reason.lower()


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("a\\u0000b", "a\ufffdb"),
        ("\\\\u0000", "\\u0000"),
        ("\\\\\\u0000", "\\\ufffd"),
        ("\\u00001", "\ufffd1"),
    ],
)
def test_nul_becomes_the_replacement_character_and_a_written_backslash_stays(sent, read):
    content = b'{"search_keyword": "%s", "date": 1, "user_id": "u"}' % sent.encode()
    event = codec.decode(SEARCHES, content)
    assert isinstance(event, ProductsSearched)
    assert event.search_keyword == read


def test_every_event_says_when_it_is_emitted_and_has_a_name_of_its_own():
    assert all(len((event.__doc__ or "").strip()) > 15 for event in EVENTS)
    assert len({event_name(event) for event in EVENTS}) == len(EVENTS)
