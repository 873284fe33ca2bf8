"""What visitors decide about themselves, and who they turn out to be."""

from tracking import topics
from tracking.events.base import Event


class PromotionDismissed(Event, tag="promotion_dismissed", frozen=True, kw_only=True, omit_defaults=True):
    """A visitor closed a deal and will not be shown it again."""

    topic = topics.VISITORS

    promotion_id: int


class ActivityCleared(Event, tag="activity_cleared", frozen=True, kw_only=True, omit_defaults=True):
    """A person cleared what the store concluded from their activity. Made by the server only, through the outbox."""

    topic = topics.VISITORS


class VisitorMerged(Event, tag="visitor_merged", frozen=True, kw_only=True, omit_defaults=True):
    """A browser's visitor turned out to be an account: at the first login or sign-up from it. Made by the server only,
    through the outbox. ``anonymous_id`` is the browser, ``user_id`` the account."""

    topic = topics.VISITORS


class ConsentChanged(Event, tag="consent_changed", frozen=True, kw_only=True, omit_defaults=True):
    """A visitor said what may be recorded. Made by the server only, through the outbox.

    ``purposes`` are those agreed to (``analytics``, ``personalisation``); empty after a refusal, which names no
    visitor, session, address or browser.
    """

    topic = topics.VISITORS
    names_someone = False

    purposes: list[str] = []
    method: str = ""


class VisitorErased(Event, tag="visitor_erased", frozen=True, kw_only=True, omit_defaults=True):
    """A person was erased: whoever keeps data outside the store's database drops what it has of ``subjects``
    received before ``erased_at`` (milliseconds since 1970). Made by the server only, through the outbox."""

    topic = topics.VISITORS
    names_someone = False

    subjects: list[str]
    erased_at: int
