"""The way of a review without Kafka: what the outbox holds, handed to the consumer's handler."""

import json
from dataclasses import dataclass

from consumers.api import Delivery, run_batch
from consumers.records import Record
from consumers.registry import consumer_by_name
from moderation.policy import Judgement
from moderation.signals import Signal
from tracking import codec
from tracking.events import ReviewSubmitted
from tracking.ids import uuid7
from tracking.models import OutboxMessage
from tracking.topics import DECISIONS, REVIEWS
from tracking.visitors import now_ms

T = 1_700_000_000_000
BAD = "You are all crooks."


def consume(*events):
    run_batch(
        consumer_by_name("moderation"),
        [Delivery(event, Record(REVIEWS.full_name, 0, 0, now_ms(), None, b"", [])) for event in events],
    )


def told():
    """Return the reviews' events that wait in the outbox, in their order."""
    rows = OutboxMessage.objects.filter(topic=REVIEWS.name).order_by("pk")
    return [codec.decode(REVIEWS, row.payload.encode()) for row in rows]


def moderated():
    """Return the decisions that wait in the outbox: revision, verdict, policy."""
    rows = OutboxMessage.objects.filter(topic=DECISIONS.name).order_by("pk")
    events = [json.loads(row.payload) for row in rows]
    return [(event["revision"], event["verdict"], event.get("policy_version")) for event in events]


def submitted(number=1, *, author="ada", product="mistral", text="Quiet enough to sleep beside.", **fields):
    """Return an event as the shop makes it, of a review that the shop may not have."""
    defaults = {"message_id": uuid7(), "revision": 1, "rating": 4, "date": T}
    return ReviewSubmitted(
        review_id=str(number), user_id=author, product_id=product, text=text, **{**defaults, **fields}
    )


@dataclass(frozen=True)
class Words:
    """A policy that rejects whatever contains one of its words, and nothing else."""

    version: str = "words"
    rejected: tuple[str, ...] = ("crooks",)
    doubted: tuple[str, ...] = ("hm",)


def by_words(policy, cases):
    """Stand in for ``moderation.policy.judge``."""
    return [_judgement(policy, content.text) for content, _ in cases]


def _judgement(policy, text):
    for verdict, words in (("rejected", policy.rejected), ("person", policy.doubted)):
        for word in words:
            if (start := text.lower().find(word)) >= 0:
                signal = Signal("words", "insult", 0.9, True, ((start, start + len(word)),), f"“{word}”")
                return Judgement(verdict, 0.9, (signal,), ("insult",), policy.version)
    return Judgement("approved", 0.0, (), (), policy.version)
