"""Which promotions a search finds. Pure."""

import pytest

from promotions.matching import Document, PromotionIndex

DOCUMENTS = [
    Document(1, 0, "Breathe easy", "Up to a fifth off.", ("humidifier",), ("humidifiers",)),
    Document(
        2, 5, "Quiet nights", "Whisper-quiet in any bedroom.", ("humidifier", "bedroom"), ("humidifiers",)
    ),
    Document(3, 0, "Hear more", "Headphones for the train.", ("headphones", "earphones"), ("headphones",)),
    Document(4, 0, "Soft seats", "A place for every cat.", ("sofa",), ("sofas",)),
    Document(5, 0, "Café corner", "Grinders and kettles.", ("café", "coffee"), ("coffee",)),
]
SYNONYMS = [["humidifier", "air moistener"], ["sofa", "couch", "settee"]]


@pytest.fixture(scope="module")
def index():
    return PromotionIndex(DOCUMENTS, SYNONYMS)


def found(index, search, limit=6):
    return [match.promotion_id for match in index.match(search, limit=limit)]


@pytest.mark.parametrize(
    "search", ["humidifier", "humidifiers", "HUMIDIFIER", " humidifier! ", "the best humidifier for me"]
)
def test_word_forms_capitals_and_small_words_make_no_difference(index, search):
    assert found(index, search) == [2, 1]


@pytest.mark.parametrize("search", ["air moistener", "Air Moisteners"])
def test_a_synonym_of_several_words_finds_the_same(index, search):
    assert found(index, search) == [2, 1]


def test_a_synonym_finds_the_same(index):
    assert found(index, "settee") == found(index, "couches") == [4]


@pytest.mark.parametrize("search", ["cafe", "café", "CAFÉ"])
def test_accents_make_no_difference(index, search):
    assert found(index, search) == [5]


@pytest.mark.parametrize("search", ["Humidifer", "humidifiier", "hunidifier", "humidifeir"])
def test_a_misspelled_word_is_taken_for_the_most_similar_one(index, search):
    matches = index.match(search, limit=6)
    assert [match.promotion_id for match in matches] == [2, 1]
    assert {match.instead for match in matches} == {"humidifier"}


def test_a_misspelled_synonym_is_understood_too(index):
    assert found(index, "settea") == [4]


def test_a_word_that_is_spelled_right_is_never_replaced(index):
    assert {match.instead for match in index.match("humidifier", limit=6)} == {""}


@pytest.mark.parametrize("search", ["", "   ", "xyzzy", "☃", "the", "cat food for birds" * 50])
def test_what_means_nothing_here_finds_nothing_or_at_least_no_error(index, search):
    assert found(index, search) in ([], [4])


def test_more_of_the_searched_words_count_more(index):
    assert found(index, "bedroom humidifier")[0] == 2


def test_a_word_in_passing_counts_less_than_a_keyword(index):
    assert found(index, "headphones cat") == [3]


def test_among_equals_priority_decides(index):
    assert found(index, "humidifier", limit=1) == [2]
