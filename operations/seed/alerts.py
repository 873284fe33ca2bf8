"""The demo's teams, and what wakes them. What is there already stays as it is."""

from typing import Any, Final

from django.db import transaction

from logs.models import Inhibition, Route, Rule, Team

_DOMAIN: Final = "example.com"

_TEAMS: Final = {
    "storefront": "The shop's pages, cart and checkout.",
    "pipeline": "Kafka, consumers, outbox and spool.",
    "business": "Figures, and whether they make sense.",
    "security": "Log-ins, second factors and who may do what.",
}

_RULES: Final[tuple[dict[str, Any], ...]] = (
    {
        "name": "web-errors",
        "about": "The store's pages fail. Look at the lines: which route, which exception, since when?",
        "team": "storefront",
        "importance": Rule.Importance.CRITICAL,
        "matchers": {"service": "web"},
        "limit": 10,
        "window_seconds": 30,
        "calm_seconds": 20,
    },
    {
        "name": "web-error-rate",
        "about": "A large part of what the store's pages log are errors.",
        "team": "storefront",
        "kind": Rule.Kind.RATE,
        "matchers": {"service": "web"},
        "limit": 20,
        "least_count": 200,
        "window_seconds": 300,
    },
    {
        "name": "error-spike",
        "about": "A service logs many more errors than in the hour before.",
        "team": "pipeline",
        "kind": Rule.Kind.SPIKE,
        "by": ["service"],
        "limit": 5,
        "least_count": 20,
        "window_seconds": 300,
    },
    {
        "name": "new-error",
        "about": "An error that was never seen before. Whoever released last looks first.",
        "team": "pipeline",
        "kind": Rule.Kind.NEW_ERROR,
        "limit": 1,
        "calm_seconds": 300,
    },
    {
        "name": "dead-letters",
        "about": "A consumer sets records aside. See manage.py dead_letters list: what is wrong with them?",
        "team": "pipeline",
        "least_severity": Rule.Severity.WARNING,
        "text": "records_rejected",
        "by": ["consumer"],
        "limit": 1,
    },
    {
        "name": "analytics-anomaly",
        "about": "A figure is far from what it usually is.",
        "team": "business",
        "least_severity": Rule.Severity.WARNING,
        "matchers": {"scope": "analytics*"},
        "by": ["event"],
        "limit": 1,
    },
    {
        "name": "login-guessing",
        "about": "Many log-ins fail. From one address, or at one account? The lines say; the audit log has them too.",
        "team": "security",
        "least_severity": Rule.Severity.WARNING,
        "matchers": {"scope": "security*"},
        "text": "login_failed",
        "limit": 20,
        "window_seconds": 300,
        "calm_seconds": 300,
    },
    {
        "name": "two-factor",
        "about": "Wrong codes behind a right password: somebody may have it. Or a second factor was reset: by whom?",
        "team": "security",
        "importance": Rule.Importance.CRITICAL,
        "least_severity": Rule.Severity.WARNING,
        "matchers": {"scope": "security.two_factor"},
        "by": ["event"],
        "limit": 3,
        "window_seconds": 300,
    },
    {
        "name": "web-silent",
        "about": "The store's pages log nothing. Switch this rule on where somebody always visits.",
        "team": "storefront",
        "importance": Rule.Importance.CRITICAL,
        "kind": Rule.Kind.ABSENCE,
        "least_severity": Rule.Severity.INFO,
        "matchers": {"service": "web"},
        "window_seconds": 600,
        "active": False,
    },
)

# New errors go to the owner of the app whose code failed; everything else to its rule's owner.
_ROUTES: Final[tuple[dict[str, Any], ...]] = (
    {"matchers": {"rule": "new-error", "app": "shop"}, "team": "storefront"},
    {"matchers": {"rule": "new-error", "app": "promotions"}, "team": "storefront"},
    {"matchers": {"rule": "new-error", "app": "analytics"}, "team": "business"},
    {"matchers": {}, "group_by": ["rule"]},
)


@transaction.atomic
def alerts_save() -> int:
    """Add the teams and rules that are missing, and routes where there are none; return how many rules."""
    for name, about in _TEAMS.items():
        Team.objects.get_or_create(
            name=name, defaults={"about": about, "channels": [f"mailto:{name}@{_DOMAIN}"]}
        )
    teams = {team.name: team for team in Team.objects.filter(name__in=_TEAMS)}
    Team.objects.filter(name="storefront", escalates_to=None).update(escalates_to=teams["pipeline"])
    added = 0
    for wanted in _RULES:
        fields = {**wanted, "team": teams[wanted["team"]]}
        added += Rule.objects.get_or_create(name=wanted["name"], defaults=fields)[1]
    if not Route.objects.exists():
        for position, wanted in enumerate(_ROUTES):
            Route.objects.create(
                **{**wanted, "position": position, "team": teams.get(wanted.get("team", ""))}
            )
        Inhibition.objects.create(
            source={"rule": "web-errors"}, target={"rule": "error-spike"}, equal=["service"],
            about="Of the pages' errors, web-errors tells already.",
        )  # fmt: skip
    return added
