"""Links to elsewhere, written out or disguised."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from moderation.content import Circumstances
from moderation.detectors.base import Check, Detector, Settings, names
from moderation.reading import Reading
from moderation.signals import Signal

_DOT: Final = r"(?:\.|\s?[\[({]\s?(?:\.|dot)\s?[\])}]\s?|\s+dot\s+)"
_NAME: Final = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_SCHEME: Final = re.compile(r"\b(?:h(?:tt|xx)ps?|ftp)\s?:\s?//\s?\S+|\bwww\d?\s?\.\s?[a-z0-9-]+\S*")
_DISGUISED: Final = re.compile(r"^h(?:xx|XX)|[\[({]|\sdot\s", re.IGNORECASE)

# A "polka dot top" is no address; a "megadealz dot store" is.
_SHORT: Final = 3


def build(settings: Settings) -> Check:
    endings = "|".join(sorted(map(re.escape, settings.words["endings"]), key=len, reverse=True))
    doubtful = frozenset(settings.words["doubtful"])
    ours = tuple(settings.words["ours"])
    host = re.compile(rf"(?<![\w@.-])((?:{_NAME}{_DOT}){{1,4}})({endings})(?![\w-])(/\S*)?")
    severity = settings.options["severity"]

    def check(reading: Reading, _: Circumstances) -> Iterable[Signal]:
        found = [
            place for place in _places(reading) if not _is_ours(reading.folded.text[slice(*place)], ours)
        ]
        if found:
            texts = [reading.folded.text[start:end] for start, end in found]
            spans = tuple(reading.folded.span(*place) for place in found)
            hidden = any(map(_DISGUISED.search, texts)) or any(
                host.fullmatch(word.text) for word in reading.spaced
            )
            code = "link_hidden" if hidden else "link"
            listed = ", ".join(dict.fromkeys(texts))
            yield Signal(
                "links", code, 1.0 if hidden else severity, hidden, spans, f"The text links to {listed}."
            )

    def _places(reading: Reading) -> Iterator[tuple[int, int]]:
        text = reading.folded.text
        if "." in text or "dot" in text or "//" in text or "www" in text:
            for match in _SCHEME.finditer(text):
                yield match.span()
            for match in host.finditer(text):
                if match[2] not in doubtful or match[3] or _is_one_word(reading, match):
                    yield match.span()
        for word in reading.spaced:
            if host.fullmatch(word.text):
                yield word.start, word.end

    return check


def _is_one_word(reading: Reading, match: re.Match[str]) -> bool:
    """Whether an ending that is a word as well is no sentence's beginning behind a missing space."""
    start, _ = reading.folded.span(*match.span(2))
    if _DISGUISED.search(match[1]):
        return len(match[2]) > _SHORT
    return len(match[2]) > 2 and reading.content.text[start].islower()


def _is_ours(text: str, ours: tuple[str, ...]) -> bool:
    return any(re.search(rf"(?:^|[/.]){re.escape(host)}(?:$|[/:?#])", text) for host in ours)


DETECTOR = Detector(
    name="links",
    about="Addresses of other sites, also disguised ones.",
    build=build,
    options=names("severity"),
    words=names("endings", "doubtful", "ours"),
)
