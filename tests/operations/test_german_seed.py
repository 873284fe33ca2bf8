"""The seed's German texts: every file fits its English one, and what does not is said."""

from collections import Counter
from pathlib import Path

import msgspec
import pytest

from operations.errors import GermanTextsWrong
from operations.seed.catalogue import DEPARTMENTS, GERMAN, KINDS, WORDS, catalogue
from operations.seed.deals import DEALS, GERMAN_DEALS
from operations.seed.german import german_numbers, read_german, read_words
from operations.seed.kinds import FOLDER
from operations.seed.synonyms import GERMAN_SYNONYMS
from promotions.text import stems

AIR = (FOLDER / "de" / "air.toml").read_text()
PRODUCTS = list(catalogue())


@pytest.fixture
def folder(tmp_path):
    """A folder with one German file, to be spoiled."""
    (tmp_path / "air.toml").write_text(AIR)
    return tmp_path


def spoil(folder: Path, text: str, instead: str):
    assert text in AIR
    (folder / "air.toml").write_text(AIR.replace(text, instead, 1))


def test_every_department_and_kind_has_german_texts():
    assert GERMAN.keys() == {department.slug for department in DEPARTMENTS}
    assert [kind.slug for department, kind in KINDS if kind.slug not in GERMAN[department.slug].kinds] == []
    assert len(GERMAN_DEALS) == len(DEALS)


def test_what_is_there_is_read_and_what_is_missing_stays_english(folder):
    found = read_german(DEPARTMENTS, folder)

    assert list(found) == ["home-air-comfort"]
    assert found["home-air-comfort"].kinds["humidifiers"].name == "Luftbefeuchter"
    assert read_words(folder).value("2.5 l") == "2,5 l"


@pytest.mark.parametrize(
    ("text", "instead", "said"),
    [
        ("[kinds.fans]", "[kinds.fens]", "air.toml: there is no kind fens"),
        (
            "{tank} reicht bis zu {run_time}",
            "{tank} reicht bis zu {runtime}",
            "air.toml: humidifiers, details 1 must name ['run_time', 'tank'] as in English",
        ),
        (
            "{tank} reicht bis zu {run_time}",
            "Wasser reicht lange",
            "air.toml: humidifiers, details 1 must name",
        ),
        (
            '  "Befüllt wird von oben mit der Kanne; nichts muss tropfend durch die Wohnung getragen werden.",\n',
            "",
            "air.toml: humidifiers has 2 closings, in English 3",
        ),
    ],
)
def test_texts_that_do_not_fit_are_refused_with_the_place(text, instead, said, folder):
    spoil(folder, text, instead)

    with pytest.raises(GermanTextsWrong) as refused:
        read_german(DEPARTMENTS, folder)

    assert str(refused.value).startswith(said)


def test_an_unknown_field_is_refused(folder):
    spoil(folder, "[kinds.fans]", "[kinds.fans]\ncolour = 1")

    with pytest.raises(msgspec.ValidationError):
        read_german(DEPARTMENTS, folder)


@pytest.mark.parametrize(
    ("english", "german"),
    [("1.8 l", "1,8 l"), ("1,200 W", "1.200 W"), ("IP20", "IP20"), ("No. 4", "No. 4"), ("24 cm", "24 cm")],
)
def test_numbers_are_written_as_germans_do(english, german):
    assert german_numbers(english) == german


def test_german_products_are_complete_and_no_two_alike():
    for product in PRODUCTS:
        german = product.german
        assert german.name.startswith(f"{product.brand} ")
        assert german.description.endswith((".", "!", "?", "“"))
        assert "{" not in german.description
        assert len(german.attributes) == len(product.attributes)
        assert len(german.name) <= 140
        assert all(bool(variant.name) == bool(variant.name_de) for variant in product.variants)
    for values in ([p.german.name for p in PRODUCTS], [p.german.description for p in PRODUCTS]):
        assert [value for value, count in Counter(values).items() if count > 1] == []


def test_every_word_of_attributes_and_colours_is_translated():
    """A value of numbers and units needs no entry; one with a word of three letters and more has one."""
    labels = {label for product in PRODUCTS for label in product.attributes}
    colours = {name for _, kind in KINDS for name in kind.colour_names()}

    assert sorted(labels - WORDS.labels.keys()) == []
    assert sorted(colours - WORDS.colours.keys()) == []


def test_no_german_word_stands_in_two_groups_of_synonyms():
    words = [word for group in GERMAN_SYNONYMS for word in {tuple(stems(phrase, "de")) for phrase in group}]

    assert len(GERMAN_SYNONYMS) >= 60
    assert [word for word, count in Counter(words).items() if count > 1] == []
