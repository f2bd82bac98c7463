"""Places and tracts far off, swapped or projected are refused or counted."""

import geopandas
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest
import shapely

from simulation.errors import RegionError
from simulation.region import build_region
from tests.region.small import (
    CONSUMERS,
    GRID,
    HEADER,
    ISLAND,
    KEPT,
    PRODUCERS,
    SIZE,
    SOUTH,
    TWO,
    WEST,
    built,
    counts,
    ids,
    refused,
    specified,
    square,
)

# Far off


def test_a_place_without_coordinates_does_not_stretch_the_grid_to_africa(tmp_path):
    said = refused(tmp_path, consumers=ISLAND, tracts=GRID)
    assert "row 3 of c.csv (consumers) lies at lon 0, lat 0, 9,8" in said
    assert "null island" in said
    without = KEPT + GRID
    left = built(
        tmp_path, consumers=ISLAND, tracts=without, keys='outliers = "leave_out"\n'
    )
    assert counts(left)["consumers_far_off"] == 1
    path = specified(tmp_path, tracts=without)
    plain = build_region(path, None, tmp_path / "plain")
    assert left.checksum == plain.checksum


@pytest.mark.parametrize("kind", ["parquet", "osm"])
def test_a_place_far_off_is_refused_whatever_file_it_is_in(tmp_path, kind):
    path = specified(tmp_path, consumers=ISLAND, tracts=GRID)
    table = pa_csv.read_csv(tmp_path / "c.csv")
    pq.write_table(table, tmp_path / "c.parquet")
    nodes = "".join(
        f"<node id='{number}' lon='{lon}' lat='{lat}'>"
        "<tag k='building' v='house'/></node>"
        for number, (lon, lat) in enumerate(
            zip(table["lon"].to_pylist(), table["lat"].to_pylist(), strict=True), 1
        )
    )
    (tmp_path / "c.osm").write_text(f"<osm version='0.6'>{nodes}</osm>")
    text = path.read_text().replace("c.csv", f"c.{kind}")
    if kind == "osm":
        text = text.replace('c.osm"\nid = "id"', 'c.osm"\ntags = {building = ["*"]}')
    path.write_text(text)
    with pytest.raises(
        RegionError, match=r"of c\.(parquet|osm) .*lies at lon 0, lat 0"
    ):
        build_region(path, None, tmp_path / "out")


def test_a_place_far_off_and_outside_the_tracts_is_counted_as_both(tmp_path):
    region = built(tmp_path, consumers=ISLAND)
    assert counts(region)["consumers_far_off"] == 1
    assert counts(region)["consumers_outside_tracts"] == 1
    assert ids(region, "consumers") == ["c1", "c2"]


def test_places_kept_far_off_widen_the_grid_but_not_round_the_world(tmp_path):
    keys = 'outliers = "keep"\n'
    said = refused(tmp_path, consumers=ISLAND, tracts=GRID, keys=keys)
    assert "km across" in said
    assert "expected 1,000 km or less" in said
    away = CONSUMERS + "-86.7,41.8,house,c3\n"  # 82 km
    assert "82 km from the middle" in refused(tmp_path, consumers=away, tracts=GRID)
    region = built(tmp_path, consumers=away, tracts=KEPT + GRID, keys=keys)
    assert ids(region, "consumers") == ["c1", "c2", "c3"]


def test_a_tract_far_from_all_others_is_named(tmp_path):
    shapes = [*TWO, ("C", square(WEST + 2 * SIZE, SOUTH)), ("Z", square(3, 50))]
    assert "tract Z lies at lon 3.005, lat 50.005, 6," in refused(
        tmp_path, shapes=shapes
    )
    tracts = '[tracts]\nfile = "t.geojson"\nid = "id"\nonly = ["A", "B"]\n'
    assert built(tmp_path, shapes=shapes, tracts=tracts).tracts.ids == ("A", "B")


def test_a_tract_with_a_corner_at_null_island_is_too_wide(tmp_path):
    shapes = [
        ("A", square(WEST, SOUTH)),
        ("B", [*square(WEST + SIZE, SOUTH)[:2], [0, 0]]),
    ]
    shapes[1][1].append(shapes[1][1][0])
    said = refused(tmp_path, shapes=shapes)
    assert "km" in said
    assert "expected" in said


