"""Producers and consumers out of tables: what is no coordinate is named."""

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest

from simulation.errors import RegionError
from simulation.region.place_files import read_points
from simulation.region.spec import PointsSpec


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
@pytest.mark.parametrize("column", ["lon", "lat"])
def test_a_word_where_a_coordinate_belongs_is_named_with_its_row(
    tmp_path, suffix, column
):
    path = tmp_path / f"homes.{suffix}"
    rows = {"category": ["house"] * 4}
    rows |= {"lon": ["0.0", None, "0.0", "x"], "lat": ["0.0", None, "0.0", "x"]}
    rows[column][2] = "abc"
    table = pa.table(rows)
    if suffix == "csv":
        pa_csv.write_csv(table, path, pa_csv.WriteOptions(quoting_style="none"))
    else:
        pq.write_table(table, path)
    with pytest.raises(RegionError, match=f'row 3: {column} is "abc", expected deg'):
        read_points(path, PointsSpec(file=path.name))
