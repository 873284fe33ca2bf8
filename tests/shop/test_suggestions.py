"""What the search box suggests while somebody types."""

import re

import pytest
from django.utils import timezone

from promotions.models import Synonym
from shop.search.services import words_refresh


@pytest.fixture
def store(make_product, make_category, air, humidifiers, fans):
    make_product("Mistral humidifier", humidifiers, slug="mistral", price="40.00")
    make_product("Sirocco humidifier", humidifiers, slug="sirocco", stock=0)
    make_product("Tower fan", fans, slug="tower", description="Stands beside a humidifier.")
    words_refresh(now=timezone.now())


def targets(answer):
    return re.findall(r'data-href="([^"]+)"', answer.content.decode())


def suggest(visitor, words):
    return visitor.get("/search/suggest/", {"q": words})


def test_categories_and_products_begin_with_what_was_typed(visitor, store, make_promotion):
    make_promotion("A fifth off humidifiers", percent="20", categories=["humidifiers"])

    answer = suggest(visitor, "Humi")

    assert targets(answer) == [
        "/categories/humidifiers/",
        "/products/mistral/",
        "/products/tower/",
        "/products/sirocco/",
    ]
    content = answer.content.decode()
    assert "€32.00" in content
    assert "Sold out" in content
    assert content.count('role="option"') == len(set(re.findall(r' id="([^"]+)"', content))) == 4


def test_all_words_count_in_any_order(visitor, store):
    assert targets(suggest(visitor, "humid mist")) == ["/products/mistral/"]


@pytest.mark.parametrize("words", ["humidifer", "hmuidifier"])
def test_a_slip_is_forgiven_when_nothing_begins_so(words, visitor, store):
    assert "/products/mistral/" in targets(suggest(visitor, words))


def test_synonyms_help_when_nothing_begins_so(visitor, store):
    Synonym.objects.create(words=["humidifier", "moistener"])

    assert targets(suggest(visitor, "moistener"))[0] == "/products/mistral/"


@pytest.mark.parametrize("words", ["", "h", " ", "\0", "!", "zzzz", "x' & !", ":*", "(", "a" * 5000, "\\m"])
def test_nothing_to_suggest_is_an_empty_answer(words, visitor, store):
    answer = suggest(visitor, words)

    assert (answer.status_code, targets(answer)) == (200, [])


def test_typing_is_no_activity(visitor, sent, store):
    answer = suggest(visitor, "humidifier")

    assert (list(sent), dict(answer.cookies)) == ([], {})
    assert answer.headers["Cache-Control"] == "private, max-age=60"
