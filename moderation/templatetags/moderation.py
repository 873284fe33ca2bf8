"""How the queue's pages write ages and statuses, and draw bars."""

from datetime import timedelta
from typing import Final

from django import template

from moderation.queue.measures import Day
from shop.models import Review

register = template.Library()

_HEIGHT: Final = 32
_UNITS: Final = (("d", 86_400), ("h", 3_600), ("min", 60))


@register.filter
def age(length: timedelta | None) -> str:
    """Return a length of time in its largest unit: ``3 d``, ``5 h``, ``12 min``; "–" for None."""
    if length is None:
        return "–"
    seconds = length.total_seconds()
    for unit, size in _UNITS:
        if seconds >= size:
            return f"{seconds / size:.0f} {unit}"
    return "now"


@register.filter
def status_words(status: str) -> str:
    """Return a review's status as it stands in a sentence: ``needs a person``."""
    return str(Review.Status(status).label).lower()


@register.filter
def bar_height(count: int, highest: int) -> int:
    """Return how high the bar of ``count`` is where that of ``highest`` fills the chart; one is always seen."""
    return max(min(count, 1), round(_HEIGHT * count / highest))


@register.filter
def bar_top(count: int, highest: int) -> int:
    return _HEIGHT - bar_height(count, highest)


@register.filter
def sent_top(day: Day, highest: int) -> int:
    """Return where the bar of what was sent to a person begins, which stands on the automatic one's."""
    return max(0, bar_top(day.automatic, highest) - bar_height(day.sent, highest))
