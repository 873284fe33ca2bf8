"""What a decision about a review says, and when it takes effect. Pure."""

from dataclasses import dataclass

from shop.models import Review, User


@dataclass(frozen=True, slots=True)
class ReviewDecision:
    """What shall become of one revision of a review.

    ``reason`` is a sentence for the author. ``codes`` and ``policy_version`` are told on as they are; the shop makes
    nothing of them. ``by`` is the person who decided, None when none did. ``again`` lets a policy overrule what a
    policy decided before; without it only what is pending is decided. ``over_people`` lets it overrule persons too.

    Raises:
        ValueError: the verdict is ``pending``, which is no decision.
    """

    review_id: int
    revision: int
    verdict: Review.Status
    reason: str = ""
    codes: tuple[str, ...] = ()
    policy_version: str | None = None
    by: User | None = None
    again: bool = False
    over_people: bool = False

    def __post_init__(self) -> None:
        if self.verdict == Review.Status.PENDING:
            raise ValueError("pending is no verdict")


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision that took effect: ``author`` is the public id, ``latency_ms`` the time since the words were
    written."""

    decision: ReviewDecision
    author: str
    latency_ms: int


def takes_effect(decision: ReviewDecision, review: Review) -> bool:
    """Whether ``decision`` may replace what stands: it is about these very words, and no higher word stands.

    A person may overrule everybody; a policy no person unless told to, and never an author's wish for one.
    """
    if review.revision != decision.revision:
        return False
    if decision.by is not None:
        return True
    if review.is_pinned and review.status != Review.Status.PERSON:
        return decision.over_people
    if review.is_pinned or review.appealed_at:
        return False
    return decision.again or review.status == Review.Status.PENDING