# Swapped, projected, across the antimeridian


def swapped(text):
    header, *rows = text.splitlines()
    turned = [
        ",".join([r.split(",")[1], r.split(",")[0], *r.split(",")[2:]]) for r in rows
    ]
    return "\n".join([header, *turned]) + "\n"


def test_a_file_with_lon_and_lat_swapped_is_told_by_the_tracts(tmp_path):
    said = refused(tmp_path, consumers=swapped(CONSUMERS))
    assert "2 of 2 consumers lie inside the tracts with lon and lat swapped" in said
    assert "row 1 of c.csv (consumers) at lon 41.806, lat -87.697" in said


def test_a_swapped_row_among_others_is_counted(tmp_path):
    mixed = CONSUMERS + "41.806,-87.697,house,c3\n"
    region = built(tmp_path, consumers=mixed)
    assert counts(region)["consumers_outside_unless_lon_and_lat_are_swapped"] == 1


def test_a_swapped_row_of_a_grid_is_an_outlier_that_says_so(tmp_path):
    mixed = CONSUMERS + "41.806,-87.697,house,c3\n"
    said = refused(tmp_path, consumers=mixed, tracts=GRID)
    assert "(with lon and lat swapped it lies among them)" in said


def test_as_many_places_swapped_as_not_make_a_grid_too_wide(tmp_path):
    """No place is far from the middle of all then: it is between them."""
    two = PRODUCERS + "-87.699,41.803,cafe,p2\n"
    said = refused(tmp_path, producers=swapped(two), tracts=GRID)
    assert "km across" in said
    assert "swapped" in said


def test_a_latitude_beyond_the_pole_hints_at_the_longitude(tmp_path):
    said = refused(tmp_path, consumers=HEADER + "-33.8,151.2,house,c1\n")
    assert (
        "c.csv: row 1: the point is at lon -33.8, lat 151.2, expected degrees" in said
    )
    assert "look swapped" in said
    said = refused(tmp_path, consumers=HEADER + "447000,4627000,house,c1\n")
    assert "swapped" not in said


@pytest.mark.parametrize("share", [1, 5, 9])
def test_places_on_both_sides_of_the_antimeridian_are_refused(tmp_path, share):
    """Ten consumers round Taveuni, some of them west of the line."""
    rows = [
        f"{(179.95 if at < share else -179.95) + at / 1000},-16.8,house,c{at}"
        for at in range(10)
    ]
    said = refused(
        tmp_path,
        producers=HEADER + "179.94,-16.81,cafe,p\n",
        consumers=HEADER + "\n".join(rows) + "\n",
        tracts=GRID,
    )
    assert "across the antimeridian" in said
    assert "far" not in said


def test_tracts_on_both_sides_of_the_antimeridian_are_refused(tmp_path):
    shapes = [("A", square(179.98, -16.8)), ("B", square(-180, -16.8))]
    assert "across the antimeridian" in refused(tmp_path, shapes=shapes)


def test_a_region_on_one_side_of_the_antimeridian_is_like_any_other(tmp_path):
    region = built(
        tmp_path,
        producers=HEADER + "179.98,-16.81,cafe,p\n",
        consumers=HEADER + "179.99,-16.8,house,c\n",
        tracts=KEPT + GRID,
    )
    assert region.hotspots == 16


def test_projected_coordinates_without_a_system_are_named(tmp_path):
    ring = [[x * 1e3 + 447e3, y * 1e3 + 4627e3] for x, y in square(0, 0, 1)[:4]]
    said = refused(tmp_path, shapes=[("A", [*ring, ring[0]])])
    assert "tract A has a corner at 447000, 4627000, expected degrees" in said


def test_projected_coordinates_with_their_system_are_read(tmp_path):
    path = specified(tmp_path)
    boxes = [shapely.Polygon(ring) for _, ring in TWO]
    frame = geopandas.GeoDataFrame({"id": ["A", "B"]}, geometry=boxes, crs=4326)
    frame.to_crs(32616).to_file(tmp_path / "t.gpkg")
    path.write_text(path.read_text().replace("t.geojson", "t.gpkg"))
    region = build_region(path, None, tmp_path / "out")
    assert region.places.tract.tolist() == [0, 1, 0, 0, 1]
