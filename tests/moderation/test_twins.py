"""Texts that are nearly the same are found, and others are not taken for it."""

import pytest

from moderation.company import Company
from moderation.twins import bands, signature, similarity
from tests.moderation.judging import content

TEXT = "This cleaner removed the smell of smoke from our living room in a single evening and hardly makes a sound."
NEARLY = "This cleaner removed the smell of smoke out of our living room in one evening, and it hardly makes a sound!"
OTHER = "The kettle boils a litre of water before the toast is done, and its lid closes with a soft click."


def exact(one, other):
    pieces = [
        {text[place : place + 5] for place in range(len(text) - 4)} for text in map(letters, (one, other))
    ]
    return len(pieces[0] & pieces[1]) / len(pieces[0] | pieces[1])


def letters(text):
    return "".join(filter(str.isalnum, text.lower()))


def test_a_signature_is_about_letters_not_about_how_they_are_set():
    assert signature(TEXT) == signature(TEXT.upper().replace(" ", "  ").replace(".", "!"))


@pytest.mark.parametrize("other", [TEXT, NEARLY, OTHER, TEXT[:60], TEXT[:60] + OTHER[60:]])
def test_signatures_estimate_what_texts_have_in_common(other):
    assert similarity(signature(TEXT), signature(other)) == pytest.approx(exact(TEXT, other), abs=0.17)


def test_near_copies_share_a_band_and_fit_a_column():
    near = set(bands(signature(TEXT))) & set(bands(signature(NEARLY)))

    assert near
    assert not set(bands(signature(TEXT))) & set(bands(signature(OTHER)))
    assert len(bands(signature(TEXT))) == 16
    assert all(-(2**63) <= band < 2**63 for band in bands(signature(TEXT)))


@pytest.mark.parametrize("text", ["", "a", "ab", "👍", "good"])
def test_the_shortest_texts_have_signatures_too(text):
    assert len(signature(text)) == 64
    assert len(bands(signature(text))) == 16


def test_company_is_what_was_written_before_by_whom_and_when():
    company = Company()
    for number, (author, product, minute, text) in enumerate(
        [("ada", "kettle", 0, OTHER), ("ada", "fan", 50, TEXT), ("bob", "fan", 70, "Quiet fan.")]
    ):
        company.add(
            content(
                text, review_id=str(number), author=author, product_id=product, written_at=minute * 60_000
            )
        )

    known = company.circumstances(
        content(NEARLY, review_id="9", author="ada", product_id="fan", written_at=75 * 60_000)
    )

    assert (known.author_reviews, known.author_recent, known.author_first_seen) == (2, 1, 0)
    assert (known.product_recent, known.product_recent_texts) == (2, (TEXT, "Quiet fan."))
    assert [(twin.review_id, twin.author) for twin in known.twins] == [("1", "ada")]


def test_nobody_keeps_no_company():
    company = Company()
    company.add(content(OTHER, review_id="1", author="", product_id=""))

    known = company.circumstances(content(TEXT, review_id="2", author="", product_id=""))

    assert (known.author_recent, known.product_recent, known.twins) == (0, 0, ())
