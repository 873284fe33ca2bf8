"""The figures of a whole period, one a card, each beside the one it is compared with."""

from dataclasses import dataclass
from typing import Any, Final

from analytics.dashboard.address import Address
from analytics.dashboard.cells import text_of
from analytics.reports.table import Kind, Table

# Less of it is better.
_BETTER_LOW: Final = frozenset({"bounce", "refunded", "nothing_found"})
UNCHANGED: Final = "unchanged"
# From so many times as much on, percents are hard to read.
_MANY: Final = 10
# Nobody would say whether more is better.
_NEITHER: Final = frozenset({"position"})


@dataclass(frozen=True, slots=True)
class Card:
    """``change`` is a share, None where there is nothing to compare with; ``trend`` is "better", "worse" or "same".

    ``href`` draws the figure in the chart below, empty where it isn't in it; ``is_drawn`` says that it is drawn now.
    """

    title: str
    about: str
    text: str
    before: str
    change: str
    trend: str
    href: str
    is_drawn: bool


def cards_of(
    table: Table[Any], *, below: Table[Any] | None, drawn: str, address: Address, zone: str
) -> tuple[Card, ...]:
    """Return a card for each measure of the table's first row, compared with its second row, if any.

    ``below`` is the table whose chart shows the same figures by day, ``drawn`` the one it shows now.
    """
    if not table.rows:
        return ()
    now, *rest = table.rows
    chartable = {column.name for column in below.columns} if below else set()
    cards = []
    for column in table.columns:
        if not column.kind.is_measure:
            continue
        value = getattr(now, column.name)
        before = getattr(rest[0], column.name) if rest else None
        grown = change(value, before, column.kind)
        has_chart = below is not None and column.name in chartable
        cards.append(
            Card(
                title=column.title,
                about=column.about,
                text=text_of(value, column.kind, zone),
                before=text_of(before, column.kind, zone) if rest else "",
                change=grown,
                trend="same" if grown == UNCHANGED else _trend(column.name, value, before),
                href=str(address.but(**{f"show.{below.name}": column.name})) if below and has_chart else "",
                is_drawn=has_chart and column.name == drawn,
            )
        )
    return tuple(cards)


def change(now: Any, before: Any, kind: Kind) -> str:
    """Return by how much a figure grew: shares in percentage points, others relative; empty where nobody can say."""
    if now is None or before is None:
        return ""
    if kind is Kind.PERCENT:
        text = f"{(now - before) * 100:+.1f} points"
    else:
        text = _growth(float(now) / float(before)) if before else ""
    return UNCHANGED if text[1:] in {"0 %", "0.0 points"} else text.replace("-", "−")


def _growth(times: float) -> str:
    return f"×{times:,.0f}" if times >= _MANY else f"{(times - 1) * 100:+,.0f} %"


def _trend(name: str, now: Any, before: Any) -> str:
    if now is None or before is None or now == before or name in _NEITHER:
        return "same"
    return "better" if (now > before) != (name in _BETTER_LOW) else "worse"
