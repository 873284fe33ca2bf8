"""Statements with many values: thousands of rows as a handful of arrays."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection


@contextmanager
def native_cursor() -> Iterator[psycopg.Cursor[Any]]:
    """Give psycopg's own cursor on Django's connection, in the caller's transaction; errors come as Django's.

    Django's cursor writes every value into the statement as text, which for arrays of thousands took more time than
    the rest of the client's work together. This one sends them apart, in binary form where the statement says ``%b``,
    and keeps the plan of a statement it has seen before (in consumers, see their ``session``).
    """
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        yield cursor
