"""Reviews, for moderation to read."""

from tracking import topics
from tracking.events.base import Event


class ReviewWritten(Event, frozen=True, kw_only=True, omit_defaults=True):
    """What the events about a review's words share. Not an event by itself.

    ``product_id`` is the product's slug, ``rating`` 1 to 5; ``revision`` counts the versions of the words, and a
    decision must name the one it is about.
    """

    topic = topics.REVIEWS

    review_id: str
    product_id: str
    revision: int
    rating: int
    text: str
    verified_purchase: bool = False


class ReviewSubmitted(ReviewWritten, tag="review_submitted", frozen=True, kw_only=True, omit_defaults=True):
    """A person reviewed a product. Made by the server only, through the outbox."""


class ReviewEdited(ReviewWritten, tag="review_edited", frozen=True, kw_only=True, omit_defaults=True):
    """The author changed stars or words, and the review is pending again. Made by the server only, through the
    outbox."""


class ReviewWithdrawn(Event, tag="review_withdrawn", frozen=True, kw_only=True, omit_defaults=True):
    """The author took the review back; it is gone. ``revision`` is the last there was. Made by the server only,
    through the outbox."""

    topic = topics.REVIEWS

    review_id: str
    product_id: str
    revision: int


class ReviewAppealed(Event, tag="review_appealed", frozen=True, kw_only=True, omit_defaults=True):
    """The author of a rejected review asked for a person to look at it again; at most once a revision. Made by the
    server only, through the outbox."""

    topic = topics.REVIEWS

    review_id: str
    product_id: str
    revision: int


class ReviewModerated(Event, tag="review_moderated", frozen=True, kw_only=True, omit_defaults=True):
    """A review was decided about, by a policy or by a person. Made by the server only, through the outbox.

    ``verdict`` is ``approved``, ``rejected`` or ``person`` (somebody must look); ``reasons`` are codes of the policy,
    ``policy_version`` names it (None: a person decided); ``latency_ms`` is the time since the words were submitted.
    """

    topic = topics.DECISIONS
    names_someone = False

    review_id: str
    revision: int
    verdict: str
    reasons: list[str] = []
    policy_version: str | None = None
    latency_ms: int | None = None
