"""The consumer ``promotions``: a search becomes the visitor's deals."""

from django.utils import timezone

from consumers.api import Batch, consumer
from promotions import choices, rules, services
from promotions.index import Matching
from tracking import identity
from tracking.events import ProductsSearched

_matching = Matching()


@consumer("promotions", reads=[ProductsSearched], max_batch=5000, reset=services.user_promotions_forget)
def handle(batch: Batch) -> None:
    """Turn what visitors just searched for into the deals on their home page."""
    subjects = identity.resolve({rules.event_subject(event) for event in batch.events})
    changes = rules.promotion_changes(
        batch.deliveries,
        subjects=subjects,
        match=_matching.current(now=timezone.now()),
        cleared=choices.cleared_times(set(subjects.values())),
    )
    services.user_promotions_apply(changes=changes)
