"""Tables as people write them, read alike for places and for orders."""

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.demand.columns import read_table
from simulation.errors import DemandError, RegionError
from simulation.region.building.delimited import SEPARATORS, table_file, why_unread
from simulation.region.building.place_files import read_points
from simulation.region.building.spec import PointsSpec

SPEC = PointsSpec(file="x.csv", id="id", label="house")
ROWS = (("id", "lon", "lat", "note"), ("a", "1.5", "2.5", "x"), ("b", "3", "4", "y"))


def table(separator, rows=ROWS):
    return "".join(separator.join(row) + "\n" for row in rows)


def points_of(path):
    points, _ = read_points(path, SPEC)
    return points.source_id.tolist(), points.lon.tolist(), points.lat.tolist()


EXPECTED = ["a", "b"], [1.5, 3.0], [2.5, 4.0]


@pytest.mark.parametrize("separator", SEPARATORS)
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_separator_mark_and_line_end_gives_the_same_points(
    tmp_path, separator, mark, end
):
    path = tmp_path / "x.csv"
    text = mark + table(separator).replace("\n", end)
    path.write_bytes(text.encode())
    assert points_of(path) == EXPECTED
    path.write_bytes(gzip.compress(text.encode()))  # whatever its name says
    assert points_of(path) == EXPECTED


@pytest.mark.parametrize(
    ("header", "separator"),
    [
        ("order\tx\ty", "\t"),
        ("a;b,id,lon,lat", ","),
        ("a,b;id;lon;lat", ";"),
        ('"id;lon",lat', ","),
        ("id", ","),
        ("x|y", "|"),
        ("nothing known, at all", ","),
    ],
)
def test_the_separator_is_the_one_that_makes_sense_of_the_header(
    tmp_path, header, separator
):
    path = tmp_path / "x.csv"
    path.write_text(header + "\n")
    assert table_file(path, {"id", "lon", "lat"}).separator == separator


def test_blanks_around_the_names_of_columns_do_not_count(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text(table(", "))
    assert points_of(path) == EXPECTED


@pytest.mark.parametrize("size", [10, 40_000])
@pytest.mark.parametrize("packed", [False, True])
def test_line_breaks_in_quoted_cells_belong_to_the_cell_in_long_files_too(
    tmp_path, size, packed
):
    """40,000 rows are 2 MB, twice the block that the reader takes at a time."""
    rows = [("id", "lon", "lat", "note")]
    rows += [
        (str(n), "1", "2", f'"ring twice,\n{n}\n\n third floor"') for n in range(size)
    ]
    path = tmp_path / "x.csv"
    content = table(",", rows).encode()
    path.write_bytes(gzip.compress(content) if packed else content)
    assert points_of(path)[0] == [str(n) for n in range(size)]
    assert read_table(path, ("id",))["id"].to_pylist() == [str(n) for n in range(size)]


def test_a_column_that_nobody_asked_for_is_left_alone(tmp_path):
    """Numbers for a megabyte, then words, then bytes that are no UTF-8."""
    path = tmp_path / "x.csv"
    rows = b"".join(b"%d,1,2,123456789\n" % n for n in range(60_000))
    path.write_bytes(b"id,lon,lat,note\n" + rows + b"w,1,2,word\nl,1,2,caf\xe9\n")
    assert points_of(path)[0][-2:] == ["w", "l"]
    assert read_table(path, ("id", "lon")).num_rows == 60_002


DAMAGED = {
    "utf16": (table(",").encode("utf-16"), "the text is UTF-16 and not UTF-8"),
    "latin": (b"id,lon,lat\ncaf\xe9,1,2\n", "not all of it is UTF-8 text"),
    "short row": (b"id,lon,lat\na,1,2\nb,1\n", "row 2 has 2 cells, expected 3 as in"),
    "long row": (b"id,lon,lat\na,1,2,3\n", "row 1 has 4 cells, expected 3 as in"),
    "half gzip": (gzip.compress(table(",").encode())[:-12], "damaged"),
    "parquet": (b"PAR1" + bytes(40), "cannot be read"),
    "spreadsheet": (b"PK\x03\x04" + bytes(60), "it is no text"),
    "quote": (b'id,lon,lat\n"a,1,2\n', "cannot be read"),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_file_gets_one_whole_sentence_from_either_reader(tmp_path, name):
    content, says = DAMAGED[name]
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    with pytest.raises(RegionError) as of_places:
        read_points(path, SPEC)
    with pytest.raises(DemandError) as of_orders:
        read_table(path, ("id", "lon", "lat"))
    for text in (str(of_places.value), str(of_orders.value)):
        assert says in text
        assert text.isprintable()
        assert text.endswith(".")
        assert "consider" not in text


@given(st.binary(max_size=300))
def test_no_bytes_end_in_another_error(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("bytes") / "x.csv"
    path.write_bytes(content)
    said = []
    for read, error in (
        (lambda: read_points(path, SPEC), RegionError),
        (lambda: read_table(path, ("id", "lon", "lat")), DemandError),
    ):
        try:
            read()
        except error as wrong:
            said.append(str(wrong))
    assert all(each.startswith(f"{path}: ") for each in said)


@given(st.text())
def test_a_reason_is_one_short_printable_line(text):
    why = why_unread(ValueError(text))
    assert len(why) <= 101
    assert why.isprintable()
