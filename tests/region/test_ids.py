"""Ids are text, the same wherever they are written: tables, tracts and traces."""

import geopandas
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from simulation.demand.columns import read_table, texts
from simulation.errors import DemandError, RegionError
from simulation.region import build_region
from simulation.region.building.delimited import IdError, id_texts
from simulation.region.building.place_files import read_points
from simulation.region.building.spec import PointsSpec, TractsSpec
from simulation.region.building.tract_files import read_tracts
from simulation.specs import validated
from tests.region.small import built, geojson, specified, square

WORDS = [
    "NA",
    "null",
    "NaN",
    "007",
    "1e5",
    "12345678901234567890",
    " x ",
    "true",
    "5.0",
]


def of_table(path, column="id"):
    spec = PointsSpec(file=path.name, id=column, label="house")
    return read_points(path, spec)[0].source_id.tolist()


def of_trace(path):
    return texts(path, read_table(path)["producer"], "producer").tolist()


def of_tracts(path):
    return list(read_tracts(path, None, "id", None).tracts.ids)


def test_words_that_look_like_something_else_stay_what_they_are(tmp_path):
    expected = [word.strip() for word in WORDS]
    table = tmp_path / "places.csv"
    table.write_text("id,lon,lat\n" + "".join(f"{word},0,0\n" for word in WORDS))
    trace = tmp_path / "orders.csv"
    trace.write_text("producer\n" + "".join(f"{word}\n" for word in WORDS))
    tracts = tmp_path / "tracts.geojson"
    shapes = [(word, square(at / 100, 0)) for at, word in enumerate(WORDS)]
    tracts.write_text(geojson(shapes))
    places = tmp_path / "places.parquet"
    rows = len(WORDS)
    columns = {"id": WORDS, "producer": WORDS, "lon": [0.0] * rows, "lat": [0.0] * rows}
    pq.write_table(pa.table(columns), places)
    assert of_table(table) == of_trace(trace) == of_tracts(tracts) == expected
    assert of_table(places) == of_trace(places) == expected


@pytest.mark.parametrize(
    ("values", "kind", "expected"),
    [
        ([501.0, 5.01], pa.float64(), ["501", "5.01"]),
        ([501.0, 5.01], pa.float32(), ["501", "5.01"]),
        (
            [17031839100.0, 2.0**53 - 1],
            pa.float64(),
            ["17031839100", "9007199254740991"],
        ),
        ([2**62, -7], pa.int64(), [str(2**62), "-7"]),
        ([7, 8], pa.uint8(), ["7", "8"]),
        ([" a", "b "], pa.dictionary(pa.int32(), pa.string()), ["a", "b"]),
        ([b"a ", b"b"], pa.binary(), ["a", "b"]),
        ([" a", "b"], pa.large_string(), ["a", "b"]),
        ([" a", "b"], pa.string_view(), ["a", "b"]),
    ],
)
def test_numbers_are_the_same_ids_in_tables_and_traces(
    tmp_path, values, kind, expected
):
    path = tmp_path / "places.parquet"
    ids = pa.array(values, kind) if not pa.types.is_dictionary(kind) else None
    column = ids if ids is not None else pa.array(values).dictionary_encode()
    zeros = pa.array([0.0] * len(values))
    pq.write_table(
        pa.table({"id": column, "producer": column, "lon": zeros, "lat": zeros}), path
    )
    assert of_table(path) == of_trace(path) == expected


@pytest.mark.parametrize("suffix", ["geojson", "gpkg"])
def test_numbers_of_tracts_print_as_they_are_written(tmp_path, suffix):
    path = tmp_path / f"tracts.{suffix}"
    if suffix == "geojson":
        shapes = [(5.01, square(0, 0)), (501, square(0.01, 0)), (7.0, square(0.02, 0))]
        path.write_text(geojson(shapes))
    else:
        boxes = [shapely.box(at / 100, 0, at / 100 + 0.01, 0.01) for at in range(3)]
        frame = geopandas.GeoDataFrame({"id": [5.01, 501, 7]}, geometry=boxes, crs=4326)
        frame.to_file(path)
    assert of_tracts(path) == ["5.01", "501", "7"]


@given(st.lists(st.integers() | st.floats(-1e6, 1e6).map(lambda x: round(x, 3))))
def test_whole_numbers_print_as_integers_and_others_as_the_shortest_text(values):
    for value, text in zip(values, id_texts(values), strict=True):
        assert float(text) == float(value)
        assert ("." in text or "e" in text) == (value != int(value))


