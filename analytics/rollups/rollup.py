"""What a rollup is: a table, and the one statement that says what its columns mean.

Every statement reads ``analytics_day``: events with the local ``day`` they happened on. The task that keeps rollups
makes it of one day of the store, a report of whatever its scope contains; so both mean the same by the same words, and
days can simply be added up. Who was there is added up as well: a ``person`` is a hash of a subject, and people are kept
as sets of these (``analytics.packed``).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, LiteralString


@dataclass(frozen=True, slots=True)
class Source:
    """The events that a rollup finds in ``analytics_day``: their ``columns`` beside ``day``, with ``all_traffic`` also
    those of programs and staff."""

    columns: LiteralString
    all_traffic: bool = False


SHOPPERS: Final = Source(
    "int8send(hashtextextended(subject, 0)) AS person, occurred_at, message_id, event, subject, session_id, page_path,"
    " referrer_host, utm_source, utm_medium, utm_campaign, device, browser, locale, product_id, category, search_id,"
    " search_keyword, results_count, position, promotion_id, order_id, form_id, quantity, price, revenue, currency,"
    " scroll_percent, engaged_ms, properties"
)
TRAFFIC: Final = Source("topic, occurred_at, received_at, loaded_at", all_traffic=True)


@dataclass(frozen=True, slots=True)
class Rollup:
    """``columns`` are those of ``select``, in order; ``events`` all that it looks at, empty where it is any.

    ``reads`` is a rollup that ``select`` reads beside ``analytics_day``, or instead: the same days' and those of
    ``days_before`` them. Of days before it is everybody's, whatever a scope keeps. What looks back so has to be counted
    again when a day before was.
    """

    table: LiteralString
    columns: LiteralString
    select: LiteralString
    events: tuple[str, ...] = ()
    source: Source = SHOPPERS
    reads: "Rollup | None" = None
    days_before: int = 0

    def insert(self, day: date) -> str:
        """Return the statement that counts ``day``."""
        into = f"INSERT INTO {self.table} ({self.columns})"
        if self.reads is None:
            return f"{into} {self.select}"
        table, first = self.reads.table, day - timedelta(days=self.days_before)
        # Who looks back looks up a few people. "+ 0" keeps the planner from going through all those days for each of
        # them, which it does where its statistics are older than the days and so know of no rows there.
        of = "day + 0" if self.days_before else "day"
        read = f"SELECT * FROM {table} WHERE {of} BETWEEN '{first}' AND '{day}'"
        return f"{into} WITH {table} AS ({read}) SELECT * FROM ({self.select}) AS counted"


# Further pages of a search's results are the same search.
FIRST_PAGE: Final[LiteralString] = "coalesce((properties->>'page')::int, 1) = 1"

# The lines of orders, and what each brought or gave back.
LINES: Final[LiteralString] = """
    line AS (
        SELECT day, event, subject, order_id, occurred_at, item->>'product_id' AS product_id, item->>'name' AS name,
               item->>'category' AS category, item->>'promotion_id' AS promotion_id,
               (item->>'quantity')::bigint AS quantity,
               (item->>'quantity')::bigint * coalesce(nullif(item->>'price', '')::numeric, 0) AS revenue
          FROM analytics_day, jsonb_array_elements(properties->'products') AS item
         WHERE event IN ('order_completed', 'order_refunded')
    )
"""
