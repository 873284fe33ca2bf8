"""The collector's parts by themselves. No network, no database."""

import json
import uuid

import msgspec
import pytest
from django.core import signing

from tests.collector.sending import batch, clicked, cookie_of, someone
from tracking import addresses, visitors
from tracking.collector import forms, text
from tracking.collector.allowances import Allowances
from tracking.collector.collect import collect
from tracking.collector.origins import is_welcome
from tracking.collector.policy import Policy, Rate
from tracking.collector.requests import Head
from tracking.collector.senders import Stamp
from tracking.events import EVENTS
from tracking.ids import ClientIds

POLICY = Policy(hosts=("shop.example",), origins=frozenset({"https://shop.example"}), behind_proxy=False)
SECOND = 1000


def head(visitor=None, **headers):
    cookie = {"cookie": f"visitor={cookie_of(visitor)}"} if visitor else {}
    return Head(
        "POST", cookie | {name.replace("_", "-"): value for name, value in headers.items()}, "203.0.113.7"
    )


def collected(body, *, policy=POLICY, now=None, **headers):
    return collect(
        head(someone(), **headers), body, now=now or visitors.now_ms(), policy=policy, allowances=Allowances()
    )


def test_every_event_of_browsers_has_a_form_and_no_other_event_has():
    assert {struct.__name__ for struct in forms.FORMS} == {e.__name__ for e in EVENTS if e.from_browser}
    for struct in forms.FORMS:
        # Their JSON is joined, so no name may stand in both.
        names = {field.name for field in msgspec.structs.fields(struct)}
        assert not names & {"event", "schema_version", *Stamp.__struct_fields__}


@pytest.mark.parametrize("name", ["x", "0199a0f2-1111-7000-8000-000000000000", "☃" * 50, ""])
def test_a_bound_id_is_a_version_5_uuid(name):
    found = uuid.UUID(ClientIds("anna").id_of(name.encode()))
    assert (found.version, found.variant) == (5, uuid.RFC_4122)
    owner = uuid.uuid5(uuid.uuid5(uuid.NAMESPACE_URL, "urn:larkspur:client-message"), "anna")
    assert found == uuid.uuid5(owner, name)


def test_without_an_id_the_content_makes_one():
    event = clicked()
    first, second, other = (
        json.loads(message.content)["message_id"]
        for message in collected(batch(event, event, clicked(element="b"))).messages
    )
    assert first == second != other


def test_a_cookie_is_ours_for_a_year(settings):
    cookie = cookie_of(someone())
    now = visitors.now_ms()
    year = 365 * 24 * 3600 * SECOND
    assert visitors.read(cookie, now=now + year - 10 * SECOND)
    assert visitors.read(cookie, now=now + year + 10 * SECOND) is None
    settings.SECRET_KEY = "another"
    assert visitors.read(cookie, now=now) is None


def test_a_cookie_signed_for_something_else_is_none_of_ours():
    content = msgspec.to_builtins(someone())
    assert visitors.read(signing.dumps(content, salt="messages"), now=visitors.now_ms()) is None


@pytest.mark.parametrize(
    ("behind_proxy", "forwarded", "ip"),
    [
        (False, "198.51.100.9", "203.0.113.0"),
        (True, "198.51.100.9", "198.51.100.0"),
        (True, "8.8.8.8, 198.51.100.9", "198.51.100.0"),
        (True, "2001:db8:1:2::3", "2001:db8:1::"),
        (True, "", "203.0.113.0"),
        (True, "nonsense", None),
    ],
)
def test_the_network_is_the_proxys_word_only_behind_one(behind_proxy, forwarded, ip):
    policy = Policy(POLICY.hosts, POLICY.origins, behind_proxy)
    [message] = collected(batch(clicked()), policy=policy, x_forwarded_for=forwarded).messages
    assert json.loads(message.content).get("ip") == ip


