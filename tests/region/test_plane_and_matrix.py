"""Regions of plane metres and of given matrices: built, checked, saved, refused."""

import math

import numpy as np
import pytest

from simulation.errors import NetworkError, RegionError
from simulation.region.building.build import build_region
from simulation.region.files import load_region
from simulation.region.findings import region_findings
from simulation.region.inspection import check_region, describe_region
from simulation.region.plane import PlaneRouter, degrees_of_plane

X = np.array([0.0, 960.0, 1200.0, 0.0, 317.5])
Y = np.array([0.0, 1280.0, 3400.0, 320.0, -2500.25])
SPEED_MPS = 320 / 60

PLANE = """name = "Plane"
[tracts]
without_consumers = "leave_out"
grid = {rows = 1, columns = 1}
[[producers]]
file = "r.csv"
id = "restaurant"
label = "restaurant"
x = "x"
y = "y"
[[consumers]]
file = "o.csv"
id = "order"
label = "diner"
x = "x"
y = "y"
"""
ROUTER = '[router]\nkind = "plane"\nspeed_kmh = 19.2\nround_up_s = 60\n'
GIVEN = '[router]\nkind = "matrix"\ntimes = "t.csv"\ndistances = "m.csv"\n'
SQUARE = """id,r1,o1,o2
r1,0,100,200
o1,110,0,120
o2,220,130,0
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "r.csv").write_text("restaurant\tx\ty\nr1\t0\t0\n")
    (tmp_path / "o.csv").write_text("order\tx\ty\no1\t960\t1280\no2\t1200\t3400\n")
    (tmp_path / "t.csv").write_text(SQUARE)
    (tmp_path / "m.csv").write_text(SQUARE.replace("100", "1000"))
    return tmp_path


def build(folder, text):
    (folder / "spec.toml").write_text(text)
    build_region(folder / "spec.toml", None, folder / "out")
    return load_region(folder / "out")


def number(region, source_id):
    return int(np.flatnonzero(region.places.source_id == source_id)[0])


@pytest.mark.parametrize("round_up_s", [0.0, 1.0, 60.0])
@pytest.mark.parametrize("metric", ["euclidean", "manhattan"])
def test_legs_of_a_plane_are_those_of_its_metres(metric, round_up_s):
    router = PlaneRouter(*degrees_of_plane(X, Y), SPEED_MPS, metric, round_up_s)
    here, there = np.divmod(np.arange(X.size**2), X.size)
    time_s, distance_m = router.legs(here, there)
    for a, b, s, m in zip(here, there, time_s, distance_m, strict=True):
        dx, dy = abs(X[a] - X[b]), abs(Y[a] - Y[b])
        exact = math.hypot(dx, dy) if metric == "euclidean" else dx + dy
        assert m == pytest.approx(exact, abs=0.0501)
        seconds = exact / SPEED_MPS
        if round_up_s:
            seconds = math.ceil(seconds / round_up_s - 1e-9) * round_up_s
        assert s == pytest.approx(seconds, abs=1 / 1024)


def test_a_way_of_whole_minutes_takes_them_and_no_more():
    router = PlaneRouter(*degrees_of_plane(X, Y), SPEED_MPS, round_up_s=60.0)
    time_s, _ = router.legs(np.array([0, 0]), np.array([1, 3]))
    assert time_s.tolist() == [300.0, 60.0]  # 1600 m by 3, 4, 5; 320 m


def test_points_added_by_degrees_are_where_their_metres_are():
    lon, lat = degrees_of_plane(X, Y)
    whole = PlaneRouter(lon, lat, SPEED_MPS, "euclidean", 60.0)
    grown = PlaneRouter(lon[:2], lat[:2], SPEED_MPS, "euclidean", 60.0).with_points(
        lon[2:], lat[2:]
    )
    here, there = np.divmod(np.arange(X.size**2), X.size)
    assert np.array_equal(whole.legs(here, there), grown.legs(here, there))
    assert np.array_equal(grown.x_m, X)
    assert np.array_equal(grown.y_m, Y)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            {"speed_mps": 0.0},
            "router plane: the speed is 0.0 m/s, expected more than 0",
        ),
        ({"metric": "maximum"}, "metric is 'maximum', expected euclidean or manhattan"),
        ({"round_up_s": -1.0}, "whole -1.0 s, expected 0"),
        ({"round_up_s": np.nan}, "whole nan s, expected 0"),
    ],
)
def test_a_plane_that_cannot_be_is_refused(change, sentence):
    with pytest.raises(NetworkError, match=sentence):
        PlaneRouter(X / 1e5, Y / 1e5, **{"speed_mps": 5.0, **change})


@pytest.mark.parametrize("wrong", [np.nan, np.inf, 6e6])
def test_metres_that_are_none_are_refused(wrong):
    with pytest.raises(NetworkError, match="x of point 1 is"):
        degrees_of_plane([0, wrong], [0, 0])


def test_a_region_in_plane_metres_is_built_saved_and_sound(folder):
    region = build(folder, PLANE + ROUTER)
    check_region(folder / "out")
    assert dict(describe_region(region))["router"] == (
        "plane, euclidean, at 19.2 km/h, rounded up to 60 s"
    )
    one, two = number(region, "r1"), region.consumers
    time_s, distance_m = region.router.legs([one], two)
    assert time_s.tolist() == [300.0, 720.0]
    assert distance_m.tolist() == [1600.0, pytest.approx(3605.6)]


def triangles(region):
    return [each for each in region_findings(region) if each.kind == "triangle"]


def test_a_leg_that_takes_longer_than_a_way_by_a_third_place_is_told(folder):
    assert not triangles(build(folder, PLANE + GIVEN))
    (folder / "t.csv").write_text(SQUARE.replace("200", "900"))
    (folder / "out").rename(folder / "before")
    (found,) = triangles(build(folder, PLANE + GIVEN))
    assert found.severity == "warning"
    assert "of 12 legs between 4 places take longer" in found.sentence
    assert "from producer 1 (r1) to " in found.sentence
    assert found.sentence.endswith(" 900 s, by consumer 2 (o1) 220 s.")


@pytest.mark.parametrize("metric", ["euclidean", "manhattan"])
def test_times_rounded_up_keep_the_triangle_inequality(metric):
    # ceil(a) + ceil(b) >= ceil(a + b): no way by a third place is quicker.
    x_m, y_m = np.random.default_rng(7).integers(-2000, 2000, (2, 60))
    router = PlaneRouter(*degrees_of_plane(x_m, y_m), SPEED_MPS, metric, 60.0)
    here, there = np.divmod(np.arange(60 * 60), 60)
    time_s = router.legs(here, there)[0].reshape(60, 60)
    by_third_s = (time_s[:, :, None] + time_s[None]).min(axis=1)
    assert (time_s <= by_third_s).all()


def test_a_region_of_given_matrices_drives_them_from_their_file(folder):
    region = build(folder, PLANE + GIVEN)
    check_region(folder / "out")
    names = ["r1", "o1", "o2"]
    at = [number(region, name) for name in names]
    here, there = np.repeat(at, 3), np.tile(at, 3)
    time_s, distance_m = region.router.legs(here, there)
    assert time_s.tolist() == [0, 100, 200, 110, 0, 120, 220, 130, 0]
    assert distance_m.tolist() == [0, 1000, 200, 110, 0, 120, 220, 130, 0]
    assert isinstance(region.router.travel_time_s, np.memmap)
    assert isinstance(region.router.distance_m, np.memmap)
    # A hotspot stands at a consumer of its tract: matrices know no other point.
    assert min(region.router.legs([0, 0], region.consumers)[0]) == 0


def test_a_matrix_that_was_altered_is_refused(folder):
    build(folder, PLANE + GIVEN)
    path = folder / "out" / "router_travel_time_s.npy"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    with pytest.raises(RegionError, match=r"router_travel_time_s\.npy: was altered"):
        load_region(folder / "out")


@pytest.mark.parametrize(
    ("square", "sentence"),
    [
        (SQUARE.replace("100", "-1"), "from r1 to o1 the entry -1 is negative"),
        (SQUARE.replace("100", "nan"), "from r1 to o1 the entry nan is not a number"),
        (SQUARE.replace("100", "inf"), "from r1 to o1 the entry inf is infinite"),
        (SQUARE.replace("r1,0", "r1,5"), "from r1 to r1 the entry 5 expected 0"),
        (SQUARE.replace("100", "fast"), "column o1 has a cell that is no number"),
        (SQUARE.replace("id,", "name,"), "has no column id"),
        (
            SQUARE + "o3,1,2,3\n",
            "has 4 rows and 3 columns of places .o3 is not in both",
        ),
        (SQUARE.replace("o2", "o9"), "has no row of consumer o2, expected one of"),
        (SQUARE.replace("\no1", "\no2"), "has 3 rows and 3 columns of places"),
        (SQUARE.replace("\no1", "\n"), "row 2 is empty"),
        ("", "t.csv: has no column id"),
    ],
)
def test_a_matrix_that_cannot_be_driven_is_refused(folder, square, sentence):
    (folder / "t.csv").write_text(square)
    with pytest.raises(RegionError, match=sentence):
        build(folder, PLANE + GIVEN)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (PLANE + GIVEN.replace('"t.csv"', '"u.csv"'), "u.csv: no such file"),
        (PLANE + GIVEN + "speed_kmh = 20\n", "router.speed_kmh is given with kind"),
        (
            PLANE + GIVEN.replace('distances = "m.csv"', ""),
            "router.distances is missing",
        ),
        (PLANE + ROUTER.replace("speed_kmh = 19.2", ""), "router.speed_kmh is missing"),
        (PLANE + ROUTER + 'metric = "maximum"\n', "router.metric is"),
        (PLANE + ROUTER.replace("plane", "great_circle"), "router.round_up_s is given"),
        (
            PLANE + '[router]\nkind = "great_circle"\nspeed_kmh = 20\n',
            "is in metres of a plane",
        ),
        (
            PLANE.replace('x = "x"\ny = "y"\n', "", 1) + ROUTER,
            "is not in every table of places",
        ),
        (PLANE.replace('x = "x"\n', "", 1) + ROUTER, "x and y do not go together"),
    ],
)
def test_a_specification_that_mixes_planes_and_globes_is_refused(
    folder, text, sentence
):
    with pytest.raises(RegionError, match=sentence):
        build(folder, text)


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [("9e6", "x is 9e.06, expected metres"), ("east", 'x is "east", expected metres')],
)
def test_a_place_that_is_not_in_the_plane_is_refused(folder, cell, sentence):
    (folder / "r.csv").write_text(f"restaurant\tx\ty\nr1\t{cell}\t0\n")
    with pytest.raises(RegionError, match=f"r.csv: row 1: {sentence}"):
        build(folder, PLANE + ROUTER)
