"""A business tool's own connection: ``bi_ro`` logs in with its password and meets the limits that a tool would."""

import io
from contextlib import contextmanager

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection

from analytics import bi
from analytics.bi_views import VIEWS
from analytics.loading import Loader
from analytics.rollups.refresh import refresh
from tests.analytics.events import delivered, made
from tracking.events import PageViewed, ProductsSearched

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "long-enough-for-a-tool"


@pytest.fixture
def tool(monkeypatch):
    """Return a function that connects as a tool does; what it may read is committed, as it is for anybody else."""
    Loader().load(
        delivered(
            made(ProductsSearched, user_id="anna@example.com", search_keyword="anna@example.com"),
            made(
                PageViewed,
                user_id="account-1",
                page_title="anna@example.com",
                page_url="/?to=anna@example.com",
            ),
        )
    )
    refresh(rests=False)
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    call_command("grant_bi_access", "--password-stdin", "--timeout=1")

    @contextmanager
    def connected(password=PASSWORD):
        server = connection.settings_dict
        with psycopg.connect(
            host=server["HOST"], port=server["PORT"], dbname=server["NAME"], user=bi.ROLE, password=password
        ) as opened:
            opened.autocommit = True
            yield opened

    yield connected
    with connection.cursor() as cursor:
        cursor.execute("ALTER ROLE bi_ro NOLOGIN PASSWORD NULL")
        cursor.execute("ALTER ROLE bi_ro RESET ALL")
        cursor.execute("DROP SCHEMA bi CASCADE")


def test_it_logs_in_reads_every_view_by_its_bare_name_and_finds_nobodys_address(tool):
    with tool() as opened:
        shown = {
            view.name: [row for (row,) in opened.execute(f"SELECT v::text FROM {view.name} v")]
            for view in VIEWS
        }
    assert len(shown["events"]) == 2
    assert shown["searches"]
    assert "@" not in str(shown)
    assert "account-1" not in str(shown)


def test_it_does_not_get_in_without_its_password(tool):
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"), tool("wrong"):
        pass


def test_it_is_refused_tables_writes_and_what_takes_too_long(tool):
    with tool() as opened:
        for table in ("analytics_event", "identity_alias", "shop_user", "outbox"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                opened.execute(f"SELECT 1 FROM public.{table}")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            opened.execute("SELECT rolpassword FROM pg_authid")
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            opened.execute("CREATE TABLE mine (id int)")
        with pytest.raises(psycopg.errors.QueryCanceled, match="statement timeout"):
            opened.execute("SELECT pg_sleep(20)")
        # Who takes that guard away still has no right to.
        opened.execute("SET default_transaction_read_only = off")
        for statement in (
            "CREATE TABLE public.mine (id int)",
            "DELETE FROM bi.events",
            "TRUNCATE public.outbox",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                opened.execute(statement)
