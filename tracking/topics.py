"""Every Kafka topic of the project, declared once. ``create_topics`` makes them; the broker never does by itself."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic's contract. ``key`` says what keeps related messages in one partition, and so in order."""

    name: str
    partitions: int
    retention: timedelta | None
    """None keeps messages for ever."""
    key: str
    about: str
    cleanup_policy: str = "delete"

    @property
    def full_name(self) -> str:
        """The name on the broker: with ``KAFKA_TOPIC_PREFIX``, which lets several stores share one cluster."""
        return f"{settings.KAFKA_TOPIC_PREFIX}{self.name}"

    @property
    def config(self) -> dict[str, str]:
        """The broker's own settings for this topic."""
        milliseconds = -1 if self.retention is None else int(self.retention.total_seconds() * 1000)
        return {"cleanup.policy": self.cleanup_policy, "retention.ms": str(milliseconds)}


# 30 days is the most that anything naming a visitor is kept in Kafka; what must outlive it lives in tables.
_PERSONAL: Final = timedelta(days=30)

# More partitions than consumers run today: a topic's partitions can be added to later, but that moves keys.
_ACTIVITY: Final = 6

SEARCHES = Topic("activity.searches", _ACTIVITY, _PERSONAL, "visitor", "What visitors search for.")
CLICKS = Topic(
    "activity.clicks", _ACTIVITY, _PERSONAL, "visitor", "Clicks on products, promotions and the rest."
)
SCROLLS = Topic("activity.scrolls", _ACTIVITY, _PERSONAL, "visitor", "How far and how long pages are read.")
FORM_SUBMISSIONS = Topic(
    "activity.form-submissions",
    _ACTIVITY,
    _PERSONAL,
    "visitor",
    "Forms sent, sign-ups, logins; never values.",
)
PAGE_VIEWS = Topic("activity.page-views", _ACTIVITY, _PERSONAL, "visitor", "Pages, products and lists seen.")
COMMERCE = Topic("commerce.events", _ACTIVITY, _PERSONAL, "visitor", "Cart, checkout and orders.")
VISITORS = Topic("visitor.events", _ACTIVITY, _PERSONAL, "visitor", "Merges, consent, erasure.")
REVIEWS = Topic("content.reviews", _ACTIVITY, _PERSONAL, "review id", "Reviews submitted, edited, withdrawn.")
DECISIONS = Topic(
    "content.moderation-decisions", _ACTIVITY, _PERSONAL, "review id", "What moderation decided, and why."
)
WEB_LOGS = Topic("logs.web", 3, timedelta(days=7), "process instance", "Log records of every process.")

TOPICS: Final[tuple[Topic, ...]] = (
    SEARCHES,
    CLICKS,
    SCROLLS,
    FORM_SUBMISSIONS,
    PAGE_VIEWS,
    COMMERCE,
    VISITORS,
    REVIEWS,
    DECISIONS,
    WEB_LOGS,
)


def topic_by_full_name(full_name: str) -> Topic:
    """Return the topic that the broker knows as ``full_name``.

    Raises:
        KeyError: no topic of the project has that name.
    """
    for topic in TOPICS:
        if topic.full_name == full_name:
            return topic
    raise KeyError(full_name)


def topic_by_name(name: str) -> Topic:
    """Return the topic declared as ``name``, whatever the cluster's prefix.

    Raises:
        KeyError: none is.
    """
    for topic in TOPICS:
        if topic.name == name:
            return topic
    raise KeyError(name)
