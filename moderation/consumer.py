"""The consumer ``moderation``: what was written is decided, and nobody's request waits for it."""

from consumers.api import Batch, consumer
from moderation import changes, services
from moderation.policies import live_policy, shadow_policies
from tracking import identity
from tracking.events import LoggedIn, ReviewEdited, ReviewSubmitted, ReviewWithdrawn, SignedUp


@consumer(
    "moderation",
    reads=[ReviewSubmitted, ReviewEdited, ReviewWithdrawn, SignedUp, LoggedIn],
    max_batch=500,
    reset=services.known_forget,
)
def handle(batch: Batch) -> None:
    """Decide about submitted and edited reviews by the live policy, and note what those in shadow would say."""
    events = batch.events
    subjects = identity.resolve({changes.subject_of(event) for event in events})
    change = changes.changes_of(events, subjects=subjects)
    fresh = services.known_update(change)
    services.reviews_judge(contents=fresh, live=live_policy(), shadows=shadow_policies())