@pytest.mark.parametrize(
    ("headers", "welcome"),
    [
        ({}, True),
        ({"sec_fetch_site": "none"}, True),
        ({"sec_fetch_site": "same-origin", "origin": "https://shop.example"}, True),
        ({"sec_fetch_site": "same-site", "origin": "https://shop.example"}, True),
        ({"sec_fetch_site": "same-site", "origin": "https://blog.shop.example"}, False),
        ({"sec_fetch_site": "cross-site", "origin": "https://shop.example"}, False),
        ({"origin": "http://shop.example:81", "host": "shop.example:81"}, True),
        ({"origin": "http://evil.example", "host": "evil.example"}, False),
        ({"origin": "null", "host": "null"}, False),
        ({"origin": "https://", "host": ""}, False),
        ({"origin": "http://[::1", "host": "[::1"}, False),
    ],
)
def test_who_may_send(headers, welcome):
    assert is_welcome(head(**headers), POLICY) is welcome


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://user:word@x.org:81/a/?q=1#b", "https://x.org:81/a/"),
        ("/a/?q=me@x.org", "/a/"),
        ("mailto:me@x.org", ""),
        ("data:text/html,me", ""),
        ("//evil.example/a", ""),
        ("http://[", ""),
        ("", ""),
    ],
)
def test_addresses_are_kept_without_what_may_name_a_person(url, kept):
    assert addresses.without_query(url) == kept


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("utm_source=a&utm_source=b&x=1", (("utm_source", "b"),)),
        ("utm_term=a%00b&utm_medium=", (("utm_term", "a\ufffdb"),)),
        ("utm_term=%ff", (("utm_term", "\ufffd"),)),
        ("&" * 500 + "utm_term=a", ()),
    ],
)
def test_of_a_query_only_the_campaign_is_kept(query, found):
    assert addresses.campaign(query) == found


@pytest.mark.parametrize(
    ("content", "deeper"),
    [
        (b'{"a": [[[]]]}', True),
        (b'{"a": [[]], "b": [[]], "c": [[]]}', False),
        (rb'{"a": "[[[[[\"[[[["}', False),
        (rb'{"a": "\\", "b": [[[[]]]]}', True),
    ],
)
def test_depth_counts_what_is_open_at_once(content, deeper):
    assert text.is_deeper_than(3, content) is deeper


def test_an_allowance_comes_back_with_time_and_never_exceeds_its_burst():
    policy = Policy((), frozenset(), False, visitor=Rate(10, 100), network=Rate(1000, 1000))
    allowances = Allowances()

    def take(events, now, visitor="anna"):
        return allowances.take(policy, visitor=visitor, network="10.0.0.0", events=events, now=now)

    assert take(100, now=0) == 0
    assert take(1, now=0) == 1
    assert take(50, now=0) == 5 + 1
    assert take(50, now=5 * SECOND) == 0, "what was refused took nothing"
    assert take(100, now=3600 * SECOND) == 0
    assert take(1, now=3600 * SECOND) == 1


def test_a_network_has_an_allowance_of_its_own_for_visitors_that_come_and_go():
    policy = Policy((), frozenset(), False, visitor=Rate(10, 100), network=Rate(10, 250))
    allowances = Allowances()
    waits = [
        allowances.take(policy, visitor=name, network="10.0.0.0", events=100, now=0)
        for name in ("a", "b", "c")
    ]
    assert waits[:2] == [0, 0]
    assert waits[2] > 0


def test_allowances_take_no_more_room_than_they_may_and_a_clock_set_back_stops_nobody():
    policy, allowances = Policy((), frozenset(), False), Allowances(most_keys=50)
    for number in range(500):
        allowances.take(policy, visitor=str(number), network="10.0.0.0", events=1, now=10**12)
    assert len(allowances) == 50
    seconds = allowances.take(policy, visitor="499", network=None, events=1, now=5)
    assert seconds <= policy.visitor.burst / policy.visitor.per_second
