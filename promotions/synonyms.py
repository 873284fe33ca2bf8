"""The groups of words that mean the same, kept in memory until an admin changes one."""

from collections import defaultdict
from collections.abc import Mapping

from django.db.models import Count, Max

from promotions.models import Synonym

type Groups = tuple[tuple[str, ...], ...]


class _Kept:
    """One per process. Both are replaced together, so that a thread never pairs new groups with an old fingerprint."""

    state: tuple[object, Mapping[str, Groups]] = (None, {})


def current(language: str) -> Groups:
    """Return the groups of ``language``, the same object for as long as none changes. One small query when nothing
    changed."""
    seen = fingerprint()
    known, groups = _Kept.state
    if seen != known:
        found: dict[str, list[tuple[str, ...]]] = defaultdict(list)
        for code, words in Synonym.objects.order_by("pk").values_list("language", "words"):
            found[code].append(tuple(words))
        groups = {code: tuple(rows) for code, rows in found.items()}
        _Kept.state = (seen, groups)
    return groups.get(language, ())


def fingerprint() -> object:
    """Return what differs after every change.

    The greatest key as well: a group deleted and another added in one transaction share their time and number.
    """
    return tuple(Synonym.objects.aggregate(Count("pk"), Max("pk"), Max("updated_at")).values())
