"""What a detector says about a review."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Signal:
    """One finding.

    ``code`` is a key of ``moderation.reasons``. ``severity`` runs from 0 to 1; a ``certain`` one is enough to reject by
    itself. ``spans`` are half-open ranges of characters in the text as it was written, empty where the finding is about
    something else. ``why`` is a sentence for admins.
    """

    detector: str
    code: str
    severity: float
    certain: bool
    spans: tuple[tuple[int, int], ...]
    why: str
