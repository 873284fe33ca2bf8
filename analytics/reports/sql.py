"""The door of all reports to the warehouse: statements limited to what a scope asks for.

In a report's statement ``{scope}`` stands for the condition on ``e``, an alias of ``analytics_event``, and ``{visits}``
for the visits that touch the period, one row each, with what they began with. Values are always parameters.

A report that adds up days reads rollups, by ``counted``: those that are kept, where the scope asks for all that they
count and for days of the store's time zone; else the same ones, counted on the spot. Whoever wants to know how many
people there were selects them as a set (``analytics.packed``): what arrives in the row is their number.
"""

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, LiteralString

from django.db import OperationalError, connection, transaction
from psycopg import errors, sql

from analytics import days
from analytics.errors import ReportTimeout
from analytics.packed import how_many
from analytics.reports.scope import Field, Filter, Scope
from analytics.rollups.refresh import is_counted
from analytics.rollups.rollup import SHOPPERS, Rollup, Source
from tracking.sql import native_cursor

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

LIMIT_SECONDS: Final = 10
"""How long a statement of a report may take."""

# Compiling a statement over a hundred partitions takes longer than running it; and the planner, which can't know how
# many rows a step in between has, takes it for a few and would go through them all for each row of another.
_LOCALLY: Final = f"""
    SET LOCAL statement_timeout = '{LIMIT_SECONDS}s'; SET LOCAL jit = off; SET LOCAL work_mem = '64MB';
    SET LOCAL enable_nestloop = off
"""
_AS_BEFORE: Final = """
    SET LOCAL statement_timeout TO DEFAULT; SET LOCAL jit TO DEFAULT; SET LOCAL work_mem TO DEFAULT;
    SET LOCAL enable_nestloop TO DEFAULT
"""

_TIME: Final = sql.SQL("e.occurred_at >= {begin} AND e.occurred_at < %(ends_at)s")
_PEOPLE: Final = sql.SQL("NOT e.is_bot")
_SHOPPERS: Final = sql.SQL("NOT e.is_staff")

# A visit lasts 24 hours at most (see tracking.visitors), so its beginning is found that far back.
_LONGEST_VISIT: Final = timedelta(hours=24)

_VISITS: Final[LiteralString] = """(
    SELECT DISTINCT ON (b.session_id)
        b.session_id, b.subject, b.occurred_at AS began_at, b.page_path,
        coalesce(b.device, '') AS device, coalesce(b.locale, '') AS locale,
        coalesce(b.utm_source, b.referrer_host, 'direct') AS source,
        coalesce(b.utm_medium, CASE WHEN b.referrer_host IS NULL THEN 'none' ELSE 'referral' END) AS medium,
        coalesce(b.utm_campaign, '') AS campaign
    FROM analytics_event b
    WHERE b.session_id IS NOT NULL
      AND b.occurred_at >= %(starts_at)s - {since} AND b.occurred_at < %(ends_at)s
    ORDER BY b.session_id, b.occurred_at, b.date, b.message_id
)"""

_OF_VISIT: Final = frozenset({Field.DEVICE, Field.SOURCE, Field.MEDIUM, Field.CAMPAIGN, Field.LOCALE})
_OF_EVENT: Final[dict[Field, str]] = {
    Field.PAGE: "page_path",
    Field.PRODUCT: "product_id",
    Field.CATEGORY: "category",
    Field.PROMOTION: "promotion_id",
    Field.KEYWORD: "search_keyword",
}
# Not correlated, so that it is asked once and not for every row.
_RETURNING: Final = sql.SQL("""e.subject IN (
    SELECT p.subject FROM analytics_event p
    WHERE p.subject IS NOT NULL AND p.session_id IS NOT NULL AND p.occurred_at < %(starts_at)s
)""")
_OF_PERSON: Final[dict[tuple[str, ...], sql.Composable]] = {
    ("new",): sql.SQL("NOT {}").format(_RETURNING),
    ("returning",): _RETURNING,
}


def rows[R: "DataclassInstance"](
    row: type[R],
    statement: LiteralString,
    scope: Scope,
    *,
    parts: dict[str, sql.Composable] | None = None,
    **values: Any,
) -> tuple[R, ...]:
    """Run ``statement`` and return its records as ``row``, whose fields are its columns in order; where one is a
    whole number, a set of people becomes theirs.

    ``parts`` fill further places in braces, ``values`` further parameters (``%(name)s``).

    Raises:
        ReportTimeout: it took longer than ``LIMIT_SECONDS``.
    """
    text = sql.SQL(statement).format(scope=condition(scope), visits=visits(), **(parts or {}))
    try:
        with transaction.atomic(), connection.cursor() as cursor, native_cursor() as native:
            cursor.execute(_LOCALLY)
            # Answered in binary form: sets written as text are twice as long.
            written = cursor.cursor.mogrify(text, {**parameters(scope), **values})
            found = native.execute(written.encode(), binary=True).fetchall()
            # The transaction may be somebody else's, who goes on.
            cursor.execute(_AS_BEFORE)
    except OperationalError as error:
        if isinstance(error.__cause__, errors.QueryCanceled):
            raise ReportTimeout(LIMIT_SECONDS) from error
        raise
    return tuple(row(*values) for values in _told(row, found))


