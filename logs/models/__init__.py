"""The app's tables, a module a subject."""

from logs.models.store import SavedSearch, StoredLine, ViewerChoice

__all__ = ["SavedSearch", "StoredLine", "ViewerChoice"]
