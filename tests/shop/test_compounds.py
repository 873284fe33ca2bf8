"""Taking German words apart, without a database."""

import pytest

from shop.search.compounds import Compounds
from shop.search.languages import GERMAN

WORDS = {
    "lampe": 40,
    "schreibtisch": 20,
    "schreibtischlampe": 20,
    "schreiben": 10,
    "tisch": 30,
    "tischlampe": 10,
    "stehlampe": 10,
    "hund": 20,
    "leine": 10,
    "hundeleine": 10,
    "blume": 10,
    "topf": 20,
    "blumentopf": 10,
    "kuche": 10,
    "messer": 10,
    "arbeit": 10,
    "platz": 10,
    "bad": 10,
    "teppich": 10,
    "luftbefeuchter": 10,
    "luft": 10,
    "chen": 3,
}


@pytest.fixture(scope="module")
def compounds():
    return Compounds(WORDS, GERMAN.stem, stop_words=GERMAN.stop_words)


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("schreibtischlampe", ("schreibtisch", "lampe")),
        ("schreibtischlampen", ("schreibtisch", "lampen")),
        ("blumentopfe", ("blumen", "topfe")),
        ("kuchenmesser", ("kuchen", "messer")),
        ("arbeitsplatz", ("arbeits", "platz")),
        ("badteppich", ("bad", "teppich")),
        ("hundetopf", ("hunde", "topf")),
        ("lampe", ()),
        ("hunderte", ()),
        ("kuchenchen", ()),
        ("tischa4lampe", ()),
        ("", ()),
    ],
)
def test_a_word_is_taken_apart_into_words_of_the_catalogue(word, parts, compounds):
    assert compounds.parts(word) == parts


def test_the_parts_of_parts_are_found(compounds):
    assert compounds.finest("schreibtischlampe") == ("schreib", "tisch", "lampe")


def test_a_word_alone_stands_for_what_ends_with_it_but_not_for_what_begins_with_it(compounds):
    assert compounds.standing_for("lampen") == ["schreibtischlampe", "stehlampe", "tischlampe"]
    assert compounds.standing_for("schreibtisch") == []
    assert compounds.standing_for("schreibtisch", is_alone=False) == ["schreibtischlampe"]


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        (["lampe"], "(lampe | schreibtischlampe | stehlampe | tischlampe)"),
        (
            ["leine", "fur", "den", "hund"],
            "((leine | hundeleine) & (hund | hundeleine)) | hundeleine",
        ),
        (
            ["befeuchter", "luft"],
            "((befeuchter | luftbefeuchter) & (luft | luftbefeuchter)) | luftbefeuchter",
        ),
        (["teppich", "rot"], ""),
        (["fur", "den"], ""),
    ],
)
def test_a_search_is_widened_for_postgresql(typed, asked, compounds):
    assert compounds.query(typed) == asked


def test_a_compound_is_also_looked_for_by_its_parts_and_by_the_shorter_compound(compounds):
    lamps = "lampe | schreibtischlampe | stehlampe | tischlampe"

    assert compounds.query(["schreibtischlampe"]) == (
        f"(schreibtischlampe | ((schreibtisch | schreibtischlampe) & ({lamps}))"
        f" | ((tisch | schreibtisch | schreibtischlampe | tischlampe) & ({lamps})))"
    )


def test_what_stands_beside_known_words_becomes_known(compounds):
    """No product is called "Befeuchter" or "steh", but every part of a name besides is a word."""
    assert compounds.parts("luftbefeuchter") == ("luft", "befeuchter")
    assert compounds.parts("stehlampe") == ("steh", "lampe")
    assert compounds.standing_for("befeuchter") == ["luftbefeuchter"]
