"""Moderation in the admin."""

from moderation.admin.decisions import DecisionAdmin
from moderation.admin.policies import PolicyVersionAdmin
from moderation.admin.revalidations import RevalidationAdmin
from moderation.admin.reviews import ReviewAdmin

__all__ = ["DecisionAdmin", "PolicyVersionAdmin", "RevalidationAdmin", "ReviewAdmin"]
