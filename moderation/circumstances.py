"""What is known around reviews when they are judged: a handful of queries, whatever their number.

All of it is computed from what the consumer keeps of the topics (``KnownContent``, ``KnownAuthor``) and of decisions,
but for the products' own texts, which no event carries.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final

from moderation.content import Circumstances, Content, Twin
from moderation.models import KnownAuthor
from moderation.signatures import unpacked
from moderation.twins import similarity
from shop.catalogue.selectors import descriptions_of
from tracking.sql import native_cursor

HOUR_MS: Final = 3_600_000
USUAL_HOURS: Final = 30 * 24
"""What is usual for a product is the mean of so many hours before the last."""

_WINDOW_MS: Final = (USUAL_HOURS + 1) * HOUR_MS

_MOST_TEXTS: Final = 20
_MOST_TWINS: Final = 20
_MOST_CANDIDATES: Final = 200
_LEAST_ALIKE: Final = 0.3

_OF_AUTHORS: Final = """
    SELECT case_.review_id, past.reviews, past.recent
      FROM moderation_knowncontent case_
     CROSS JOIN LATERAL (
           SELECT count(*) AS reviews, count(*) FILTER (WHERE written_at > case_.written_at - %(hour)s) AS recent
             FROM moderation_knowncontent other
            WHERE other.author = case_.author AND other.review_id <> case_.review_id
              AND other.written_at <= case_.written_at
           ) past
     WHERE case_.review_id = ANY(%(numbers)s)
"""

# Of each revision the last word counts: what a person approved after all is no rejection.
_REJECTIONS: Final = """
    SELECT author, count(*)
      FROM (SELECT DISTINCT ON (review_id, revision) author, verdict
              FROM moderation_decision
             WHERE author = ANY(%(authors)s) AND NOT is_shadow
             ORDER BY review_id, revision, id DESC) last
     WHERE verdict = 'rejected'
     GROUP BY author
"""

_OF_PRODUCTS: Final = """
    SELECT case_.review_id, past.recent, past.before, latest.texts
      FROM moderation_knowncontent case_
     CROSS JOIN LATERAL (
           SELECT count(*) FILTER (WHERE written_at > case_.written_at - %(hour)s) AS recent,
                  count(*) FILTER (WHERE written_at <= case_.written_at - %(hour)s) AS before
             FROM moderation_knowncontent other
            WHERE other.product_id = case_.product_id AND other.review_id <> case_.review_id
              AND other.written_at BETWEEN case_.written_at - %(window)s AND case_.written_at
           ) past
     CROSS JOIN LATERAL (
           SELECT coalesce(array_agg(text ORDER BY written_at DESC, review_id), '{}') AS texts
             FROM (SELECT text, written_at, review_id FROM moderation_knowncontent other
                    WHERE other.product_id = case_.product_id AND other.review_id <> case_.review_id
                      AND other.written_at BETWEEN case_.written_at - %(hour)s AND case_.written_at
                      AND NOT is_withdrawn
                    ORDER BY written_at DESC, review_id LIMIT %(texts)s) newest
           ) latest
     WHERE case_.review_id = ANY(%(numbers)s)
"""

# "+ 0" keeps the planner from going through half an index for the date: the bands alone leave a few rows. Where they
# leave thousands, it is a wave of one text: all of them are looked at, those of the very same bands first and then the
# oldest are kept, and of these the ones that share most bands. So a copy is found however many texts share a phrase
# with it, and a replay finds the same. Oldest first is also what is quick: rows lie in about that order.
_TWINS: Final = """
    SELECT case_.review_id, case_.signature, twin.review_id, twin.author, twin.product_id, twin.signature
      FROM moderation_knowncontent case_
     CROSS JOIN LATERAL (
           SELECT review_id, written_at,
                  (SELECT count(*) FROM unnest(bands, case_.bands) pair (its, own) WHERE its = own) AS shared
             FROM (SELECT review_id, written_at, bands
                     FROM moderation_knowncontent candidate
                    WHERE candidate.bands && case_.bands AND candidate.review_id <> case_.review_id
                      AND candidate.written_at + 0 <= case_.written_at
                    ORDER BY candidate.bands = case_.bands DESC, written_at, review_id LIMIT %(candidates)s) found
            ORDER BY shared DESC, written_at, review_id LIMIT %(most)s
           ) other
      JOIN moderation_knowncontent twin ON twin.review_id = other.review_id
     WHERE case_.review_id = ANY(%(numbers)s)
     ORDER BY case_.review_id, other.shared DESC, other.written_at, other.review_id
"""


def circumstances_of(contents: Sequence[Content]) -> list[Circumstances]:
    """Return what is known around each of ``contents``, in their order; they must stand in ``KnownContent``."""
    numbers = [int(content.review_id) for content in contents]
    authors = sorted({content.author for content in contents})
    past = {number: counts for number, *counts in _rows(_OF_AUTHORS, numbers=numbers, hour=HOUR_MS)}
    products = {
        number: row
        for number, *row in _rows(
            _OF_PRODUCTS, numbers=numbers, hour=HOUR_MS, window=_WINDOW_MS, texts=_MOST_TEXTS
        )
    }
    rejections = dict(_rows(_REJECTIONS, authors=authors))
    seen = dict(KnownAuthor.objects.filter(subject__in=authors).values_list("subject", "first_seen"))
    alike = _twins(numbers)
    descriptions = descriptions_of({content.product_id for content in contents})
    found = []
    for number, content in zip(numbers, contents, strict=True):
        reviews, author_recent = past[number]
        product_recent, before, texts = products[number]
        found.append(
            Circumstances(
                author_reviews=reviews,
                author_rejections=rejections.get(content.author, 0),
                author_first_seen=_earlier(seen.get(content.author), content.written_at),
                author_recent=author_recent,
                product_recent=product_recent,
                product_usual=before / USUAL_HOURS,
                product_recent_texts=tuple(texts),
                twins=tuple(alike[number]),
                description=descriptions.get(content.product_id, ""),
            )
        )
    return found


def _earlier(seen: int | None, written_at: int) -> int | None:
    """Return ``seen`` if it is from before: that somebody writes now says nothing about how long they are known."""
    return seen if seen is not None and seen < written_at else None


def _twins(numbers: Sequence[int]) -> dict[int, list[Twin]]:
    found: dict[int, list[Twin]] = defaultdict(list)
    for number, own, other, author, product, signature in _rows(
        _TWINS, numbers=numbers, candidates=_MOST_CANDIDATES, most=_MOST_TWINS
    ):
        alike = similarity(unpacked(own), unpacked(signature))
        if alike >= _LEAST_ALIKE:
            found[number].append(Twin(str(other), author, product, alike))
    return found


def _rows(statement: str, **values: object) -> list[tuple[Any, ...]]:
    with native_cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()
