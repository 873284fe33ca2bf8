"""What moderation judges, and what is known around it. Plain values: no database, no clock."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Content:
    """One revision of a review. ``author`` is the account's public id, ``product_id`` the product's slug, ``rating`` 1
    to 5, ``written_at`` in ms since 1970."""

    review_id: str
    revision: int
    product_id: str
    author: str
    rating: int
    text: str
    verified_purchase: bool
    written_at: int


@dataclass(frozen=True, slots=True)
class Twin:
    """A review seen earlier whose text is nearly this one's; ``similarity`` from 0 to 1."""

    review_id: str
    author: str
    product_id: str
    similarity: float


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is known around a review when it is judged; with the defaults, nothing is.

    ``author_reviews`` and ``author_rejections`` count the author's earlier ones, ``author_first_seen`` is in ms since
    1970. ``author_recent`` and ``product_recent`` count those by this author and of this product in the hour before,
    ``product_usual`` is what that hour usually brings, ``product_recent_texts`` what it brought. ``description`` is the
    product's own text.
    """

    author_reviews: int = 0
    author_rejections: int = 0
    author_first_seen: int | None = None
    author_recent: int = 0
    product_recent: int = 0
    product_usual: float = 0.0
    product_recent_texts: tuple[str, ...] = ()
    twins: tuple[Twin, ...] = ()
    description: str = ""
