"""Regions built from files: a small city written by hand, and real ones."""

import gzip
from itertools import pairwise

import geopandas
import numpy as np
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest

from simulation.errors import RegionError
from simulation.region import (
    build_region,
    check_region,
    load_region,
)
from simulation.region.building.spec import StreetsSpec
from simulation.region.building.street_files import read_streets, read_tagged
from simulation.region.geometry import METRES_PER_DEGREE, haversine_m
from simulation.region.street_graph import Use
from tests.region.conftest import SPEC

SIDE_M = 0.001 * METRES_PER_DEGREE  # 111.2 m
RESIDENTIAL_MPS = 5.0  # 36 km/h, halved in the evening


def changed(folder, old, new):
    """Change the specification and return its path."""
    text = (folder / "spec.toml").read_text()
    assert old in text
    (folder / "spec.toml").write_text(text.replace(old, new))
    return folder / "spec.toml"


def built(folder, spec=None):
    return build_region(spec or folder / "spec.toml", None, folder / "out")


def edges_of(path, **given):
    """Return the edges as ((lon, lat), (lon, lat)) -> (time [s], length [m])."""
    settings = {
        "file": "x",
        "evening_factor": 0.5,
        "evening_factor_source": "made up",
        "speed_kmh": {"residential": 36.0, "tertiary": 72.0},
    }
    streets = read_streets(path, StreetsSpec(**(settings | given)))
    graph, edges = streets.graph, {}
    for direction in np.flatnonzero(graph.use != Use.CLOSED).tolist():
        street, against = divmod(direction, 2)
        rows = slice(graph.first_point[street], graph.first_point[street + 1])
        line = list(
            zip(graph.lon[rows].tolist(), graph.lat[rows].tolist(), strict=True)
        )
        line = line[::-1] if against else line
        steps_m = [float(haversine_m(*a, *b)) for a, b in pairwise(line)]
        time_s = graph.time_ticks[direction] / 1024
        for pair, step_m in zip(pairwise(line), steps_m, strict=True):
            edges[pair] = (time_s * step_m / sum(steps_m), step_m)
    return edges, streets.counts


def test_streets_follow_one_way_signs_class_and_access(city):
    edges, counts = edges_of(city / "streets.osm")
    corners = [(0.0, 0.0), (0.001, 0.0), (0.001, 0.001), (0.0, 0.001)]
    around = set(zip(corners, [*corners[1:], corners[0]], strict=True))
    spur = (corners[2], (0.002, 0.001))
    assert set(edges) == around | {spur, spur[::-1]}
    for pair in around:
        time_s, length_m = edges[pair]
        assert length_m == pytest.approx(SIDE_M, abs=0.006)
        assert time_s == pytest.approx(SIDE_M / RESIDENTIAL_MPS, abs=0.001)
    assert edges[spur][0] == pytest.approx(SIDE_M / 10, abs=0.001)  # 72 km/h, halved
    assert (counts["streets"], counts["street_junctions"]) == (2, 2)
    assert counts["streets_unconnected"] == 1  # the island; beyond the gap is nothing
    assert counts["street_nodes_beyond_the_extract"] == 1


def test_a_tagged_maxspeed_counts_where_it_is_wanted(city):
    edges, _ = edges_of(city / "streets.osm", use_maxspeed=True)
    time_s, _ = edges[(0.001, 0.001), (0.002, 0.001)]
    expected_mps = 20 * 1609.344 / 3600 / 2  # 20 mph, halved
    assert time_s == pytest.approx(SIDE_M / expected_mps, abs=0.001)


def test_places_come_out_of_openstreetmap_by_their_tags(city):
    shops, _ = read_tagged(city / "streets.osm", {"amenity": ["restaurant"]})
    assert shops.source_id.tolist() == ["node/21"]
    tags = {"building": ["*"], "amenity": ["cafe"]}
    houses, left_out = read_tagged(city / "streets.osm", tags)
    assert set(left_out.values()) == {0}
    assert houses.category.tolist() == ["cafe", "house"]
    # A building stands at the mean of its three corners, the first not counted twice.
    assert houses.lon[1] == pytest.approx(0.0014 / 3, abs=1e-9)
    assert houses.lat[1] == pytest.approx(0.0004 / 3, abs=1e-9)


