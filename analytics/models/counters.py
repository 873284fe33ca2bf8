"""The columns that rollups are made of: what can be added up."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


def counter() -> "models.BigIntegerField[int, int]":
    return models.BigIntegerField(default=0)


def amount() -> "models.DecimalField[object, object]":
    return models.DecimalField(max_digits=14, decimal_places=2, default=0)


def set_of_people() -> "ArrayField[list[int], list[int]]":
    """Return a column for a set of people: 64-bit hashes of their subjects, which two days' sets have in common."""
    return ArrayField(models.BigIntegerField(), default=list)


def list_of_values() -> "ArrayField[list[float], list[float]]":
    return ArrayField(models.FloatField(), default=list)
