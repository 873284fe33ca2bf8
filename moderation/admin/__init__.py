"""Moderation in the admin."""

from moderation.admin.decisions import DecisionAdmin
from moderation.admin.reviews import ReviewAdmin

__all__ = ["DecisionAdmin", "ReviewAdmin"]
