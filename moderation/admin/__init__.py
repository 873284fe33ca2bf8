"""Moderation in the admin."""

from moderation.admin.policies import PolicyVersionAdmin

__all__ = ["PolicyVersionAdmin"]
