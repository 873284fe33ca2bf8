"""What reports read instead of single events: a day's counts, made again as a whole when the day has changed.

Days are those of the store's ``TIME_ZONE``, by ``occurred_at``; programs and staff are left out. See
``analytics.rollups`` for what each counts, and docs/warehouse.md.
"""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models


def _count() -> "models.BigIntegerField[int, int]":
    return models.BigIntegerField(default=0)


def _money() -> "models.DecimalField[object, object]":
    return models.DecimalField(max_digits=14, decimal_places=2, default=0)


def _people() -> "ArrayField[list[int], list[int]]":
    """Return a column for a set of people: 64-bit hashes of their subjects, which two days' sets have in common."""
    return ArrayField(models.BigIntegerField(), default=list)


def _values() -> "ArrayField[list[float], list[float]]":
    return ArrayField(models.FloatField(), default=list)


class CountedDay(models.Model):
    """When a day's rollups were made last, and how long that took: a day that takes long is made again less often."""

    day = models.DateField(primary_key=True)
    counted_at = models.DateTimeField()
    seconds = models.FloatField()

    class Meta:
        db_table = "analytics_counted_day"

    def __str__(self) -> str:
        return self.day.isoformat()


class EventSlot(models.Model):
    """How often each event happened in a quarter of an hour: the finest that any time zone's days are made of."""

    pk = models.CompositePrimaryKey("slot", "event", "currency")
    slot = models.DateTimeField(help_text="When the quarter begins.")
    day = models.DateField(db_index=True)
    event = models.TextField()
    currency = models.TextField(help_text="Empty for what costs nothing.")
    events = _count()
    units = _count()
    revenue = _money()

    class Meta:
        db_table = "analytics_event_slot"

    def __str__(self) -> str:
        return f"{self.event} at {self.slot}"


class DayTotal(models.Model):
    """The store's day: of its ``visits`` so many ``bounced`` (one page view) and ``ordered``; ``visited_pages`` and
    ``engaged_ms`` are what they saw and for how long. The rest counts with or without a visit."""

    day = models.DateField(primary_key=True)
    visits = _count()
    bounced = _count()
    ordered = _count()
    visited_pages = _count()
    engaged_ms = _count()
    page_views = _count()
    searches = _count()
    product_views = _count()
    added = _count()
    orders = _count()
    revenue = _money()
    refunded = _money()
    visitors = _people()

    class Meta:
        db_table = "analytics_day_total"

    def __str__(self) -> str:
        return self.day.isoformat()


class DaySession(models.Model):
    """A visit, or that part of it that lies in the day: visits end at midnight. What belongs to somebody but to no
    visit has an empty ``session_id``. Source and campaign are those of the first event that names any."""

    pk = models.CompositePrimaryKey("day", "subject", "session_id")
    day = models.DateField()
    subject = models.TextField()
    session_id = models.TextField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    events = _count()
    page_views = _count()
    searches = _count()
    product_views = _count()
    adds = _count()
    checkouts = _count()
    orders = _count()
    revenue = _money()
    engaged_ms = _count()
    entry_path = models.TextField()
    exit_path = models.TextField()
    referrer_host = models.TextField()
    utm_source = models.TextField()
    utm_medium = models.TextField()
    utm_campaign = models.TextField()
    device = models.TextField()
    browser = models.TextField()
    locale = models.TextField()

    class Meta:
        db_table = "analytics_day_session"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["subject", "day"], name="analytics_session_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.session_id} on {self.day}"


class DaySearch(models.Model):
    """What was searched for in a day, and what came of it the same day. Further pages of results are the same
    search. Of ``searches``, ``clicked`` had a result clicked, ``to_cart`` one that was put into the cart afterwards,
    ``to_order`` one that was bought. ``positions`` holds the place of every click."""

    pk = models.CompositePrimaryKey("day", "keyword")
    day = models.DateField()
    keyword = models.TextField()
    searches = _count()
    people = _count()
    zero_results = _count()
    clicked = _count()
    clicks = _count()
    position_sum = _count()
    to_cart = _count()
    to_order = _count()
    searchers = _people()
    positions = ArrayField(models.IntegerField(), default=list)

    class Meta:
        db_table = "analytics_day_search"

    def __str__(self) -> str:
        return f"{self.keyword} on {self.day}"


