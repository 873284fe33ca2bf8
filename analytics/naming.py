"""Names for what events only number: their keeper stands beside this app, and who stands above both introduces them."""

from collections.abc import Callable, Collection, Mapping

type Finder = Callable[[Collection[str]], Mapping[str, str]]
"""Returns the names of the given numbers, without those it doesn't know."""

_finders: dict[str, Finder] = {}


def look_up(kind: str, finder: Finder) -> None:
    """Let ``finder`` be asked for names of ``kind`` from now on."""
    _finders[kind] = finder


def names_of(kind: str, numbers: Collection[str]) -> Mapping[str, str]:
    """Return the names of those of ``numbers`` that have one."""
    return _finders[kind](numbers) if kind in _finders else {}
