"""Which policies run. Processes notice a change within a second, without a restart."""

from dataclasses import dataclass
from time import monotonic
from typing import Final

from django.db.models import Count, Max

from moderation.documents import document_from, policy_of
from moderation.errors import NoSuchPolicy
from moderation.models import PolicyVersion
from moderation.policy import Policy
from moderation.versions import built_in_install

_SECONDS_BETWEEN_LOOKS: Final = 1.0


@dataclass(frozen=True, slots=True)
class _Running:
    seen: object
    looked_at: float
    live: Policy
    shadows: tuple[Policy, ...]


class _Kept:
    """One per process; replaced as a whole, so that no thread sees half of a change."""

    running: _Running | None = None


def live_policy() -> Policy:
    """Return the policy that decides. The first call on a new database installs the one the project comes with."""
    return _running().live


def shadow_policies() -> tuple[Policy, ...]:
    """Return those that only judge along, by name."""
    return _running().shadows


def policy_by_version(version: str) -> Policy:
    """Return any version, whatever its state.

    Raises:
        NoSuchPolicy: none has this name.
        BadPolicy: it doesn't fit the detectors of today.
    """
    found = PolicyVersion.objects.filter(version=version).first()
    if found is None:
        raise NoSuchPolicy(version)
    return policy_of(document_from(found.document), version=version)


def forget() -> None:
    """Look again at the next call, however soon it is."""
    _Kept.running = None


def _running() -> _Running:
    kept = _Kept.running
    if kept is not None and monotonic() - kept.looked_at < _SECONDS_BETWEEN_LOOKS:
        return kept
    looked_at, seen = monotonic(), _fingerprint()
    if kept is not None and seen == kept.seen:
        kept = _Running(seen, looked_at, kept.live, kept.shadows)
    else:
        kept = _read(looked_at)
    _Kept.running = kept
    return kept


def _read(looked_at: float) -> _Running:
    states = PolicyVersion.State
    if not PolicyVersion.objects.filter(state=states.LIVE).exists():
        built_in_install()
    seen = _fingerprint()
    rows = PolicyVersion.objects.filter(state__in=[states.LIVE, states.SHADOW]).order_by("version")
    found = {
        (row.state, row.version): policy_of(document_from(row.document), version=row.version) for row in rows
    }
    live = [policy for (state, _), policy in found.items() if state == states.LIVE]
    if not live:
        raise NoSuchPolicy("live")
    return _Running(
        seen,
        looked_at,
        live[0],
        tuple(policy for (state, _), policy in found.items() if state == states.SHADOW),
    )


def _fingerprint() -> object:
    return tuple(PolicyVersion.objects.aggregate(Count("pk"), Max("pk"), Max("changed_at")).values())
