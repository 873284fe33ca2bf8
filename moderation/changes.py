"""What a batch of events changes. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from moderation.content import Content
from tracking import identity
from tracking.events import Event, ReviewEdited, ReviewSubmitted, ReviewWithdrawn

type Written = ReviewSubmitted | ReviewEdited


@dataclass(frozen=True, slots=True)
class Changes:
    """``contents`` are the newest words of each review, by number; ``withdrawn`` the numbers of those that are gone;
    ``seen`` the first time in ms that each subject was named. All sorted: two workers must lock in one order."""

    contents: tuple[Content, ...]
    withdrawn: tuple[int, ...]
    seen: dict[str, int]


def subject_of(event: Event) -> str:
    """Return the account that ``event`` names.

    Raises:
        ValueError: it names none, so it is none of ours.
    """
    return identity.subject_of(user_id=event.user_id, anonymous_id=None)


def changes_of(events: Iterable[Event], *, subjects: dict[str, str]) -> Changes:
    """Return what ``events`` (in the order of each review's) change; ``subjects`` maps names to accounts.

    Raises:
        ValueError: an event names no account, or a review without a number.
    """
    contents: dict[int, Content] = {}
    withdrawn: set[int] = set()
    seen: dict[str, int] = {}
    for event in events:
        who = subjects[subject_of(event)]
        seen[who] = min(event.date, seen.get(who, event.date))
        if isinstance(event, ReviewSubmitted | ReviewEdited):
            number = int(event.review_id)
            if number not in contents or event.revision > contents[number].revision:
                contents[number] = _content(event, who)
        elif isinstance(event, ReviewWithdrawn):
            withdrawn.add(int(event.review_id))
    return Changes(
        contents=tuple(content for number, content in sorted(contents.items()) if number not in withdrawn),
        withdrawn=tuple(sorted(withdrawn)),
        seen=dict(sorted(seen.items())),
    )


def _content(event: Written, author: str) -> Content:
    return Content(
        review_id=event.review_id,
        revision=event.revision,
        product_id=event.product_id,
        author=author,
        rating=event.rating,
        text=event.text,
        verified_purchase=event.verified_purchase,
        written_at=event.date,
    )
