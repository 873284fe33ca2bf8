"""What says something about people, and where: each app declares its own in a module ``personal_data``.

    declare(Holding("tracking", "identity_alias", about="…", kept="…", reason="…", erasure="…", …))

A test walks every model of the project: one that names people is declared here, or listed as exempt with a reason.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.module_loading import autodiscover_modules

from tracking.privacy.people import Person

type Rows = Iterable[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Holding:
    """A table, or another place, and what it says of people, how long, and what becomes of it. The texts are for
    people to read.

    ``export`` returns a person's rows, readable; ``erase`` makes them say nothing of the person any more and returns
    how many there were, in the transaction of the whole erasure. ``expired`` returns the rows that retention deletes
    as of a moment; None where rows go by themselves or stay.
    """

    app: str
    table: str
    about: str
    kept: str
    reason: str
    erasure: str
    export: Callable[[Person], Rows]
    erase: Callable[[Person], int]
    expired: Callable[[datetime], QuerySet[Any]] | None = None


type Complete = Callable[[Person], Person]

_holdings: list[Holding] = []
_completions: list[Complete] = []
_exempt: dict[str, str] = {}


def declare(holding: Holding) -> None:
    """Declare a table. Those of one app are erased in the order in which they are declared.

    Raises:
        ValueError: the table was declared already.
    """
    if holding.table in {known.table for known in _holdings}:
        raise ValueError(f"{holding.table} is declared twice")
    _holdings.append(holding)


def completes(complete: Complete) -> Complete:
    """Declare a function that adds to a person the names under which the app knows them."""
    _completions.append(complete)
    return complete


def exempt(table: str, reason: str) -> None:
    """Say why a table that looks as if it named people needs no declaration."""
    _exempt[table] = reason


def holdings() -> list[Holding]:
    """Return every declared table, in the order of the apps in the settings."""
    _discover()
    return list(_holdings)


def completions() -> list[Complete]:
    _discover()
    return list(_completions)


def exemptions() -> dict[str, str]:
    """Return the reasons by table."""
    _discover()
    return dict(_exempt)


def _discover() -> None:
    autodiscover_modules("personal_data")
