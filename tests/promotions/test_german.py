"""Promotions in German: matched whatever language a search is in, shown in the page's."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from promotions.index import Matching
from promotions.models import Promotion, Synonym
from promotions.selectors import current_offers, synonym_groups

NOW = timezone.now()


@pytest.fixture
def make(db):
    def make(title, **fields):
        return Promotion.objects.create(
            title=title,
            text="Good.",
            reward_percent=10,
            starts_at=NOW - timedelta(days=1),
            ends_at=NOW + timedelta(days=1),
            **fields,
        )

    return make


@pytest.fixture
def dry_air(make):
    return make(
        "Dry-air week",
        title_de="Woche gegen trockene Luft",
        text_de="Gut.",
        keywords=["humidifier"],
        keywords_de=["luftbefeuchter", "trockene luft"],
    )


def matched(search):
    return [match.promotion_id for match in Matching().current(now=timezone.now())(search)]


@pytest.mark.parametrize(
    "search",
    [
        "Luftbefeuchter",
        "der beste luftbefeuchter",
        "Luftbefeuhcter",
        "humidifier",
        "Humidifer",
        "trockene Luft",
    ],
)
def test_a_search_in_either_language_finds_it(search, dry_air, make):
    make("Bags", title_de="Taschen", keywords=["bag"], keywords_de=["tasche"])

    assert matched(search) == [dry_air.pk]


def test_a_word_as_typed_comes_before_one_it_may_have_been_meant_to_be(make):
    """ "Lampen" are no misspelled "lamp"."""
    make("Lamps", keywords=["lamp"])
    german = make("Light", keywords=["candle"], keywords_de=["lampe"])

    assert matched("lampen") == [german.pk]


def test_umlauts_may_be_written_as_two_letters(make):
    headphones = make("Silence", keywords_de=["kopfhörer"])

    assert [matched(word) for word in ("Kopfhörer", "kopfhoerer", "KOPFHORER")] == [[headphones.pk]] * 3


def test_synonyms_hold_in_their_own_language(make):
    sofas = make("Sofas", keywords_de=["sofa"])
    Synonym.objects.create(language="de", words=["sofa", "chaiselongue"])

    assert matched("Chaiselongue") == [sofas.pk]
    assert (synonym_groups("de"), synonym_groups()) == ((("sofa", "chaiselongue"),), ())


def test_offers_are_in_the_language_of_the_page_and_english_where_that_is_missing(dry_air, make):
    make("Bags", keywords=["bag"])

    with translation.override("de"):
        german = {(offer.title, offer.text) for offer in current_offers(now=timezone.now())}

    assert german == {("Woche gegen trockene Luft", "Gut."), ("Bags", "Good.")}
    assert {offer.title for offer in current_offers(now=timezone.now())} == {"Dry-air week", "Bags"}
