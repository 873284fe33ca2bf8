"""What can go wrong with a review.

ReviewError
├── AlreadyReviewed     the person has a review of this product
└── NoSuchReview        there is none of this person with that number
"""


class ReviewError(Exception):
    """Base of this tree."""


class AlreadyReviewed(ReviewError):
    """The person has a review of this product already, and may edit that."""

    def __init__(self, product_id: int) -> None:
        super().__init__(f"product {product_id} is reviewed already")
        self.product_id = product_id


class NoSuchReview(ReviewError):
    """There is no review with this number that the person wrote: withdrawn meanwhile, or somebody else's."""

    def __init__(self, review_id: int) -> None:
        super().__init__(f"no review {review_id}")
        self.review_id = review_id
