"""A text in pieces, so that what was matched can be shown as such. Pure; escaping is the template's."""

from collections.abc import Iterable


def pieces(text: str, spans: Iterable[tuple[int, int]]) -> tuple[tuple[str, bool], ...]:
    """Return ``text`` in order, each piece with whether one of ``spans`` (half-open) covers it."""
    inside = [False] * len(text)
    for start, end in spans:
        for place in range(max(0, start), min(end, len(text))):
            inside[place] = True
    found: list[tuple[str, bool]] = []
    start = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or inside[place] != inside[start]:
            found.append((text[start:place], inside[start]))
            start = place
    return tuple(found)
