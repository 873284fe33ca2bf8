"""Moderation in the admin."""

from moderation.admin.decisions import DecisionAdmin
from moderation.admin.policies import PolicyVersionAdmin
from moderation.admin.reviews import ReviewAdmin

__all__ = ["DecisionAdmin", "PolicyVersionAdmin", "ReviewAdmin"]