class DayProduct(models.Model):
    """What became of a product in a day. Units ``returned`` stand on the day of the refund and are not taken off."""

    pk = models.CompositePrimaryKey("day", "product_id")
    day = models.DateField()
    product_id = models.TextField()
    name = models.TextField()
    category = models.TextField()
    views = _count()
    people = _count()
    clicks = _count()
    adds = _count()
    orders = _count()
    units = _count()
    revenue = _money()
    returned = _count()
    viewers = _people()
    adders = _people()

    class Meta:
        db_table = "analytics_day_product"

    def __str__(self) -> str:
        return f"{self.product_id} on {self.day}"


class DayCategory(models.Model):
    """What became of a category in a day."""

    pk = models.CompositePrimaryKey("day", "category")
    day = models.DateField()
    category = models.TextField()
    views = _count()
    people = _count()
    clicks = _count()
    adds = _count()
    orders = _count()
    units = _count()
    revenue = _money()
    returned = _count()
    viewers = _people()
    adders = _people()

    class Meta:
        db_table = "analytics_day_category"

    def __str__(self) -> str:
        return f"{self.category} on {self.day}"


class DayPromotion(models.Model):
    """What became of a promotion in a day; ``revenue`` is that of the lines it reduced."""

    pk = models.CompositePrimaryKey("day", "promotion_id")
    day = models.DateField()
    promotion_id = models.TextField()
    impressions = _count()
    people = _count()
    clicks = _count()
    dismissals = _count()
    orders = _count()
    units = _count()
    revenue = _money()
    viewers = _people()

    class Meta:
        db_table = "analytics_day_promotion"

    def __str__(self) -> str:
        return f"{self.promotion_id} on {self.day}"


class DayExposure(models.Model):
    """That somebody had personal deals in a day (``personal``), or would have had (``held_out``), and since when."""

    pk = models.CompositePrimaryKey("day", "subject", "deals")
    day = models.DateField()
    subject = models.TextField()
    deals = models.TextField()
    began_at = models.DateTimeField()

    class Meta:
        db_table = "analytics_day_exposure"

    def __str__(self) -> str:
        return f"{self.deals} on {self.day}"


class DayPage(models.Model):
    """How a page was read in a day. ``scrolled_50`` counts the leavings that had come at least so far, of ``leavings``;
    ``engaged_ms`` and ``scrolled`` (percent) are their sums. ``entries`` and ``exits`` are visits that began and ended
    with it, ``measured`` views whose vitals were told: every value of each."""

    pk = models.CompositePrimaryKey("day", "page_path")
    day = models.DateField()
    page_path = models.TextField()
    views = _count()
    people = _count()
    entries = _count()
    exits = _count()
    leavings = _count()
    engaged_ms = _count()
    scrolled = _count()
    scrolled_25 = _count()
    scrolled_50 = _count()
    scrolled_75 = _count()
    scrolled_90 = _count()
    scrolled_100 = _count()
    rage_clicks = _count()
    dead_clicks = _count()
    visitors = _people()
    measured = _count()
    lcp_ms = _values()
    inp_ms = _values()
    cls = _values()
    fcp_ms = _values()
    ttfb_ms = _values()

    class Meta:
        db_table = "analytics_day_page"

    def __str__(self) -> str:
        return f"{self.page_path} on {self.day}"


class DayForm(models.Model):
    """How often a form on a page was sent in a day."""

    pk = models.CompositePrimaryKey("day", "form_id", "page_path")
    day = models.DateField()
    form_id = models.TextField()
    page_path = models.TextField()
    submitted = _count()
    senders = _people()

    class Meta:
        db_table = "analytics_day_form"

    def __str__(self) -> str:
        return f"{self.form_id} on {self.day}"
