"""What many lines have in common: a line's text without what varies from one to the next."""

import re
from typing import Final

_LONGEST: Final = 240

# In this order: an address holds numbers, and a quoted text may hold anything.
_VARYING: Final = re.compile(
    r"""
      '[^'\n]{1,200}' | "[^"\n]{1,200}"
    | \b[\w.+-]+@[\w-]+(?:\.[\w-]+)+
    | \b[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\b
    | \b0x[0-9a-fA-F]+\b
    | \b(?=[a-fA-F]*\d)[0-9a-fA-F]{12,}\b
    | \d+(?:[.,:]\d+)*
    """,
    re.VERBOSE,
)


def pattern_of(body: str) -> str:
    """Return the first line of ``body`` with numbers, ids, addresses and quoted texts replaced by ``*``, at most 240
    characters: lines that one statement of a program wrote get the same pattern."""
    first = body.lstrip().partition("\n")[0]
    return _VARYING.sub("*", first[: 2 * _LONGEST])[:_LONGEST]
