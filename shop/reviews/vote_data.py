"""What votes on reviews say about people; declared in ``shop.personal_data``."""

from typing import Final

from django.db.models import F, QuerySet

from shop.models import ReviewVote
from tracking.privacy.people import Person
from tracking.privacy.registry import Holding


def _votes(person: Person) -> QuerySet[ReviewVote]:
    return ReviewVote.objects.filter(voter__public_id__in=person.public_ids)


REVIEW_VOTES: Final = Holding(
    app="shop",
    table="shop_reviewvote",
    about="Which reviews helped the account's owner.",
    kept="as long as the account and the review",
    reason="So that nobody votes twice, and may take it back.",
    erasure="deleted, and not counted any more",
    export=lambda person: _votes(person).values("helpful", "voted_at", about=F("review__product__name")),
    erase=lambda person: _votes(person).delete()[0],
)
