"""What `manage.py check` says about how staff log in."""

from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register


@register(Tags.security)
def two_factor_is_known(**_: Any) -> list[CheckMessage]:
    if settings.STAFF_TWO_FACTOR in {"required", "off"}:
        return []
    return [Error("STAFF_TWO_FACTOR is neither 'required' nor 'off'.", id="staff.E001")]


@register(Tags.security, deploy=True)
def two_factor_is_required(**_: Any) -> list[CheckMessage]:
    if settings.STAFF_TWO_FACTOR == "required":
        return []
    return [
        checks.Warning(
            "Staff log in by a password alone.",
            hint="STAFF_TWO_FACTOR=off is for demos and machines that nobody else reaches.",
            id="staff.W001",
        )
    ]
