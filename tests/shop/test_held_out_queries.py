"""Whether people find what they mean, by searches that nothing was tuned on (``held_out_queries.toml``).

The set is closed: its digest stands here, and a query that fails is not a reason to add it to the synonyms.
"""

import hashlib
import tomllib
from pathlib import Path
from typing import Final

import pytest

from shop.search.selectors import products_matching, search
from shop.search.synonyms import Thesaurus
from tests.shop.test_query_quality import AIM, FIRST_PAGE, first_page, seeded

__all__ = ["seeded"]

FILE: Final = Path(__file__).with_name("held_out_queries.toml")
DIGEST: Final = "bb7e5ec228ce1adc08f4adefda9aa4898ca562847f694f60d48dbac88fff85d1"
QUERIES: Final = {
    group: {words: kind for kind, queries in kinds.items() for words in queries}
    for group, kinds in tomllib.loads(FILE.read_text()).items()
}


def rank_of(kind, products):
    """Return the place of the first product of ``kind``, the page's length where the page has none."""
    kinds = [product.category.slug for product in first_page(products)]
    return kinds.index(kind) if kind in kinds else FIRST_PAGE


def missed(queries):
    return {
        words: kind for words, kind in queries.items() if rank_of(kind, search(words).products) == FIRST_PAGE
    }


def test_the_set_is_the_one_that_was_written_first():
    assert hashlib.sha256(FILE.read_bytes()).hexdigest() == DIGEST
    assert [len(queries) for queries in QUERIES.values()] == [160, 46, 47]


@pytest.mark.django_db
def test_misspelled_and_synonymous_searches_show_what_was_meant(seeded):
    queries = QUERIES["misspelled"] | QUERIES["synonymous"]

    lost = missed(queries)

    share = 1 - len(lost) / len(queries)
    print(f"{share:.1%} of {len(queries)} held-out searches show the right kind; missed: {lost or 'none'}")
    assert share >= AIM


@pytest.mark.django_db
def test_well_spelled_searches_rank_no_worse_than_without_synonyms_and_spelling(seeded):
    plain = Thesaurus(())
    worse = {}
    for words, kind in QUERIES["well_spelled"].items():
        shown = rank_of(kind, search(words).products)
        direct = rank_of(kind, products_matching(words, thesaurus=plain))
        if shown > direct or shown == FIRST_PAGE:
            worse[words] = (direct, shown)

    assert worse == {}
