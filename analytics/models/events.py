"""The warehouse's one wide table."""

from django.db import models


class AnalyticsEvent(models.Model):
    """An event as the warehouse keeps it. The table is partitioned by the UTC day of ``date``, so a migration makes it
    and ``analytics.partitions`` its partitions; nobody writes it but ``analytics.warehouse``.

    ``date`` is as it was sent, in ms since 1970; ``occurred_at`` is what reports go by (see ``analytics.rows``).
    ``subject`` says whose it was (see ``tracking.identity``), None for an order from nobody known. ``revenue`` is what
    was paid, or returned, by the order as a whole; ``scroll_percent`` the furthest so far. ``properties`` holds the
    event's other fields, the lines of an order as ``products``; None where there are none.
    """

    pk = models.CompositePrimaryKey("date", "message_id")
    date = models.BigIntegerField()
    occurred_at = models.DateTimeField()
    received_at = models.DateTimeField()
    loaded_at = models.DateTimeField()
    message_id = models.UUIDField()
    results_count = models.IntegerField(null=True)
    position = models.IntegerField(null=True)
    quantity = models.IntegerField(null=True)
    engaged_ms = models.IntegerField(null=True)
    scroll_percent = models.SmallIntegerField(null=True)
    is_bot = models.BooleanField()
    is_staff = models.BooleanField()
    event = models.TextField()
    topic = models.TextField()
    subject = models.TextField(null=True)
    anonymous_id = models.TextField(null=True)
    user_id = models.TextField(null=True)
    session_id = models.TextField(null=True)
    page_view_id = models.TextField(null=True)
    page_path = models.TextField(null=True)
    page_title = models.TextField(null=True)
    referrer_host = models.TextField(null=True)
    utm_source = models.TextField(null=True)
    utm_medium = models.TextField(null=True)
    utm_campaign = models.TextField(null=True)
    utm_term = models.TextField(null=True)
    utm_content = models.TextField(null=True)
    device = models.TextField(null=True)
    browser = models.TextField(null=True)
    locale = models.TextField(null=True)
    timezone = models.TextField(null=True)
    consent = models.TextField(null=True)
    product_id = models.TextField(null=True)
    category = models.TextField(null=True)
    search_id = models.TextField(null=True)
    search_keyword = models.TextField(null=True)
    list_id = models.TextField(null=True)
    promotion_id = models.TextField(null=True)
    order_id = models.TextField(null=True)
    form_id = models.TextField(null=True)
    currency = models.TextField(null=True)
    price = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    revenue = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    properties = models.JSONField(null=True)

    class Meta:
        db_table = "analytics_event"

    def __str__(self) -> str:
        return f"{self.event} {self.message_id}"
