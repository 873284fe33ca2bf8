"""Looking for lines in the table ``log_line``."""

from collections import Counter
from collections.abc import Collection
from typing import Any, Final

import msgspec
from django.db import connection
from psycopg import sql

from logs.lines import LogLine
from logs.queries import FACETS, Hours, LogQuery, Offsets, Place, Summary
from logs.words import Term

_FIELDS: Final = tuple(name for name in LogLine.__struct_fields__)
_SELECT: Final = sql.SQL(", ").join(map(sql.Identifier, _FIELDS))
_SUMMARY: Final = (
    "SELECT date / %s * %s AS bucket, {0}, count(*) FROM log_line WHERE {1} GROUP BY bucket, {0}"
)


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
        where, values = _where(query)
        names = sql.SQL(", ").join(map(sql.Identifier, FACETS))
        # Counted once by everything; a table of a few hundred rows is summed up here.
        statement = sql.SQL(_SUMMARY).format(names, where)
        rows = _fetch(statement, [bucket_ms, bucket_ms, *values])
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


def _where(query: LogQuery) -> tuple[sql.Composable, list[Any]]:
    """Return the condition for ``query``, and its values."""
    parts: list[sql.Composable] = [sql.SQL("date >= %s AND date < %s")]
    values: list[Any] = [query.since, query.until]
    for name in FACETS:
        if name in query.chosen:
            parts.append(sql.SQL("{} = ANY(%s)").format(sql.Identifier(name)))
            values.append(sorted(query.chosen[name]))
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
