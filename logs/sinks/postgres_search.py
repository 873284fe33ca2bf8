"""Looking for lines in the table ``log_line``."""

from collections import Counter
from collections.abc import Collection
from dataclasses import replace
from typing import Any, Final

import msgspec
from django.db import connection
from psycopg import sql

from logs.lines import LogLine
from logs.queries import FACETS, Hours, LogQuery, Offsets, Place, Summary
from logs.sinks.minutes import MINUTE_MS, whole_minutes
from logs.words import Term

_FIELDS: Final = tuple(name for name in LogLine.__struct_fields__)
_SELECT: Final = sql.SQL(", ").join(map(sql.Identifier, _FIELDS))
_FACETS: Final = sql.SQL(", ").join(map(sql.Identifier, FACETS))
_SUMMARY: Final = (
    "SELECT date / %s * %s AS bucket, {0}, count(*) FROM log_line WHERE {1} GROUP BY bucket, {0}"
)
_MINUTES: Final = (
    "SELECT minute * 60000 / %s * %s AS bucket, {0}, sum(lines)::bigint"
    " FROM log_minute WHERE {1} GROUP BY bucket, {0}"
)
# The levels that the index of errors has.
_ERRORS: Final = frozenset({"error", "critical"})


class PostgresSearch:
    """The reading half of the sink."""

    def lines(self, query: LogQuery, *, limit: int, before: Place | None = None) -> list[LogLine]:
        where, values = _where(query)
        if before is not None:
            where += sql.SQL(' AND date <= %s AND (date, partition, "offset") < (%s, %s, %s)')
            values += [before[0], *before]
        rows = _fetch(
            sql.SQL("SELECT {} FROM log_line WHERE {}").format(_SELECT, where)
            + sql.SQL(' ORDER BY date DESC, partition DESC, "offset" DESC LIMIT %s'),
            [*values, limit],
        )
        return [_line(row) for row in rows]

    def summary(self, query: LogQuery, *, bucket_ms: int) -> Summary:
        first, stop = whole_minutes(query.since, query.until)
        if bucket_ms % MINUTE_MS or _needs_lines(query) or first == stop:
            rows = _counted(query, bucket_ms)
        else:
            # Minutes that lie wholly within are counted already.
            rows = [
                *_counted(replace(query, until=min(first * MINUTE_MS, query.until)), bucket_ms),
                *_counted_by_minute(query, first, stop, bucket_ms),
                *_counted(replace(query, since=stop * MINUTE_MS), bucket_ms),
            ]
        found = Summary()
        for bucket, level, *others, count in rows:
            found.histogram[bucket, level] += count
            for name, value in zip(FACETS, (level, *others), strict=True):
                found.facets[name][value] += count
        return found

    def patterns(self, query: LogQuery, *, limit: int) -> Counter[str]:
        where, values = _where(query)
        statement = sql.SQL("SELECT pattern, count(*) FROM log_line WHERE {} GROUP BY pattern").format(where)
        rows = _fetch(statement + sql.SQL(" ORDER BY 2 DESC, 1 LIMIT %s"), [*values, limit])
        return Counter(dict(rows))

    def hours(self, stretches: Collection[Offsets]) -> Hours:
        found: Hours = Counter()
        for stretch in stretches:
            rows = _fetch(
                sql.SQL(
                    "SELECT date / 3600000, count(*) FROM log_line"
                    ' WHERE partition = %s AND "offset" >= %s AND "offset" < %s GROUP BY 1'
                ),
                [stretch.partition, stretch.first, stretch.stop],
            )
            found.update({(stretch.partition, hour): count for hour, count in rows})
        return found


def _needs_lines(query: LogQuery) -> bool:
    """Whether ``query`` asks for more than minutes are counted by."""
    return bool(query.terms or query.pattern or query.trace or query.offsets)


def _counted(query: LogQuery, bucket_ms: int) -> list[tuple[Any, ...]]:
    """Count lines by everything at once; a table of a few hundred rows is summed up by the caller."""
    if query.since >= query.until:
        return []
    where, values = _where(query)
    return _fetch(sql.SQL(_SUMMARY).format(_FACETS, where), [bucket_ms, bucket_ms, *values])


def _counted_by_minute(query: LogQuery, first: int, stop: int, bucket_ms: int) -> list[tuple[Any, ...]]:
    parts, values = _chosen(query)
    where = sql.SQL(" AND ").join([sql.SQL("minute >= %s AND minute < %s"), *parts])
    return _fetch(sql.SQL(_MINUTES).format(_FACETS, where), [bucket_ms, bucket_ms, first, stop, *values])


def _chosen(query: LogQuery) -> tuple[list[sql.Composable], list[Any]]:
    names = [name for name in FACETS if name in query.chosen]
    parts: list[sql.Composable] = [sql.SQL("{} = ANY(%s)").format(sql.Identifier(name)) for name in names]
    return parts, [sorted(query.chosen[name]) for name in names]


def _where(query: LogQuery) -> tuple[sql.Composable, list[Any]]:
    """Return the condition for ``query``, and its values."""
    chosen, chosen_values = _chosen(query)
    parts: list[sql.Composable] = [sql.SQL("date >= %s AND date < %s"), *chosen]
    values: list[Any] = [query.since, query.until, *chosen_values]
    if query.chosen.get("level", frozenset()) and query.chosen["level"] <= _ERRORS:
        # Says no more, but in the words of the index of errors.
        parts.append(sql.SQL("severity >= 17"))
    if query.pattern:
        parts.append(sql.SQL("pattern = %s"))
        values.append(query.pattern)
    if query.trace:
        parts.append(sql.SQL("(trace_id = %s OR links @> ARRAY[%s])"))
        values += [query.trace, query.trace]
    if query.offsets:
        parts.append(sql.SQL('partition = %s AND "offset" >= %s AND "offset" < %s'))
        values += [query.offsets.partition, query.offsets.first, query.offsets.stop]
    if query.terms:
        parts.append(sql.SQL("search @@ %s::tsquery"))
        values.append(" & ".join(map(_tsquery, query.terms)))
    return sql.SQL(" AND ").join(parts), values


def _tsquery(term: Term) -> str:
    # Words are letters and digits only, so none needs quoting.
    text = f"({' <-> '.join(term.words)}:*)"
    return f"!{text}" if term.excluded else text


def _fetch(statement: sql.Composable, values: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def _line(row: tuple[Any, ...]) -> LogLine:
    found = dict(zip(_FIELDS, row, strict=True))
    for name in ("attributes", "resource"):
        # Django has psycopg leave JSON as text.
        found[name] = msgspec.json.decode(found[name])
    for name, empty in (("trace_id", ""), ("span_id", ""), ("links", [])):
        if found[name] is None:
            found[name] = empty
    return LogLine(**found)