COURTYARD = """<osm version="0.6">
<node id="1" lon="0" lat="0"/> <node id="2" lon="0.001" lat="0"/>
<node id="3" lon="0.001" lat="95"/> <node id="4" lon="0" lat="0.001"/>
<node id="5" lon="200" lat="0"><tag k="building" v="hut"/></node>
<node id="6" lon="200" lat="0"><tag k="natural" v="tree"/></node>
<way id="10"><nd ref="1"/><nd ref="2"/><nd ref="3"/><nd ref="4"/><nd ref="1"/></way>
<way id="11"><nd ref="1"/><nd ref="2"/><nd ref="4"/><nd ref="3"/><nd ref="9"/>
  <tag k="highway" v="residential"/></way>
<way id="12"><nd ref="1"/><nd ref="2"/><nd ref="4"/><nd ref="1"/>
  <tag k="building" v="house"/></way>
<relation id="20"><member type="way" ref="10" role="outer"/>
  <tag k="type" v="multipolygon"/><tag k="building" v="apartments"/></relation>
<relation id="21"><member type="way" ref="10" role="outer"/>
  <tag k="type" v="multipolygon"/><tag k="landuse" v="grass"/></relation>
</osm>
"""


def test_relations_and_nodes_off_the_globe_are_left_out_and_counted(tmp_path):
    path = tmp_path / "court.osm"
    path.write_text(COURTYARD)
    found, left_out = read_tagged(path, {"building": ["*"]})
    assert found.source_id.tolist() == ["way/12"]
    assert left_out == {"relations_left_out": 1, "nodes_off_the_globe": 1}
    none, left_out = read_tagged(path, {"building": ["barn"]})
    assert (len(none), set(left_out.values())) == (0, {0})
    _, counts = edges_of(path)
    assert counts["street_nodes_off_the_globe"] == 1  # 3; what 9 is nobody knows
    assert counts["street_nodes_beyond_the_extract"] == 1


def test_what_lies_outside_or_far_from_a_street_is_dropped_and_counted(city):
    region = built(city)
    counts = region.manifest["counts"]
    assert counts["producers_found"] == 5
    assert counts["producers_without_coordinates"] == 1
    assert counts["producers_outside_tracts"] == 1
    assert counts["producers_far_from_street"] == 1
    assert (counts["producers"], counts["consumers"]) == (2, 3)
    assert region.places.source_id.tolist() == ["A", "B", "1", "5", "7", "8", "9"]
    assert region.places.tract.tolist() == [0, 1, 0, 1, 0, 0, 1]
    assert region.places.lon[:2].tolist() == [0.0001, 0.002]  # means of consumers
    assert check_region(city / "out").checksum == region.checksum


def test_max_access_decides_how_far_is_far(city):
    region = built(city, changed(city, "[streets]", "[streets]\nmax_access_m = 230"))
    assert region.manifest["counts"]["producers_far_from_street"] == 0
    assert len(region.producers) == 3


def test_a_leg_of_the_built_region_is_the_one_solved_by_hand(city):
    """From producer 1, 11.1 m along the first side, to consumer 9 on node 4.

    The rest of that side and another at 5 m/s, one at 10 m/s.
    """
    region = built(city)
    time_s, distance_m = region.router.legs([2], [6])
    along_m = 2 * SIDE_M - 0.0001 * METRES_PER_DEGREE
    assert time_s[0] == pytest.approx(along_m / RESIDENTIAL_MPS + SIDE_M / 10, abs=0.01)
    assert distance_m[0] == pytest.approx(along_m + SIDE_M, abs=0.1)


def test_building_twice_gives_one_checksum(city):
    first = built(city)
    second = build_region(city / "spec.toml", None, city / "again")
    assert first.checksum == second.checksum
    assert load_region(city / "again").checksum == first.checksum


def test_parquet_and_gzip_tables_give_the_region_of_the_csv(city):
    expected = built(city).checksum
    table = pa_csv.read_csv(city / "homes.csv")
    pq.write_table(table, city / "homes.parquet")
    shops = (city / "shops.csv").read_bytes()
    (city / "shops.csv.gz").write_bytes(gzip.compress(shops))
    changed(city, "homes.csv", "homes.parquet")
    spec = changed(city, "shops.csv", "shops.csv.gz")
    assert build_region(spec, None, city / "again").checksum == expected


