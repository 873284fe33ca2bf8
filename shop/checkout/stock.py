"""Changing what is on the shelf."""

from collections.abc import Mapping

from django.db.models import Case, F, Value, When

from shop.models import Variant


def stock_change(*, units: Mapping[int, int]) -> None:
    """Add ``units`` to the stock of variants by number, fewer than none to take some; the caller has locked them.

    One statement, so that the summaries of several products that sell out are locked in one order.
    """
    if units:
        change = Case(*(When(pk=number, then=Value(count)) for number, count in units.items()))
        Variant.objects.filter(pk__in=units).update(stock=F("stock") + change)
