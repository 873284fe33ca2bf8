"""What moderation keeps."""

from moderation.models.content import KnownAuthor, KnownContent
from moderation.models.decisions import Decision
from moderation.models.policies import PolicyVersion
from moderation.models.queue import Claim, Flag
from moderation.models.revalidations import Rejudgement, Revalidation, RevalidationChunk

__all__ = [
    "Claim",
    "Decision",
    "Flag",
    "KnownAuthor",
    "KnownContent",
    "PolicyVersion",
    "Rejudgement",
    "Revalidation",
    "RevalidationChunk",
]
