"""What moderation keeps."""

from moderation.models.content import KnownAuthor, KnownContent
from moderation.models.decisions import Decision

__all__ = ["Decision", "KnownAuthor", "KnownContent"]
