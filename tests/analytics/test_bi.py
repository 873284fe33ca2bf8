"""``bi_ro`` reads the documented views and nothing else."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from analytics import bi
from analytics.bi_views import VIEWS
from analytics.loading import Loader
from tests.analytics.events import delivered, made
from tracking.events import PageViewed, ProductsSearched

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_bi():
    """Run a statement as the role, in a savepoint of its own."""
    call_command("grant_bi_access")

    def run(statement):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL ROLE {bi.ROLE}")
            cursor.execute(statement)
            rows = cursor.fetchall() if cursor.description else []
            cursor.execute("RESET ROLE")
            return rows

    return run


def test_it_reads_every_view_and_each_column_is_the_documented_one(as_bi):
    for view in VIEWS:
        as_bi(f"SELECT * FROM bi.{view.name}")
    found = as_bi("SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'bi'")
    assert set(found) == {(view.name, column.name) for view in VIEWS for column in view.columns}
    assert Path(settings.BASE_DIR, "docs", "data-dictionary.md").read_text() == bi.document()


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT 1 FROM analytics_event",
        "SELECT 1 FROM analytics_event_default",
        "SELECT 1 FROM analytics_day_session",
        "SELECT 1 FROM identity_alias",
        "SELECT 1 FROM shop_user",
        "DELETE FROM bi.events",
        "UPDATE bi.searches SET searches = 0",
        "CREATE TABLE bi.mine (id int)",
        "CREATE TABLE public.mine (id int)",
    ],
)
def test_it_can_do_nothing_else(as_bi, statement):
    with pytest.raises(DatabaseError, match="permission denied"):
        as_bi(statement)


def test_nobody_is_named_in_what_it_reads(as_bi):
    events = [
        made(
            ProductsSearched, who="browser-1", user_id="anna@example.com", search_keyword="anna@example.com"
        ),
        made(PageViewed, who="browser-1", user_id="account-1", page_title="anna@example.com"),
    ]
    Loader().load(delivered(*events))

    shown = str(as_bi("SELECT e::text FROM bi.events e"))

    assert "page_viewed" in shown
    for word in ("example.com", "browser-1", "account-1", "u:", "a:b"):
        assert word not in shown


def test_its_statements_end_in_time_and_write_nothing(as_bi):
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolconfig, rolcanlogin FROM pg_roles WHERE rolname = %s", [bi.ROLE])
        config, can_log_in = cursor.fetchone()
    assert {"statement_timeout=30s", "default_transaction_read_only=on", "search_path=bi"} <= set(config)
    assert not can_log_in
