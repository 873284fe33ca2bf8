"""What can go wrong with a review.

ReviewError
├── AlreadyReviewed     the person has a review of this product
├── NoAppeal            there is nothing to appeal against, or it was appealed already
├── NoSuchReview        there is none of this person with that number
└── NoVote              it is the person's own, or not one that everybody may see
"""


class ReviewError(Exception):
    """Base of this tree."""


class AlreadyReviewed(ReviewError):
    """The person has a review of this product already, and may edit that."""

    def __init__(self, product_id: int) -> None:
        super().__init__(f"product {product_id} is reviewed already")
        self.product_id = product_id


class NoAppeal(ReviewError):
    """These words are not rejected, or their author has asked for a person already."""

    def __init__(self, review_id: int) -> None:
        super().__init__(f"review {review_id} can't be appealed")
        self.review_id = review_id


class NoSuchReview(ReviewError):
    """There is no review with this number that the person wrote: withdrawn meanwhile, or somebody else's."""

    def __init__(self, review_id: int) -> None:
        super().__init__(f"no review {review_id}")
        self.review_id = review_id


class NoVote(ReviewError):
    """Nobody votes on their own review, nor on one that is not published."""

    def __init__(self, review_id: int) -> None:
        super().__init__(f"no vote on review {review_id}")
        self.review_id = review_id
