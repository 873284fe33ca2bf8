"""The columns that rollups are made of: what can be added up."""

from django.db import models


def counter() -> "models.BigIntegerField[int, int]":
    return models.BigIntegerField(default=0)


def amount() -> "models.DecimalField[object, object]":
    return models.DecimalField(max_digits=14, decimal_places=2, default=0)


def set_of_people() -> "models.BinaryField[bytes, bytes]":
    """Return a column for a set of people, see ``analytics.packed``."""
    return models.BinaryField(default=bytes)


def list_of_values() -> "models.BinaryField[bytes, bytes]":
    """Return a column for every value of a measure, see ``analytics.packed``."""
    return models.BinaryField(default=bytes)