def _told(row: type["DataclassInstance"], records: list[tuple[Any, ...]]) -> Iterator[Iterator[Any]]:
    is_number = [item.type is int for item in fields(row)]
    for record in records:
        cells = zip(record, is_number, strict=True)
        yield (how_many(cell) if told and isinstance(cell, bytes) else cell for cell, told in cells)


def counted(scope: Scope, *rollups: Rollup) -> sql.Composable:
    """Return ``rollups`` of the scope, of one source, as common table expressions, each by its own name, ready to
    follow ``WITH``."""
    period = scope.period
    [source] = {rollup.source for rollup in rollups}
    furthest = max(rollup.days_before for rollup in rollups)
    if is_kept(scope, since=period.earlier(furthest).first, source=source):
        bounds = {"first": sql.Literal(period.first), "last": sql.Literal(period.last)}
        # Read again where it is named again: a copy of all columns would take longer.
        kept = "{table} AS NOT MATERIALIZED (SELECT * FROM {table} WHERE day BETWEEN {first} AND {last})"
        return sql.SQL(", ").join(
            sql.SQL(kept).format(table=sql.Identifier(rollup.table), **bounds) for rollup in rollups
        )
    read = [_read(scope, rollup, rollup.reads) for rollup in rollups if rollup.reads]
    return sql.SQL(", ").join([*read, _day(scope, source, rollups), *map(_counted_now, rollups)])


def is_kept(scope: Scope, *, since: date, source: Source = SHOPPERS) -> bool:
    """Whether rollups of ``source`` hold what the scope asks for, from the day ``since`` to its last."""
    is_plain = not scope.filters and scope.with_bots == scope.with_staff == source.all_traffic
    return is_plain and scope.period.zone == days.zone().key and is_counted(since, scope.period.last)


def _read(scope: Scope, rollup: Rollup, read: Rollup) -> sql.Composable:
    asked = scope
    if rollup.days_before:
        asked = replace(scope, filters=(), period=scope.period.earlier(rollup.days_before))
    return sql.SQL("{table} AS (WITH {days} SELECT * FROM {table})").format(
        table=sql.Identifier(read.table), days=counted(asked, read)
    )


def _day(scope: Scope, source: Source, rollups: tuple[Rollup, ...]) -> sql.Composable:
    wanted = sorted({event for rollup in rollups for event in rollup.events})
    events: sql.Composable = sql.SQL("true")
    if all(rollup.events for rollup in rollups):
        events = sql.SQL("e.event IN ({})").format(sql.SQL(", ").join(map(sql.Literal, wanted)))
    return sql.SQL(
        "analytics_day AS MATERIALIZED (SELECT (occurred_at AT TIME ZONE %(zone)s)::date AS day, {columns}"
        " FROM analytics_event e WHERE {scope} AND {events})"
    ).format(
        columns=sql.SQL(source.columns),
        scope=condition(scope, starts_at=scope.period.starts_at),
        events=events,
    )


def _counted_now(rollup: Rollup) -> sql.Composable:
    return sql.SQL("{table} ({columns}) AS ({select})").format(
        table=sql.Identifier(rollup.table), columns=sql.SQL(rollup.columns), select=sql.SQL(rollup.select)
    )


def parameters(scope: Scope) -> dict[str, Any]:
    """Return the values that the parts of ``condition`` and ``{visits}`` name."""
    return {
        "starts_at": scope.period.starts_at,
        "ends_at": scope.period.ends_at,
        "zone": scope.period.zone,
        **{f"only_{chosen.field}": list(chosen.values) for chosen in scope.filters},
    }


def visits() -> sql.Composable:
    """Return the visits that touch the scope's period."""
    return sql.SQL(_VISITS).format(since=sql.Literal(_LONGEST_VISIT))


def condition(scope: Scope, *, starts_at: datetime | None = None) -> sql.Composable:
    """Return what must hold of a row ``e`` for the scope, or one that begins at ``starts_at``, to contain it."""
    begin = sql.Literal(starts_at) if starts_at else sql.Placeholder("starts_at")
    parts: list[sql.Composable] = [_TIME.format(begin=begin)]
    if not scope.with_bots:
        parts.append(_PEOPLE)
    if not scope.with_staff:
        parts.append(_SHOPPERS)
    parts += [_kept(chosen) for chosen in scope.filters]
    return sql.SQL(" AND ").join(parts)


def _kept(chosen: Filter) -> sql.Composable:
    only = sql.Placeholder(f"only_{chosen.field}")
    if chosen.field in _OF_VISIT:
        return sql.SQL(
            "e.session_id IN (SELECT v.session_id FROM {visits} v WHERE v.{field} = ANY({only}))"
        ).format(visits=visits(), field=sql.Identifier(chosen.field), only=only)
    if chosen.field in _OF_EVENT:
        return sql.SQL(
            "e.session_id IN (SELECT f.session_id FROM analytics_event f WHERE f.{field} = ANY({only})"
            " AND f.occurred_at >= %(starts_at)s - interval '24 hours' AND f.occurred_at < %(ends_at)s)"
        ).format(field=sql.Identifier(_OF_EVENT[chosen.field]), only=only)
    return _OF_PERSON.get(chosen.values, sql.SQL("e.subject IS NOT NULL"))
