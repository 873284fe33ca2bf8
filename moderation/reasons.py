"""Stand-in."""

from collections.abc import Sequence


def reason_for(codes: Sequence[str]) -> str:
    return "It does not meet our rules for reviews." if codes else ""
