"""The German texts of the departments, ``departments/de/*.toml``: their form, and reading them.

A file has the name of the English one and describes the same kinds, by slug, with as many sentences and types in the
same order; a sentence has the placeholders of its English one, by their English names. A department or a kind without
German texts is shown in English. ``words.toml`` translates what attributes, colours and sizes are called,
``synonyms.toml`` holds words that mean the same.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from string import Formatter
from typing import Final

import msgspec

from operations.errors import GermanTextsWrong
from operations.seed.kinds import FILES, FOLDER, Department, Kind

_FOLDER: Final = FOLDER / "de"
_SEPARATOR: Final = re.compile(r"(?<=\d)[.,](?=\d)")


class GermanType(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    opening: str
    terms: str = ""


class GermanKind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    blurb: str
    terms: str
    details: tuple[str, ...]
    closings: tuple[str, ...]
    types: tuple[GermanType, ...]


class GermanDepartment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``kinds`` are by the slugs of the English ones."""

    name: str
    blurb: str
    kinds: Mapping[str, GermanKind] = {}


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What attributes, their values, colours and sizes are called, by the English words."""

    labels: Mapping[str, str] = {}
    values: Mapping[str, str] = {}
    colours: Mapping[str, str] = {}
    sizes: Mapping[str, str] = {}

    def label(self, english: str) -> str:
        return self.labels.get(english, english)

    def value(self, english: str) -> str:
        """Return a value; one without an entry has its decimal point and thousands written as Germans do."""
        return self.values.get(english) or self.colours.get(english) or german_numbers(english)

    def variant(self, english: str) -> str:
        """Return a colour or a size."""
        return self.colours.get(english) or self.sizes.get(english) or german_numbers(english)


def german_numbers(text: str) -> str:
    """Return ``text`` with the signs within its numbers exchanged: "1,299.50 W" becomes "1.299,50 W"."""
    return _SEPARATOR.sub(lambda found: {".": ",", ",": "."}[found[0]], text)


def read_words(folder: Path = _FOLDER) -> Words:
    """Read ``words.toml``; without it every word stays English."""
    path = folder / "words.toml"
    return msgspec.toml.decode(path.read_bytes(), type=Words) if path.exists() else Words()


class _Synonyms(msgspec.Struct, forbid_unknown_fields=True):
    groups: tuple[tuple[str, ...], ...]


def read_synonyms(folder: Path = _FOLDER) -> tuple[tuple[str, ...], ...]:
    """Read ``synonyms.toml``: groups of words that mean the same to German shoppers."""
    return msgspec.toml.decode((folder / "synonyms.toml").read_bytes(), type=_Synonyms).groups


def read_german(departments: tuple[Department, ...], folder: Path = _FOLDER) -> dict[str, GermanDepartment]:
    """Return the German texts of the departments that have any, by the department's slug.

    Raises:
        GermanTextsWrong: texts do not fit the English ones; it says where.
        msgspec.ValidationError: a file does not have the form above.
    """
    found = {}
    for name, department in zip(FILES, departments, strict=True):
        path = folder / f"{name}.toml"
        if path.exists():
            german = msgspec.toml.decode(path.read_bytes(), type=GermanDepartment)
            _check(path.name, department, german)
            found[department.slug] = german
    return found


def _check(file: str, department: Department, german: GermanDepartment) -> None:
    kinds = {kind.slug: kind for kind in department.kinds}
    if unknown := german.kinds.keys() - kinds.keys():
        raise GermanTextsWrong(f"{file}: there is no kind {', '.join(sorted(unknown))}")
    for slug, texts in german.kinds.items():
        kind = kinds[slug]
        for part, english, translated in _sentences(kind, texts):
            if len(english) != len(translated):
                raise GermanTextsWrong(
                    f"{file}: {slug} has {len(translated)} {part}, in English {len(english)}"
                )
            for number, (ours, theirs) in enumerate(zip(english, translated, strict=True), 1):
                if _placeholders(ours) != _placeholders(theirs):
                    raise GermanTextsWrong(
                        f"{file}: {slug}, {part} {number} must name {sorted(_placeholders(ours))} as in English, "
                        f"not {sorted(_placeholders(theirs))}"
                    )


def _sentences(kind: Kind, german: GermanKind) -> tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]:
    return (
        ("details", kind.details, german.details),
        ("closings", kind.closings, german.closings),
        ("types", tuple(t.opening for t in kind.types), tuple(t.opening for t in german.types)),
    )


def _placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}
