"""Bodies at random: the function never raises, answers as documented, and lets through only what decodes."""

import json

import pytest

from tests.collector.fuzzing import bodies, sound_bodies
from tests.collector.sending import cookie_of, someone
from tracking import codec
from tracking.collector import collect as module
from tracking.collector.allowances import Allowances
from tracking.collector.collect import Outcome, collect
from tracking.collector.forms import MAX_INTEGER
from tracking.collector.policy import Policy, Rate
from tracking.collector.requests import Head
from tracking.visitors import now_ms

MUCH = Rate(per_second=1e9, burst=10**9)
POLICY = Policy((), frozenset(), False, visitor=MUCH, network=MUCH)
# As the contract has them, in words of its own rather than the code's.
CODES = {"invalid", "unknown_event", "too_large", "too_deep"}


@pytest.mark.parametrize(
    ("count", "seed"),
    [(2_000, 1), *(pytest.param(25_000, seed, marks=pytest.mark.chaos) for seed in range(2, 7))],
)
def test_no_body_does_harm(count, seed):
    visitor, now, allowances = someone(), now_ms(), Allowances()
    head = Head("POST", {"cookie": f"visitor={cookie_of(visitor)}"}, "203.0.113.7")
    statuses = dict.fromkeys((200, 400, 422), 0)
    for body in bodies(count, seed):
        try:
            outcome = collect(head, body, now=now, policy=POLICY, allowances=allowances)
            statuses[outcome.reply.status] += 1
            check(outcome, visitor)
        except Exception as error:
            error.add_note(f"body: {body!r}")
            raise
    # Neither so broken that nothing gets through nor so whole that nothing is tried.
    assert all(number > count / 20 for number in statuses.values()), statuses


@pytest.mark.parametrize(("count", "seed"), [(2_000, 11), pytest.param(25_000, 12, marks=pytest.mark.chaos)])
def test_a_batch_read_at_once_comes_to_the_same_as_event_by_event(count, seed, monkeypatch):
    visitor, now = someone(), now_ms()
    head = Head("POST", {"cookie": f"visitor={cookie_of(visitor)}"}, "203.0.113.7")

    def outcomes():
        allowances = Allowances()
        return [
            collect(head, body, now=now, policy=POLICY, allowances=allowances)
            for body in (*sound_bodies(count // 4, seed), *bodies(count, seed))
        ]

    at_once = outcomes()
    sound = [module._read(body) for body in sound_bodies(count // 4, seed)]
    assert sum(isinstance(batch, module._SoundBatch) for batch in sound) > count / 10
    monkeypatch.setattr(module, "_read", lambda body: module._batch_of(body))
    assert outcomes() == at_once


def check(outcome: Outcome, visitor) -> None:
    said = json.loads(outcome.reply.body)
    assert said["accepted"] == len(outcome.messages)
    assert len(said["refused"]) == len(outcome.refused)
    assert all(refused["reason"].partition(":")[0] in CODES for refused in said["refused"])
    assert outcome.reply.status == (200 if outcome.messages else 400 if "error" in said else 422)
    for message in outcome.messages:
        event = codec.decode(message.topic, message.content)
        assert type(event).from_browser
        assert (event.anonymous_id, event.user_id, event.ip) == (visitor.anonymous_id, None, "203.0.113.0")
        assert message.key.decode() == visitor.anonymous_id
        everything(json.loads(message.content.decode("utf-8", "strict")))


def everything(value) -> None:
    """Check that PostgreSQL can hold it, wherever it stands."""
    if isinstance(value, dict):
        for name, inner in value.items():
            everything(name)
            everything(inner)
    elif isinstance(value, list):
        for inner in value:
            everything(inner)
    elif isinstance(value, str):
        assert "\0" not in value
        value.encode()
    elif isinstance(value, int):
        assert abs(value) <= MAX_INTEGER
