"""What moderation keeps."""

from moderation.models.content import KnownAuthor, KnownContent
from moderation.models.decisions import Decision
from moderation.models.policies import PolicyVersion

__all__ = ["Decision", "KnownAuthor", "KnownContent", "PolicyVersion"]
