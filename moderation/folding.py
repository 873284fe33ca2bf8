"""Text folded to what it looks like, with the way back to the original's characters.

Folding undoes what hides a word from a list without changing what a reader sees: compatibility forms (NFKC's), accents,
letters of other scripts that look Latin, invisible characters, case. Each folded character remembers where it came
from, so that what is found can be marked in the text as it was written.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

# Letters that pass for Latin ones; after Unicode's confusables (UTS 39), those that are seen in reviews.
_PAIRS: Final = (
    # Cyrillic, Armenian
    "аa вb еe кk мm нh оo рp сc тt уy хx ѕs іi јj ԁd ԛq ԝw һh ьb гr пn цu зe ոn սu ցg օo "
    # Greek
    "αa βb γy εe ηn ιi κk μm νv οo ρp τt υu χx ωw "
    # Latin beyond ASCII that has no decomposition
    "ıi ɑa ɡg ɩi ʟl ɴn ɪi ʀr ʏy ɢg ʜh ʙb ᴀa ᴄc ᴅd ᴇe ꜰf ᴊj ᴋk ᴍm ᴏo ᴘp ꜱs ᴛt ᴜu ᴠv ᴡw ᴢz øo ƒf łl đd ħh ŧt æae œoe "
    # punctuation
    '‘\' ’\' `\' ´\' “" ”" „" «" »" ‐- ‒- –- —- ―- −- ․.'
)
_LOOKALIKES: Final = str.maketrans({pair[0]: pair[1:] for pair in _PAIRS.split()})
_BLANKS: Final = str.maketrans({**dict.fromkeys("\t\n\r\v\f\x1c\x1d\x1e\x1f", " "), "`": "'"})
_DROPPED: Final = frozenset({"Cf", "Mn", "Me", "Cc"})
# White letters in black circles and squares: of Unicode's enclosed letters those that NFKC leaves alone.
_ENCLOSED: Final = {
    chr(start + place): chr(97 + place) for start in (0x1F150, 0x1F170) for place in range(26)
}


@dataclass(frozen=True, slots=True)
class Folded:
    """``text`` is what ``original`` looks like, in lower case; ``origins[i]`` is where its character ``i`` was."""

    original: str
    text: str
    origins: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the half-open range of the original that ``text[start:end]`` came from; never empty, nor beyond it."""
        return self.origins[start], self.origins[end - 1] + 1


def fold(original: str) -> Folded:
    """Return ``original`` folded. Linear in its length; never fails, whatever the characters."""
    if original.isascii():
        return Folded(original, original.lower().translate(_BLANKS), range(len(original)))
    pieces = [_folded(character) for character in original]
    origins = [place for place, piece in enumerate(pieces) for _ in piece]
    return Folded(original, "".join(pieces), origins)


@lru_cache(maxsize=4096)
def _folded(character: str) -> str:
    if character.isspace():
        return " "
    if character in _ENCLOSED:
        return _ENCLOSED[character]
    parts = unicodedata.normalize("NFKD", character).casefold()
    kept = "".join(part for part in parts if unicodedata.category(part) not in _DROPPED)
    return kept.translate(_LOOKALIKES)
