"""Matchers: labels, and what they must be."""

from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Any

type Labels = Mapping[str, str]


def is_matchers(value: Any) -> bool:
    """Whether ``value``, out of JSON, is an object of texts."""
    return isinstance(value, dict) and all(isinstance(pattern, str) for pattern in value.values())


def fits(matchers: Labels, labels: Labels) -> bool:
    """Whether every matcher's pattern (``*``, ``?`` and ``[…]`` as in a shell) fits its label; one that is missing
    counts as empty."""
    return all(fnmatchcase(labels.get(label, ""), pattern) for label, pattern in matchers.items())