def test_tracts_in_metres_are_reprojected(city):
    expected = built(city)
    frame = geopandas.read_file(city / "tracts.geojson").to_crs(3857)
    frame.to_file(city / "tracts.gpkg")
    spec = changed(city, "tracts.geojson", "tracts.gpkg")
    again = build_region(spec, None, city / "again")
    assert np.array_equal(again.places.tract, expected.places.tract)
    for before, after in zip(
        expected.tracts.polygons, again.tracts.polygons, strict=True
    ):
        assert np.allclose(before[0], after[0], atol=2e-7, rtol=0)


def test_a_drawn_sample_is_part_of_all_and_differs_by_seed(city):
    everything = set(built(city).places.source_id[-3:].tolist())
    changed(city, "[streets]", "[sample]\nconsumers = 1\n[streets]")
    drawn = set()
    for seed in range(8):
        text = SPEC.replace("seed = 3", f"seed = {seed}")
        text = text.replace("[streets]", "[sample]\nconsumers = 1\n[streets]")
        (city / "spec.toml").write_text(text)
        region = build_region(city / "spec.toml", None, city / f"out{seed}")
        assert region.manifest["counts"]["consumers_not_drawn"] == 2
        drawn |= set(region.places.source_id[region.consumers].tolist())
    assert len(drawn) > 1
    assert drawn <= everything


def test_a_point_that_is_dropped_leaves_the_draw_of_the_others(city):
    """Keys belong to the rows read: without its barn the draw stays the same."""
    lines = ["number,category,lon,lat"]
    lines += [f"{n},house,{0.00002 * n:.5f},0.0" for n in range(40)]
    (city / "homes.csv").write_text("\n".join(lines) + "\n")
    spec = changed(city, "[streets]", "[sample]\nconsumers = 20\n[streets]")
    spec = changed(city, 'categories = ["house", "flat"]\n', "")
    before = built(city, spec)
    lines[-1] = lines[-1].replace("0.0007", "0.7007")  # outside, key unchanged
    (city / "homes.csv").write_text("\n".join(lines) + "\n")
    after = build_region(spec, None, city / "again")
    old = set(before.places.source_id[before.consumers].tolist())
    new = set(after.places.source_id[after.consumers].tolist())
    assert len(old - new) == (1 if "39" in old else 0)


@pytest.mark.parametrize("kind", ["rectilinear", "great_circle"])
def test_a_region_without_streets_drives_straight_or_square(city, kind):
    text = (city / "spec.toml").read_text().partition("[streets]")[0]
    router = f'[router]\nkind = "{kind}"\nspeed_kmh = 36\nevening_factor = 0.5\n'
    router += 'evening_factor_source = "made up"\n'
    (city / "spec.toml").write_text(text + router)
    region = built(city)
    assert region.router.kind == kind
    assert region.router.speed_mps == RESIDENTIAL_MPS
    assert len(region.producers) == 3  # no street, so none is far from one


def test_a_label_stands_for_a_category_column(city):
    spec = changed(city, 'file = "shops.csv"', 'file = "shops.csv"\nlabel = "shop"')
    region = built(city, spec)
    assert region.places.category[region.producers].tolist() == ["shop", "shop"]


@pytest.mark.parametrize("name", ["shops.csv", "tracts.geojson", "streets.osm"])
@pytest.mark.parametrize("content", [b"", bytes(range(256)) * 20])
def test_an_empty_or_binary_file_gets_one_sentence(city, name, content):
    (city / name).write_bytes(content)
    with pytest.raises(RegionError, match=name) as raised:
        built(city)
    assert str(raised.value).isprintable()


def test_a_missing_data_folder_is_named(city):
    with pytest.raises(RegionError, match="no such folder"):
        build_region(city / "spec.toml", city / "nowhere", city / "out")


def test_an_existing_folder_is_refused_before_anything_is_read(city):
    (city / "out").mkdir()
    with pytest.raises(RegionError, match="out: exists already"):
        build_region(city / "no-such.toml", None, city / "out")
