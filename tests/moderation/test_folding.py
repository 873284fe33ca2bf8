"""Folding undoes disguises, and what is found in it can be marked in the original."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moderation.folding import fold
from moderation.reading import Reading
from tests.moderation.judging import content

TEXTS = st.text(st.one_of(st.characters(), st.sampled_from("aB9 .@$*ѕеﬁÅ​́ß𝒻①🅰İ'\"-")), max_size=60)


@pytest.mark.parametrize(
    ("original", "folded"),
    [
        ("Kärcher", "karcher"),
        ("ѕhіt", "shit"),
        ("𝒻𝓊𝒸𝓀", "fuck"),
        ("ｗｉｄｅ ①", "wide 1"),
        ("🅰🅱", "ab"),
        ("f​u\u00adc\u2060k", "fuck"),
        ("ﬁne\u00a0Straße", "fine strasse"),
        ("“so”", '"so"'),
        ("plain ASCII\n", "plain ascii "),
    ],
)
def test_what_looks_alike_is_alike(original, folded):
    assert fold(original).text == folded


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_every_folded_character_knows_where_it_came_from(original):
    folded = fold(original)

    assert len(folded.origins) == len(folded.text)
    assert list(folded.origins) == sorted(folded.origins)
    for place, origin in enumerate(folded.origins):
        start, end = folded.span(place, place + 1)
        assert (start, end) == (origin, origin + 1)
        # The character alone folds to something that has this one.
        assert folded.text[place] in fold(original[origin]).text


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_every_word_hidden_or_not_stands_within_the_text(original):
    reading = Reading(content(original))

    for word in (*reading.words, *reading.hidden, *reading.masked, *reading.spaced):
        start, end = reading.span(word)
        assert 0 <= start < end <= len(original)


@pytest.mark.parametrize("token", ["a55", "B00B5", "455", "1234567", "4k120", "l4"])
def test_numbers_and_models_are_not_decoded(token):
    assert all(word.text == token.lower() for word in Reading(content(token)).hidden)


def test_letters_of_one_word_are_joined_and_words_stay_apart():
    reading = Reading(content("V I S I T  l a m p s"))

    assert [word.text for word in reading.spaced] == ["visit", "lamps"]
