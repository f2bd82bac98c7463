"""Tables of a prepared region as the bytes of Parquet files, and back."""

import io

import pyarrow as pa
import pyarrow.parquet as pq

from simulation.errors import RegionError


def table_to_bytes(table: pa.Table) -> bytes:
    """Return a table as a Parquet file."""
    file = io.BytesIO()
    pq.write_table(table, file, compression="zstd")
    return file.getvalue()


def table_from_bytes(content: bytes) -> pa.Table:
    """Return the table of a Parquet file."""
    return pq.ParquetFile(pa.BufferReader(content)).read(use_threads=False)


def table_of(content: bytes, schema: pa.Schema, name: str) -> pa.Table:
    """Return the table of a Parquet file that has the columns of a schema.

    Raises
    ------
    RegionError
        If it is another table; `name` says which it should be.
    """
    table = table_from_bytes(content)
    if table.schema.names != schema.names:
        raise RegionError(
            f"{name}: has the columns {', '.join(table.schema.names)}, expected "
            f"{', '.join(schema.names)}."
        )
    return table
