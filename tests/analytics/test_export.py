"""Events as Parquet: the same rows, a file a day, nobody's browser or account in it."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from analytics.loading import Loader
from tests.analytics.events import delivered, made
from tracking.events import PageViewed, ProductAdded

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


def test_days_in_the_wrong_order_are_wrong_usage(tmp_path):
    with pytest.raises(CommandError, match="before --from"):
        call_command("export_events", "--from=2026-03-02", "--to=2026-03-01", f"--into={tmp_path}")
