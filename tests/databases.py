"""Whole databases, copied and dropped by the server itself."""

from django.db import connection, connections
from psycopg import sql


def copy(source: str, target: str) -> None:
    """Make ``target`` a copy of ``source``; whatever it held, and whoever used it, goes."""
    drop(target)
    # Playwright runs its fixtures in contexts of their own, whose connections this one can't see to close them.
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [source])
    _run("CREATE DATABASE {} TEMPLATE {}", target, source)


def drop(name: str) -> None:
    _run("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def _run(statement: str, *names: str) -> None:
    # Neither statement works on a database that somebody, we too, is connected to.
    connections.close_all()
    with connection._nodb_cursor() as cursor:
        cursor.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
