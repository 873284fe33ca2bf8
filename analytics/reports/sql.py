"""The door of all reports to the warehouse: statements over ``analytics_event``, limited to what a scope asks for.

In a report's statement ``{scope}`` stands for the condition on ``e``, an alias of ``analytics_event``, and ``{visits}``
for the visits that touch the period, one row each, with what they began with. Values are always parameters.
"""

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, LiteralString

from django.db import connection
from psycopg import sql

from analytics.reports.scope import Field, Filter, Scope

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_TIME: Final = sql.SQL("e.occurred_at >= %(starts_at)s AND e.occurred_at < %(ends_at)s")
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
    """Run ``statement`` and return its records as ``row``, whose fields are its columns in order.

    ``parts`` fill further places in braces, ``values`` further parameters (``%(name)s``).
    """
    text = sql.SQL(statement).format(scope=condition(scope), visits=visits(), **(parts or {}))
    with connection.cursor() as cursor:
        cursor.execute(text, {**parameters(scope), **values})
        return tuple(row(*record) for record in cursor.fetchall())


def parameters(scope: Scope) -> dict[str, Any]:
    """Return the values that the parts of ``condition`` and ``{visits}`` name."""
    return {
        "starts_at": scope.period.starts_at,
        "ends_at": scope.period.ends_at,
        "zone": scope.period.zone,
        **{f"only_{chosen.field}": list(chosen.values) for chosen in scope.filters},
    }


def visits(since: timedelta = timedelta(0)) -> sql.Composable:
    """Return the visits that touch the scope's period or the time ``since`` before it."""
    return sql.SQL(_VISITS).format(since=sql.Literal(since + _LONGEST_VISIT))


def condition(scope: Scope) -> sql.Composable:
    """Return what must hold of a row ``e`` for the scope to contain it."""
    parts: list[sql.Composable] = [_TIME]
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
