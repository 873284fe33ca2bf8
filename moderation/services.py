"""Writing what is known and what was decided; always in the caller's transaction or in one of its own."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from moderation import twins
from moderation.changes import Changes
from moderation.circumstances import circumstances_of
from moderation.content import Content
from moderation.models import Decision, Flag, KnownAuthor, KnownContent
from moderation.policy import Judgement, Policy, judge
from moderation.reasons import reason_for
from moderation.signatures import packed
from shop.models import Review
from shop.reviews.decisions import Decided, ReviewDecision
from shop.reviews.services import reviews_decide
from tracking import identity
from tracking.sql import native_cursor

# Topics are read side by side: whichever event comes last, the earliest counts.
_UPSERT_AUTHORS = """
    INSERT INTO moderation_knownauthor AS known (subject, first_seen)
    SELECT subject, first_seen FROM unnest(%(subjects)b::text[], %(moments)b::bigint[]) AS seen (subject, first_seen)
     ORDER BY subject
    ON CONFLICT (subject) DO UPDATE SET first_seen = excluded.first_seen
     WHERE excluded.first_seen < known.first_seen
"""


def known_update(changes: Changes) -> list[Content]:
    """Keep what ``changes`` tell; return the contents that are newer than what was known. In the caller's transaction.

    What comes a second time, or late, is none of those, so it has no effect.
    """
    _authors_see(changes.seen)
    if changes.withdrawn:
        KnownContent.objects.filter(pk__in=changes.withdrawn).update(
            is_withdrawn=True, text="", signature=b"", bands=[]
        )
    return _contents_learn(changes.contents)


def known_complete(contents: Sequence[Content]) -> None:
    """Keep those of ``contents`` that no event told of: decided reviews from before the topics' beginning.

    In the caller's transaction, with erasures kept out (``tracking.privacy.notes``).
    """
    numbers = {int(content.review_id) for content in contents}
    missing = numbers - set(KnownContent.objects.filter(pk__in=numbers).values_list("pk", flat=True))
    if not missing:
        return
    # Locked, so that a withdrawal waits: its event, which takes the words away again, then comes after this.
    rows = Review.objects.select_for_update(no_key=True).filter(pk__in=missing).order_by("pk")
    there = set(rows.values_list("pk", flat=True))
    KnownContent.objects.bulk_create(
        [_known(content) for content in contents if int(content.review_id) in there], ignore_conflicts=True
    )


def known_analyse() -> None:
    """Let the planner know how much is known by now."""
    with native_cursor() as cursor:
        cursor.execute("ANALYZE moderation_knowncontent")


def known_forget() -> None:
    """Delete what is known; reading the topics again brings it back. Decisions stay: they were made."""
    KnownContent.objects.all().delete()
    KnownAuthor.objects.all().delete()


def reviews_judge(*, contents: Sequence[Content], live: Policy, shadows: Sequence[Policy]) -> None:
    """Decide about ``contents``, which are known already, where they still wait for it; in the caller's transaction.

    Each decision is noted with its signals, and beside it what each of ``shadows`` would have decided.
    """
    if not contents:
        return
    cases = list(zip(contents, circumstances_of(contents), strict=True))
    judgements = {
        int(content.review_id): one for content, one in zip(contents, judge(live, cases), strict=True)
    }
    decided = reviews_decide([_decision(content, judgements[int(content.review_id)]) for content in contents])
    if not decided:
        return
    took_effect = {one.decision.review_id: one for one in decided}
    known = [case for case in cases if int(case[0].review_id) in took_effect]
    now = timezone.now()
    rows = [_by_policy(one, judgements[number], now) for number, one in took_effect.items()]
    for policy in shadows:
        for (content, _), judgement in zip(known, judge(policy, known), strict=True):
            rows.append(_by_policy(took_effect[int(content.review_id)], judgement, now, is_shadow=True))
    Decision.objects.bulk_create(rows)


@transaction.atomic
def reviews_decide_by_person(decisions: Sequence[ReviewDecision]) -> list[Decided]:
    """Let a person's decisions take effect, and note them; return those that did.

    Raises:
        ValueError: two are about one review.
    """
    decided = reviews_decide(decisions)
    Flag.objects.filter(pk__in=[one.decision.review_id for one in decided]).delete()
    now = timezone.now()
    Decision.objects.bulk_create(
        Decision(
            review_id=one.decision.review_id,
            revision=one.decision.revision,
            author=identity.account_subject(one.author),
            verdict=one.decision.verdict,
            person=one.decision.by,
            reasons=list(one.decision.codes),
            note=one.decision.reason,
            decided_at=now,
            latency_ms=one.latency_ms,
        )
        for one in decided
    )
    return decided


def _authors_see(seen: dict[str, int]) -> None:
    with native_cursor() as cursor:
        cursor.execute(_UPSERT_AUTHORS, {"subjects": list(seen), "moments": list(seen.values())})


def _contents_learn(contents: Sequence[Content]) -> list[Content]:
    numbers = [int(content.review_id) for content in contents]
    # No lock: the events of one review come from one partition, which one worker has.
    known = dict(KnownContent.objects.filter(pk__in=numbers).values_list("pk", "revision"))
    fresh = [content for content in contents if content.revision > known.get(int(content.review_id), 0)]
    rows = [_known(content) for content in fresh]
    columns = [field.name for field in KnownContent._meta.concrete_fields if not field.primary_key]
    KnownContent.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["review_id"], update_fields=columns
    )
    return fresh


def _known(content: Content) -> KnownContent:
    signature = twins.signature(content.text)
    return KnownContent(
        review_id=int(content.review_id),
        revision=content.revision,
        product_id=content.product_id,
        author=content.author,
        rating=content.rating,
        text=content.text,
        verified_purchase=content.verified_purchase,
        written_at=content.written_at,
        signature=packed(signature),
        bands=twins.bands(signature),
    )


def _decision(content: Content, judgement: Judgement) -> ReviewDecision:
    return ReviewDecision(
        review_id=int(content.review_id),
        revision=content.revision,
        verdict=Review.Status(judgement.verdict),
        reason=reason_for(judgement.reasons) if judgement.verdict == "rejected" else "",
        codes=judgement.reasons,
        policy_version=judgement.policy_version,
    )


def _by_policy(decided: Decided, judgement: Judgement, now: datetime, *, is_shadow: bool = False) -> Decision:
    return Decision(
        review_id=decided.decision.review_id,
        revision=decided.decision.revision,
        author=identity.account_subject(decided.author),
        verdict=judgement.verdict,
        policy_version=judgement.policy_version,
        is_shadow=is_shadow,
        score=judgement.score,
        signals=[asdict(signal) for signal in judgement.signals],
        reasons=list(judgement.reasons),
        decided_at=now,
        latency_ms=decided.latency_ms,
    )
