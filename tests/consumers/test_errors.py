"""Which errors pass by themselves."""

import psycopg
import pytest
from django.db import DataError, IntegrityError, InterfaceError, OperationalError
from psycopg import errors

from consumers.errors import Unavailable, is_transient


def raised(outer, inner):
    error = outer("as Django wraps it")
    error.__cause__ = inner
    return error


@pytest.mark.parametrize(
    "error",
    [
        raised(OperationalError, psycopg.OperationalError("connection refused")),
        raised(OperationalError, errors.AdminShutdown()),
        raised(OperationalError, errors.DeadlockDetected()),
        raised(OperationalError, errors.LockNotAvailable()),
        raised(OperationalError, errors.DiskFull()),
        raised(OperationalError, errors.SerializationFailure()),
        raised(InterfaceError, psycopg.InterfaceError("the connection is closed")),
        Unavailable("sink down"),
    ],
)
def test_faults_of_the_place_are_transient(error):
    assert is_transient(error)


@pytest.mark.parametrize(
    "error",
    [
        raised(DataError, errors.NumericValueOutOfRange()),
        raised(IntegrityError, errors.UniqueViolation()),
        raised(IntegrityError, errors.ForeignKeyViolation()),
        ValueError("a bug"),
    ],
)
def test_faults_of_the_data_or_the_code_are_not(error):
    assert not is_transient(error)
