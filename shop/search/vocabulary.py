"""What a process knows of a language's words: how they are spelled and what they are made of."""

from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Max

from shop.models import SearchWord
from shop.search.compounds import Compounds
from shop.search.languages import Language, folded
from shop.search.spelling import Speller
from shop.search.synonyms import Thesaurus


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """``seen`` changes with the words that it was made of."""

    seen: object
    speller: Speller
    compounds: Compounds


# One by language and process. Replaced as one, so that a thread never pairs a new speller with old words.
_kept: Final[dict[str, Vocabulary]] = {}


def vocabulary_of(language: Language, thesaurus: Thesaurus) -> Vocabulary:
    """Return the catalogue's words of ``language``, with the synonyms'; the same object until either changes.

    One small query when nothing changed.
    """
    rows = SearchWord.objects.filter(language=language.code)
    seen = (*rows.aggregate(Count("word"), Max("refreshed_at")).values(), thesaurus.words)
    known = _kept.get(language.code)
    if known is None or known.seen != seen:
        # Every synonym can be found, so it can be misspelled; the catalogue's own words are likelier.
        weights = {word: 1 for word in thesaurus.words if word.isalpha()}
        weights.update(rows.values_list("word", "weight"))
        known = _kept[language.code] = _vocabulary(language, weights, seen)
    return known


def _vocabulary(language: Language, weights: dict[str, int], seen: object) -> Vocabulary:
    by_folded: dict[str, int] = {}
    if language.has_compounds:
        for word, weight in weights.items():
            by_folded[folded(word)] = by_folded.get(folded(word), 0) + weight
    compounds = Compounds(by_folded, language.stem, stop_words=language.stop_words)
    return Vocabulary(
        seen=seen,
        speller=Speller(weights, language.stem, is_made_up=lambda word: bool(compounds.parts(word))),
        compounds=compounds,
    )
