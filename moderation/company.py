"""What circumstances a review has among others, kept in memory: for files of reviews, where no table is kept.

The rules are those by which the consumer reads them from its table.
"""

from collections import defaultdict, deque
from typing import Final

from moderation.content import Circumstances, Content, Twin
from moderation.twins import Signature, bands, signature, similarity

HOUR: Final = 3_600_000


class Company:
    """The reviews so far. Add them in the order in which they were written."""

    def __init__(self) -> None:
        self._signatures: dict[str, tuple[Content, Signature]] = {}
        self._bands: defaultdict[int, set[str]] = defaultdict(set)
        self._by_author: defaultdict[str, list[Content]] = defaultdict(list)
        self._by_product: defaultdict[str, deque[Content]] = defaultdict(deque)

    def circumstances(self, content: Content) -> Circumstances:
        """Return what is known around ``content`` before it is added. An author or product without a name has none."""
        by_author = self._by_author[content.author] if content.author else []
        of_product = self._recent(self._by_product[content.product_id], content) if content.product_id else []
        return Circumstances(
            author_reviews=len(by_author),
            author_first_seen=min((each.written_at for each in by_author), default=None),
            author_recent=len(self._recent(by_author, content)),
            product_recent=len(of_product),
            product_recent_texts=tuple(each.text for each in of_product),
            twins=self._twins(content),
        )

    def add(self, content: Content) -> None:
        signed = signature(content.text)
        self._signatures[content.review_id] = content, signed
        for band in bands(signed):
            self._bands[band].add(content.review_id)
        self._by_author[content.author].append(content)
        self._by_product[content.product_id].append(content)

    def _recent(self, others: "list[Content] | deque[Content]", content: Content) -> list[Content]:
        return [other for other in others if 0 <= content.written_at - other.written_at < HOUR]

    def _twins(self, content: Content) -> tuple[Twin, ...]:
        signed = signature(content.text)
        candidates = {review_id for band in bands(signed) for review_id in self._bands.get(band, ())}
        found = []
        for review_id in sorted(candidates - {content.review_id}):
            other, its = self._signatures[review_id]
            found.append(Twin(review_id, other.author, other.product_id, similarity(signed, its)))
        return tuple(sorted(found, key=lambda twin: -twin.similarity))
