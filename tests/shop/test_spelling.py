"""Misspelled words and synonyms: first without a database, then as the search page shows them."""

import pytest
from django.conf import settings
from django.utils import timezone

from config.celery import app
from promotions.models import Synonym
from promotions.selectors import synonym_groups
from shop.models import SearchWord
from shop.search.selectors import search
from shop.search.services import words_refresh
from shop.search.spelling import Speller, distance
from shop.search.synonyms import Thesaurus
from tracking.events import ProductsSearched

WORDS = {"laptop": 80, "kettle": 90, "can": 40, "pan": 60, "humidifier": 50, "coffee": 70, "maker": 30}
WORDS["headphones"] = 40


@pytest.mark.parametrize(
    ("one", "other", "steps"),
    [
        ("kettle", "kettle", 0),
        ("ketle", "kettle", 1),
        ("kettlle", "kettle", 1),
        ("kattle", "kettle", 1),
        ("kettel", "kettle", 1),
        ("lpatop", "laptop", 1),
        ("", "a", 1),
        ("ca", "abc", 3),
        ("kitten", "sitting", 3),
    ],
)
def test_distance_counts_changes_additions_omissions_and_swaps(one, other, steps):
    assert (distance(one, other, most=3), distance(other, one, most=3)) == (steps, steps)


def test_distance_gives_up_beyond_what_is_asked():
    assert distance("kitten", "sitting", most=1) == 2


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("lpatop", "laptop"),
        ("ketle", "kettle"),
        ("kettles", "kettles"),
        ("acn", "can"),
        ("hmidifer", "humidifier"),
        ("coffeemaker", "coffee maker"),
        ("head phones", "headphones"),
        ("cofee maekr", "coffee maker"),
        ("xyzzy", "xyzzy"),
        ("4k", "4k"),
        ("kt", "kt"),
        ("kttl", "kttl"),
    ],
)
def test_a_slip_is_corrected_and_nothing_else(typed, meant):
    assert " ".join(Speller(WORDS).corrected(typed.split())) == meant


def test_of_two_likely_words_the_frequent_one_is_meant():
    assert Speller({"lamp": 90, "lamb": 3}).corrected(["lamq"]) == ["lamp"]


def test_the_first_letter_is_seldom_wrong():
    assert Speller({"pan": 60, "fan": 5}).corrected(["fann"]) == ["fan"]


GROUPS = (("sofa", "couch"), ("cat tree", "scratching post"), ("cat", "kitty"))


@pytest.mark.parametrize(
    ("typed", "alternatives"),
    [
        ("couch", ("sofa",)),
        ("red couches", ("red sofa",)),
        ("scratching posts oak", ('"cat tree" oak',)),
        ("cat tree", ('"scratching post"',)),
        ("lamp", ()),
        ('"couch"', ()),
        ("couch -red", ()),
        ("couch or lamp", ()),
    ],
)
def test_phrases_are_said_differently(typed, alternatives):
    assert Thesaurus(GROUPS).alternatives(typed) == alternatives


@pytest.fixture
def store(make_product, fans):
    make_product("Shuttle laptop", fans)
    make_product("Aldersgate sofa", fans)
    make_product("Wool blanket", fans, description="Warm on any couch.")
    words_refresh(now=timezone.now())


def names(found):
    return [product.name for product in found.products.order_by("-in_stock", "-rank", "name")]


def test_a_correction_is_said_and_can_be_refused(visitor, sent, store):
    page = visitor.get("/search/", {"q": "Lpatop"})
    exact = visitor.get("/search/", {"q": "Lpatop", "exact": "1"})

    content = page.content.decode()
    assert [card.name for card in page.context["listing"].cards] == ["Shuttle laptop"]
    assert "Showing results for “laptop”" in content
    assert 'href="/search/?q=Lpatop&amp;exact=1"' in content
    assert "Nothing found for “Lpatop”" in exact.content.decode()
    assert (
        'Did you mean <a class="link text-ink" href="/search/?q=laptop">laptop</a>?' in exact.content.decode()
    )
    assert [event.search_keyword for event in sent.of(ProductsSearched)] == ["Lpatop", "Lpatop"]


def test_what_is_found_is_never_corrected(make_product, fans, store):
    make_product("Lpatop, a Finnish toy", fans)

    assert (names(search("lpatop")), search("lpatop").corrected) == (["Lpatop, a Finnish toy"], "")


def test_words_are_refreshed_whole(make_product, fans, store):
    before = SearchWord.objects.get(language="en", word="laptop").weight
    make_product("Second laptop", fans)
    fans.products.filter(name="Aldersgate sofa").update(is_active=False)

    words_refresh(now=timezone.now())

    assert (before, SearchWord.objects.get(language="en", word="laptop").weight) == (10, 20)
    assert not SearchWord.objects.filter(word="sofa").exists()


def test_the_beat_knows_its_task(store):
    app.loader.import_default_modules()
    SearchWord.objects.all().delete()

    for entry in settings.CELERY_BEAT_SCHEDULE.values():
        app.tasks[entry["task"]].apply(throw=True)

    assert SearchWord.objects.filter(word="laptop").exists()


def test_a_process_notices_new_words(make_product, fans, store):
    assert search("tnet").corrected == ""
    make_product("Ridge tent", fans)

    words_refresh(now=timezone.now())

    assert search("tnet").corrected == "tent"


def test_a_synonym_finds_what_is_called_otherwise_before_what_only_mentions_it(store):
    Synonym.objects.create(words=["sofa", "couch"])

    assert names(search("couch")) == ["Aldersgate sofa", "Wool blanket"]


def test_a_changed_synonym_takes_effect_at_once(store):
    group = Synonym.objects.create(words=["sofa", "divan"])
    assert names(search("divan")) == ["Aldersgate sofa"]

    group.words = ["sofa", "settee"]
    group.save()

    assert (names(search("divan")), names(search("settee"))) == ([], ["Aldersgate sofa"])


def test_the_groups_are_read_once_while_nothing_changes(db, django_assert_num_queries):
    Synonym.objects.create(words=["sofa", "couch"])
    first = synonym_groups()

    with django_assert_num_queries(1):
        assert synonym_groups() is first