@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"])), min_size=1))
def test_texts_lose_the_blanks_around_them_and_nothing_else(values):
    if all(map(str.strip, values)):
        assert id_texts(values) == list(map(str.strip, values))
    else:
        with pytest.raises(IdError) as caught:
            id_texts(values)
        assert values[caught.value.row].strip() == ""


def test_digits_that_a_float_has_lost_are_told(tmp_path):
    path = tmp_path / "tracts.gpkg"
    frame = geopandas.GeoDataFrame(
        {"id": [2.0**60]}, geometry=[shapely.box(0, 0, 1, 1)]
    )
    frame.set_crs(4326).to_file(path)
    with pytest.raises(
        RegionError, match=r"tract 1 has an id that is 1\.15.* are lost"
    ):
        of_tracts(path)


@pytest.mark.parametrize("empty", ["", "  ", '"\t"'])
def test_an_empty_id_is_refused_with_its_row(tmp_path, empty):
    path = tmp_path / "places.csv"
    path.write_text(f"id,lon,lat,producer\na,0,0,a\n{empty},0,0,{empty}\n")
    with pytest.raises(RegionError, match="row 2: id is empty, expected the id of a"):
        of_table(path)
    with pytest.raises(DemandError, match="row 2: producer is empty"):
        of_trace(path)


def test_an_id_of_a_row_that_is_not_taken_may_be_empty(tmp_path):
    path = tmp_path / "places.csv"
    path.write_text("id,lon,lat\n,,\nb,0,0\n")
    assert of_table(path) == ["b"]


@pytest.mark.parametrize("missing", [None, "", " "])
def test_a_tract_without_an_id_is_named(tmp_path, missing):
    path = tmp_path / "tracts.geojson"
    path.write_text(geojson([(17031839100, square(0, 0)), (missing, square(0.01, 0))]))
    with pytest.raises(RegionError, match="tract 2 has no id, expected one in"):
        of_tracts(path)


@pytest.mark.parametrize("word", ["1e5", "NaN", "null", "true", "007"])
def test_a_number_among_the_ids_of_tracts_leaves_the_words_as_they_are(tmp_path, word):
    path = tmp_path / "tracts.geojson"
    path.write_text(geojson([(5, square(0, 0)), (word, square(0.01, 0))]))
    assert of_tracts(path) == ["5", word]


def test_two_tracts_of_one_id_are_both_named(tmp_path):
    path = tmp_path / "tracts.geojson"
    path.write_text(geojson([("a", square(0, 0)), (" a ", square(0.01, 0))]))
    with pytest.raises(RegionError, match="tract 2 has the id a as tract 1 has"):
        of_tracts(path)


@pytest.mark.parametrize("only", [[17031839100], ["17031839100"], [17031839100.0]])
def test_tracts_may_be_asked_for_by_number_or_text(tmp_path, only):
    path = tmp_path / "tracts.geojson"
    ids = (17031839100, 17031280100.0, 17031280100.5)
    path.write_text(
        geojson([(each, square(at / 100, 0)) for at, each in enumerate(ids)])
    )
    spec = TractsSpec(file="t", id="id", only=only)
    taken = read_tracts(path, None, "id", spec.only)
    assert taken.tracts.ids == ("17031839100",)


@pytest.mark.parametrize("only", [[True], [[1]], [float("nan")], ["a", None], [" "]])
def test_what_is_no_id_is_not_asked_for(only):
    with pytest.raises(RegionError, match=r"tracts\.only|only"):
        validated(TractsSpec, {"file": "t", "id": "id", "only": only}, "s", RegionError)


def test_rows_without_ids_are_numbered_and_differ_between_files(tmp_path):
    row = "lon,lat,category\n-87.698,41.802,restaurant\n"
    (tmp_path / "q.csv").write_text(row)
    one = '[[producers]]\nfile = "p.csv"\n'
    alone = built(tmp_path, producers=row, of_producers=one)
    assert alone.places.source_id[alone.producers].tolist() == ["1"]
    two = one + '[[producers]]\nfile = "q.csv"\n'
    path = specified(tmp_path, producers=row, of_producers=two)
    both = build_region(path, None, tmp_path / "both")
    assert both.places.source_id[both.producers].tolist() == ["p.csv/1", "q.csv/1"]
