"""What moderation keeps."""

from moderation.models.policies import PolicyVersion

__all__ = ["PolicyVersion"]
