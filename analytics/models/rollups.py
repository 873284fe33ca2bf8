"""What reports read instead of single events: a day's counts, made again as a whole when the day has changed.

Days are those of the store's ``TIME_ZONE``, by ``occurred_at``; programs and staff are left out, except where it says
so. See ``analytics.rollups`` for what each counts, and docs/warehouse.md.
"""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from analytics.models.counters import amount, counter, list_of_values, set_of_people


class CountedDay(models.Model):
    """When a day's rollups were made last, and how long that took: a day that takes long is made again less often.

    ``behind_since`` is since when a day before says otherwise than what looks back to it was counted from.
    """

    day = models.DateField(primary_key=True)
    counted_at = models.DateTimeField()
    seconds = models.FloatField()
    behind_since = models.DateTimeField(null=True)

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
    events = counter()
    units = counter()
    revenue = amount()

    class Meta:
        db_table = "analytics_event_slot"

    def __str__(self) -> str:
        return f"{self.event} at {self.slot}"


class DayArrival(models.Model):
    """What a topic brought in a day, programs and staff included. ``delay_class`` says how long it took from the server
    into the warehouse (see ``analytics.rollups.arrivals``); of ``events``, ``late`` were received more than a minute
    after they happened."""

    pk = models.CompositePrimaryKey("day", "topic", "delay_class")
    day = models.DateField()
    topic = models.TextField()
    delay_class = models.IntegerField()
    events = counter()
    late = counter()
    newest = models.DateTimeField()

    class Meta:
        db_table = "analytics_day_arrival"

    def __str__(self) -> str:
        return f"{self.topic} on {self.day}"


class DayTotal(models.Model):
    """The store's day: of its ``visits`` so many ``bounced`` (one page view) and ``ordered``; ``visited_pages`` and
    ``engaged_ms`` are what they saw and for how long. The rest counts with or without a visit."""

    day = models.DateField(primary_key=True)
    visits = counter()
    bounced = counter()
    ordered = counter()
    visited_pages = counter()
    engaged_ms = counter()
    page_views = counter()
    searches = counter()
    product_views = counter()
    added = counter()
    orders = counter()
    revenue = amount()
    refunded = amount()
    visitors = set_of_people()

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
    events = counter()
    page_views = counter()
    searches = counter()
    product_views = counter()
    adds = counter()
    checkouts = counter()
    orders = counter()
    revenue = amount()
    engaged_ms = counter()
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


class DayPage(models.Model):
    """How a page was read in a day. ``scrolled_50`` counts the leavings that had come at least so far, of ``leavings``;
    ``engaged_ms`` and ``scrolled`` (percent) are their sums. ``entries`` and ``exits`` are visits that began and ended
    with it, ``measured`` views whose vitals were told: every value of each."""

    pk = models.CompositePrimaryKey("day", "page_path")
    day = models.DateField()
    page_path = models.TextField()
    views = counter()
    people = counter()
    entries = counter()
    exits = counter()
    leavings = counter()
    engaged_ms = counter()
    scrolled = counter()
    scrolled_25 = counter()
    scrolled_50 = counter()
    scrolled_75 = counter()
    scrolled_90 = counter()
    scrolled_100 = counter()
    rage_clicks = counter()
    dead_clicks = counter()
    visitors = set_of_people()
    measured = counter()
    lcp_ms = list_of_values()
    inp_ms = list_of_values()
    cls = list_of_values()
    fcp_ms = list_of_values()
    ttfb_ms = list_of_values()

    class Meta:
        db_table = "analytics_day_page"

    def __str__(self) -> str:
        return f"{self.page_path} on {self.day}"


class DayPath(models.Model):
    """How many visits of a day took one way through the store: ``pages`` in order, see ``analytics.rollups.paths``."""

    pk = models.CompositePrimaryKey("day", "number")
    day = models.DateField()
    number = models.IntegerField(help_text="Of the day's ways, by their pages: they are too long for a key.")
    pages = ArrayField(models.TextField())
    visits = counter()

    class Meta:
        db_table = "analytics_day_path"

    def __str__(self) -> str:
        return f"{' → '.join(self.pages)} on {self.day}"


class DayForm(models.Model):
    """How often a form on a page was sent in a day."""

    pk = models.CompositePrimaryKey("day", "form_id", "page_path")
    day = models.DateField()
    form_id = models.TextField()
    page_path = models.TextField()
    submitted = counter()
    senders = set_of_people()

    class Meta:
        db_table = "analytics_day_form"

    def __str__(self) -> str:
        return f"{self.form_id} on {self.day}"


class DayMoment(models.Model):
    """Who did what when: of every event of a kind eight bytes of whom, as in sets of people, and eight of when."""

    pk = models.CompositePrimaryKey("day", "event")
    day = models.DateField()
    event = models.TextField()
    moments = models.BinaryField()

    class Meta:
        db_table = "analytics_day_moment"

    def __str__(self) -> str:
        return f"{self.event} on {self.day}"
