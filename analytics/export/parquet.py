"""Tables as Parquet (zstd), for pandas, DuckDB and Spark. Needs the project's extra ``parquet``."""

import io
from importlib.util import find_spec
from typing import Any, Final

from analytics.errors import ExportUnavailable
from analytics.reports.table import Kind, Table

# Kind → Arrow's type; money keeps its cents, times are UTC.
_TYPES: Final = {
    Kind.TEXT: "string",
    Kind.DAY: "date32",
    Kind.COUNT: "int64",
    Kind.NUMBER: "float64",
    Kind.PERCENT: "float64",
    Kind.DURATION: "float64",
}


def is_available() -> bool:
    """Whether this installation can write Parquet."""
    return find_spec("pyarrow") is not None


def parquet_bytes(table: Table[Any]) -> bytes:
    """Return ``table`` as one file; unknown values are null.

    Raises:
        ExportUnavailable: pyarrow is not installed.
    """
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ModuleNotFoundError:
        raise ExportUnavailable("Parquet needs pyarrow: install the project's extra `parquet`") from None
    made = {Kind.TIME: pa.timestamp("us", tz="UTC"), Kind.MONEY: pa.decimal128(18, 2)}
    columns: list[list[Any]] = [[] for _ in table.columns]
    for cells in table.cells():
        for values, column, cell in zip(columns, table.columns, cells, strict=True):
            values.append(str(cell) if column.kind is Kind.TEXT and cell is not None else cell)
    schema = pa.schema(
        [
            pa.field(c.name, made[c.kind] if c.kind in made else getattr(pa, _TYPES[c.kind])())
            for c in table.columns
        ]
    )
    arrays = [pa.array(values, field.type) for values, field in zip(columns, schema, strict=True)]
    target = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(arrays, schema=schema), target, compression="zstd")
    return target.getvalue()
