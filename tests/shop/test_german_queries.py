"""Whether people who search in German find what they mean, over the seeded catalogue: with and without umlauts, by
compounds and by their parts, misspelled, in the plural and by other names.

``held_out_german_queries.toml`` is closed: its digest stands here, and a query that fails is no reason to add it to the
synonyms. ``german_queries.toml`` is its other half, for looking at.
"""

import hashlib
import tomllib
from pathlib import Path
from typing import Final

import pytest
from django.utils import translation

from shop.search.selectors import search
from tests.shop.test_query_quality import first_page, seeded

__all__ = ["seeded"]

FOLDER: Final = Path(__file__).parent
DIGEST: Final = "febd2819b998a48474af43491c6b7812f68721bb4041815a161723d4e1582823"
FIRST: Final = 10
AIM: Final = 0.9


def queries_of(name):
    """Return (group, what is typed, the kind to be found) for each query of a file."""
    groups = tomllib.loads((FOLDER / name).read_text())
    return [
        (group, words, kind)
        for group, kinds in groups.items()
        for kind, queries in kinds.items()
        for words in queries
    ]


LOOKED_AT: Final = queries_of("german_queries.toml")
HELD_OUT: Final = queries_of("held_out_german_queries.toml")


@pytest.fixture(autouse=True)
def german():
    with translation.override("de"):
        yield


def first(words):
    return {product.category.slug for product in first_page(search(words).products)[:FIRST]}


def missed(queries):
    return {words: (kind, sorted(found)) for _, words, kind in queries if kind not in (found := first(words))}


def test_the_set_is_the_one_that_was_written_first():
    digest = hashlib.sha256((FOLDER / "held_out_german_queries.toml").read_bytes()).hexdigest()

    assert (digest, len(HELD_OUT), len(LOOKED_AT)) == (DIGEST, 104, 103)


@pytest.mark.django_db
@pytest.mark.parametrize("queries", [LOOKED_AT, HELD_OUT], ids=["looked_at", "held_out"])
def test_german_searches_show_what_was_meant(queries, seeded):
    lost = missed(queries)

    recall = 1 - len(lost) / len(queries)
    print(f"recall@{FIRST} {recall:.1%} of {len(queries)} German searches; missed: {lost or 'none'}")
    assert recall >= AIM


@pytest.mark.django_db
def test_hardly_any_needs_what_only_looks_alike(seeded):
    """Showing what looks like it is the last resort; a compound or another spelling has to be understood."""
    found = {words: search(words) for _, words, _ in (*LOOKED_AT, *HELD_OUT)}

    similar = [words for words, result in found.items() if result.is_similar]
    print(f"only similar: {len(similar)} of {len(found)}: {similar or 'none'}")
    assert len(similar) <= len(found) * (1 - AIM) / 2
