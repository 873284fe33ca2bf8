"""A store with a filled warehouse goes back some versions and forward again."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from analytics.loading import Loader
from analytics.models import CountedDay, StaleDay
from analytics.reports import acquisition, funnel, overview, pages, products
from analytics.reports.period import last_days
from analytics.reports.scope import Comparison, Scope
from analytics.rollups.refresh import is_counted, refresh
from tests.analytics.events import delivered
from tests.analytics.test_rollups import story

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def migrated():
    """Give a function that brings the warehouse to a version; whatever happens, it ends at the newest."""
    yield lambda version: call_command("migrate", "analytics", version, verbosity=0)
    call_command("migrate", "analytics", verbosity=0)


def told():
    """Return what reports say that read what was changed, all of them of the same three days."""
    scope = Scope(last_days(3, now=timezone.now(), zone=settings.TIME_ZONE), Comparison.NOTHING)
    steps = funnel.report(scope, funnel.Options())
    reports = [module.report(scope) for module in (acquisition, overview, pages, products)]
    return [table.rows for report in (*reports, steps) for table in report.tables.values()]


def test_what_was_counted_before_is_counted_again_and_reports_say_the_same_meanwhile(migrated):
    with transaction.atomic():
        Loader().load(delivered(*story("anna"), *story("bert"), *story("bert")[:3]))
    refresh(rests=False)
    now, today = told(), timezone.localdate()
    assert now[0][0].visitors == 2

    migrated("0007_paths")
    with connection.cursor() as cursor:
        cursor.execute("SELECT viewers FROM analytics_day_product")
        assert cursor.fetchall() == [([],)]
        cursor.execute("UPDATE analytics_day_product SET viewers = ARRAY[1, 2]")
        cursor.execute(
            "INSERT INTO analytics_counted_day (day, counted_at, seconds) VALUES (%s, now(), 1)", [today]
        )

    migrated("0011_orders")
    assert not CountedDay.objects.exists()
    assert set(StaleDay.objects.values_list("day", flat=True)) == {today}
    assert not is_counted(today - timedelta(days=2), today)
    assert told() == now

    assert refresh(rests=False) == [today]
    assert is_counted(today - timedelta(days=2), today)
    assert told() == now
