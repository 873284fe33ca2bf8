"""Whom an alert is for, and whether they are told now. Pure: no database, no clock.

Routes are a tree, as in Prometheus' Alertmanager: of the routes on one level the first that fits takes the alert
(those that "go on" let later ones have it too), and its children may take it further. Where no route fits, it is the
rule's owner's.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Final

from logs.alerts.matching import Labels, fits

_GROUP_SECONDS: Final = 60
_REPEAT_MINUTES: Final = 240


@dataclass(frozen=True, slots=True)
class RouteNode:
    """A route with its children. ``team_id`` 0 stands for the rule's owner."""

    id: int = 0
    team_id: int = 0
    matchers: Labels = field(default_factory=dict)
    group_by: tuple[str, ...] = ("rule",)
    group_seconds: int = _GROUP_SECONDS
    repeat_minutes: int = _REPEAT_MINUTES
    goes_on: bool = False
    children: tuple["RouteNode", ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """A team that hears of an alert, and the group its messages are shared with."""

    team_id: int
    group: str
    group_seconds: int
    repeat_minutes: int


@dataclass(frozen=True, slots=True)
class InhibitionSpec:
    source: Labels
    target: Labels
    equal: tuple[str, ...]


def targets(routes: Sequence[RouteNode], labels: Labels, *, owner_id: int) -> list[Target]:
    """Return who hears of an alert with ``labels``, at least one, each team once."""
    found: dict[int, Target] = {}
    for route in [*_taken(routes, labels)] or [RouteNode()]:
        team = route.team_id or owner_id
        group = group_key(route.id, team, *(f"{label}={labels.get(label, '')}" for label in route.group_by))
        found.setdefault(team, Target(team, group, route.group_seconds, route.repeat_minutes))
    return list(found.values())


def _taken(routes: Sequence[RouteNode], labels: Labels) -> Iterator[RouteNode]:
    for route in routes:
        if not fits(route.matchers, labels):
            continue
        deeper = list(_taken(route.children, labels))
        yield from deeper or [route]
        if not route.goes_on:
            return


def group_key(*parts: object) -> str:
    """Return the digest of what is told together."""
    return blake2b("\0".join(map(str, parts)).encode(errors="replace"), digest_size=16).hexdigest()


def inhibitor(
    labels: Labels, *, firing: Sequence[Labels], inhibitions: Sequence[InhibitionSpec]
) -> Labels | None:
    """Return the labels of a firing alert that keeps one with ``labels`` from being told; it never is itself."""
    for inhibition in inhibitions:
        if not fits(inhibition.target, labels):
            continue
        for other in firing:
            agrees = all(labels.get(label, "") == other.get(label, "") for label in inhibition.equal)
            if other != labels and agrees and fits(inhibition.source, other):
                return other
    return None
