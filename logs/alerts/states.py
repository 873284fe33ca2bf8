"""How an alert goes from state to state. Pure: no database, no clock.

    (none) ──breached──► pending ──held long enough──► firing ──a person──► acknowledged
                            │ not breached               │ calm long enough     │
                            ▼                            ▼                      ▼
                         (none)                       resolved ◄────────────────┘
                                                         │ breached again soon: firing, one flap more

Between the limit and the lower one nothing moves. Each flap doubles how long all must be well before the alert is
resolved, so what comes and goes stays one alert, and its owners are told less and less often.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Literal

from logs.alerts.rules import Finding, RuleSpec

type State = Literal["pending", "firing", "acknowledged", "resolved"]

_MOST_DOUBLINGS: Final = 5
_REOPENED_WITHIN: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an alert stands. ``since`` is when it began, ``calm_since`` from when on all has been well."""

    state: State
    since: datetime
    calm_since: datetime | None = None
    resolved_at: datetime | None = None
    flaps: int = 0


def advance(standing: Standing | None, finding: Finding, *, rule: RuleSpec, now: datetime) -> Standing | None:
    """Return where the alert stands after ``finding``; None when there is none, or none any more."""
    if standing is None or (standing.state == "resolved" and not is_reopened(standing, rule, now)):
        return _begun(finding, rule, now, flaps=0) if finding.breached else standing
    if standing.state == "resolved":
        return _begun(finding, rule, now, flaps=standing.flaps + 1) if finding.breached else standing
    if standing.state == "pending":
        return _held(standing, finding, rule, now)
    if not finding.clear:
        return replace(standing, calm_since=None)
    calm_since = standing.calm_since or now
    if now - calm_since < calm_needed(rule, standing.flaps):
        return replace(standing, calm_since=calm_since)
    return replace(standing, state="resolved", calm_since=None, resolved_at=now)


def calm_needed(rule: RuleSpec, flaps: int) -> timedelta:
    """Return how long all must be well before an alert that came back ``flaps`` times is resolved."""
    return timedelta(seconds=rule.calm * 2 ** min(flaps, _MOST_DOUBLINGS))


def is_reopened(standing: Standing, rule: RuleSpec, now: datetime) -> bool:
    """Whether a breach now is the resolved alert again, and not another one."""
    within = max(_REOPENED_WITHIN, 2 * calm_needed(rule, standing.flaps))
    return standing.resolved_at is not None and now - standing.resolved_at < within


def _begun(finding: Finding, rule: RuleSpec, now: datetime, *, flaps: int) -> Standing:
    return Standing("pending" if rule.hold else "firing", since=now, flaps=flaps)


def _held(standing: Standing, finding: Finding, rule: RuleSpec, now: datetime) -> Standing | None:
    if not finding.breached:
        return None
    if now - standing.since < timedelta(seconds=rule.hold):
        return standing
    return replace(standing, state="firing")
