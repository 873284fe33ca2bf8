"""Events as Parquet: the same rows, a file a day, nobody's browser or account in it."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from analytics.loading import Loader
from tests.analytics.events import delivered, made
from tracking.events import PageViewed, ProductAdded

duckdb = pytest.importorskip("duckdb")
pq = pytest.importorskip("pyarrow.parquet")
pytestmark = pytest.mark.django_db
MS_A_DAY = 86_400_000


def test_a_range_of_days_is_written_and_can_be_read(tmp_path, capsys):
    noon = int(datetime(2026, 3, 2, 12, tzinfo=UTC).timestamp() * 1000)
    events = [
        made(PageViewed, date=noon - MS_A_DAY, page_url="/"),
        made(ProductAdded, date=noon, product_id="fan", price="9.95", quantity=2, brand="Norrvik"),
        made(PageViewed, date=noon + MS_A_DAY),
    ]
    Loader().load(delivered(*events))

    call_command("export_events", "--from=2026-03-01", "--to=2026-03-02", f"--into={tmp_path}")

    files = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.*"))
    assert [name for name in files if name.endswith("parquet")] == [
        f"date=2026-03-0{day}/events.parquet" for day in (1, 2)
    ]
    assert capsys.readouterr().out.count("events.parquet\t1\n") == 2
    (row,) = pq.ParquetFile(tmp_path / "date=2026-03-02" / "events.parquet").read().to_pylist()
    assert (row["message_id"], row["price"], row["quantity"]) == (events[1].message_id, Decimal("9.95"), 2)
    assert (row["occurred_at"], row["properties"]) == (
        datetime(2026, 3, 2, 12, tzinfo=UTC),
        '{"brand": "Norrvik"}',
    )
    assert not {"anonymous_id", "user_id"} & row.keys()


def test_another_program_reads_the_days_as_one_table(tmp_path):
    """DuckDB has a reader of its own: types, compression and the folders' days must be what the format says."""
    noon = int(datetime(2026, 3, 2, 12, tzinfo=UTC).timestamp() * 1000)
    Loader().load(
        delivered(
            made(ProductAdded, date=noon - MS_A_DAY, product_id="fan", price="9.95", quantity=2),
            made(ProductAdded, date=noon, product_id="fan", price="0.10", quantity=3, brand="Norrvik"),
            made(PageViewed, date=noon),
        )
    )
    call_command("export_events", "--from=2026-03-01", "--to=2026-03-02", f"--into={tmp_path}")

    files = f"read_parquet('{tmp_path}/*/*.parquet', hive_partitioning = true)"
    with duckdb.connect() as database:
        days = database.execute(
            "SELECT date, count(*), sum(price * quantity), epoch_ms(max(occurred_at))"
            f" FROM {files} GROUP BY 1 ORDER BY 1"
        ).fetchall()
        (brand,) = database.execute(
            f"SELECT properties::json ->> 'brand' FROM {files} WHERE price = 0.10"
        ).fetchone()
        packed = database.execute(
            f"SELECT DISTINCT compression FROM parquet_metadata('{tmp_path}/*/*.parquet')"
        ).fetchall()

    assert [(str(day), *rest) for day, *rest in days] == [
        ("2026-03-01", 1, Decimal("19.90"), noon - MS_A_DAY),
        ("2026-03-02", 2, Decimal("0.30"), noon),
    ]
    assert brand == "Norrvik"
    assert packed == [("ZSTD",)]


def test_days_in_the_wrong_order_are_wrong_usage(tmp_path):
    with pytest.raises(CommandError, match="before --from"):
        call_command("export_events", "--from=2026-03-02", "--to=2026-03-01", f"--into={tmp_path}")
