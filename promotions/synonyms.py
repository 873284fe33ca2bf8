"""The groups of words that mean the same, kept in memory until an admin changes one."""

from django.db.models import Count, Max

from promotions.models import Synonym

type Groups = tuple[tuple[str, ...], ...]


class _Kept:
    """One per process. Both are replaced together, so that a thread never pairs new groups with an old fingerprint."""

    state: tuple[object, Groups] = (None, ())


def current() -> Groups:
    """Return the groups, the same object for as long as none changes. One small query when nothing changed."""
    seen = fingerprint()
    known, groups = _Kept.state
    if seen != known:
        groups = tuple(
            tuple(words) for words in Synonym.objects.order_by("pk").values_list("words", flat=True)
        )
        _Kept.state = (seen, groups)
    return groups


def fingerprint() -> object:
    """Return what differs after every change.

    The greatest key as well: a group deleted and another added in one transaction share their time and number.
    """
    return tuple(Synonym.objects.aggregate(Count("pk"), Max("pk"), Max("updated_at")).values())
