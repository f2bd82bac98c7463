"""Producers and consumers out of tables: what is no coordinate is named."""

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest

from simulation.errors import RegionError
from simulation.region.building.place_files import read_points
from simulation.region.building.spec import PointsSpec


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


@pytest.mark.parametrize("text", ["lon,lat,category\n", "lon,lat,category\n,,x\n"])
def test_a_table_without_points_has_none(tmp_path, text):
    path = tmp_path / "homes.csv"
    path.write_text(text)
    points, without = read_points(path, PointsSpec(file=path.name))
    assert len(points) == 0
    assert without == text.count("x")


def test_an_empty_table_and_a_column_that_stands_twice_are_refused(tmp_path):
    path = tmp_path / "homes.csv"
    path.write_text("")
    with pytest.raises(RegionError, match="is empty, expected a table of points"):
        read_points(path, PointsSpec(file=path.name))
    path.write_text("lon,lat,category,lat\n1,2,x,3\n")
    with pytest.raises(RegionError, match="has the column lat twice, expected once"):
        read_points(path, PointsSpec(file=path.name))


@pytest.mark.parametrize("lon", [[True, False], [[1.0], [2.0]]])
def test_what_is_no_number_is_no_coordinate(tmp_path, lon):
    path = tmp_path / "homes.parquet"
    pq.write_table(
        pa.table({"lon": lon, "lat": [0.0, 1.0], "category": ["x", "y"]}), path
    )
    with pytest.raises(RegionError, match=r"row 1: lon is .*, expected degrees"):
        read_points(path, PointsSpec(file=path.name))


def test_a_decimal_comma_is_told(tmp_path):
    path = tmp_path / "homes.csv"
    path.write_text("lon;lat;category\n24,94;60,17;x\n")
    with pytest.raises(
        RegionError, match='is "24,94", expected degrees with a decimal po'
    ):
        read_points(path, PointsSpec(file=path.name))
