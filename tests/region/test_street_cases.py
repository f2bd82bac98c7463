"""Small maps that went wrong, and the right value: through the region that is built.

After public fault reports of routing engines: streets without a node near the door,
speeds in every form, ferries, tunnels, files of editors.
"""

import bz2

import numpy as np
import pytest

from simulation.region import build_region
from simulation.region.geometry import METRES_PER_DEGREE
from tests.region.maps import (
    AROUND,
    HOUSE,
    LONG_M,
    RING,
    SHOP,
    SHORT_M,
    SPEC,
    built,
    leg,
    osm,
    short_cut,
)


def mid_street():
    nodes = {
        901: (-87.72, 41.79, {}),
        902: (-87.67, 41.79, {}),
        903: (-87.67, 41.81, {}),
        904: (-87.72, 41.81, {}),
        1: (-87.7, 41.8, {}),
        2: (-87.688, 41.8, {}),
        3: (-87.694, 41.80001, SHOP),
        4: (-87.6938, 41.80001, HOUSE),
        5: (-87.7001, 41.8, HOUSE),
        6: (-87.6881, 41.8, SHOP),
    }
    street = {"highway": "residential"}
    return osm(
        nodes,
        [
            (10, [1, 2], street),
            (11, [901, 902, 903, 904, 901], street),
            (12, [901, 1], street),
            (13, [902, 2], street),
        ],
    )


def test_two_doors_in_the_middle_of_a_street_drive_along_it(tmp_path):
    """17 m apart, 500 m from every node of the street: no place is dropped."""
    region = built(tmp_path, mid_street())
    assert region.manifest["counts"]["producers_far_from_street"] == 0
    apart_m = 0.0002 * METRES_PER_DEGREE * np.cos(np.radians(41.8))
    access_m = 2 * 0.00001 * METRES_PER_DEGREE
    assert leg(region)[1] == pytest.approx(apart_m + access_m, abs=0.3)


MAXSPEEDS = {  # driven [km/h] for each tag, after the wiki's Key:maxspeed
    "walk": 5,
    "5 knots": 9.26,
    "30 MPH": 48.28,
    "30 kph": 30,
    "50;30": 30,
    "20 mph;30 mph": 32.19,
    "DE:zone:30": 30,
    "RO:urban": 50,
    "40": 40,
    "30 mph": 48.28,
    "0": 50,  # told, not driven
    "fast": 50,
}


@pytest.mark.parametrize(("tag", "expected_kmh"), MAXSPEEDS.items())
def test_a_speed_limit_is_read_in_every_form_of_the_wiki(tmp_path, tag, expected_kmh):
    nodes = {1: (-87.70, 41.8, SHOP), 2: (-87.69, 41.8, HOUSE)}
    way = (10, [1, 2], {"highway": "residential", "maxspeed": tag})
    region = built(tmp_path, osm(nodes, [way]))
    time_s, distance_m = leg(region)
    assert 3.6 * distance_m / time_s == pytest.approx(expected_kmh, rel=2e-3)
    assert (f"maxspeed={tag}" in region.manifest["unread_tags"]) == (
        tag in {"0", "fast"}
    )


def test_speed_limits_may_differ_by_direction(tmp_path):
    nodes = {1: (-87.70, 41.8, SHOP | HOUSE), 2: (-87.69, 41.8, SHOP | HOUSE)}
    own = {"maxspeed:forward": "40", "maxspeed:backward": "20"}
    way = (10, [1, 2], {"highway": "residential"} | own)
    region = built(tmp_path, osm(nodes, [way]))
    there, back = leg(region, 0, 1), leg(region, 1, 0)
    assert back[0] == pytest.approx(2 * there[0], rel=1e-3)


def test_a_ferry_takes_its_duration_and_nobody_gets_off_at_sea(tmp_path):
    """Two islands; the house lies nearest to the ferry's line, on the second."""
    nodes = {
        1: (-87.72, 41.8, SHOP),
        2: (-87.71, 41.8, {}),
        3: (-87.69, 41.8, {}),
        4: (-87.68, 41.8, {}),
        5: (-87.6905, 41.8, HOUSE),
    }
    street = {"highway": "residential"}
    ferry = {"route": "ferry", "duration": "00:20", "motor_vehicle": "yes"}
    text = osm(nodes, [(10, [1, 2], street), (11, [2, 3], ferry), (12, [3, 4], street)])
    (tmp_path / "s.osm").write_text(text)
    spec = SPEC.format(file="s.osm", streets="") + "ferry = 20\n"
    (tmp_path / "spec.toml").write_text(spec)
    region = build_region(tmp_path / "spec.toml", None, tmp_path / "region")
    time_s, _ = leg(region)
    assert time_s > 20 * 60
    house = region.consumers[0]
    assert region.router.street_lon[house] == pytest.approx(-87.69)


@pytest.mark.parametrize(
    ("duration", "sea_m", "told"),
    [
        ("00:10", 0, True),  # its ends lie at one point: no speed
        ("00:00:01", 1000, True),  # faster than any ferry
        ("600:00", 1000, True),  # 25 days
        ("00:10", 1000, False),
    ],
)
def test_a_duration_that_no_ferry_takes_is_told_and_not_driven(
    tmp_path, duration, sea_m, told
):
    sea = sea_m / METRES_PER_DEGREE / np.cos(np.radians(41.8))
    nodes = {
        1: (-87.72, 41.8, SHOP),
        2: (-87.71, 41.8, {}),
        3: (-87.71 + sea, 41.8, {}),
        4: (-87.68, 41.8, HOUSE),
    }
    street = {"highway": "residential"}
    ferry = {"route": "ferry", "duration": duration, "motor_vehicle": "yes"}
    text = osm(nodes, [(10, [1, 2], street), (11, [2, 3], ferry), (12, [3, 4], street)])
    (tmp_path / "s.osm").write_text(text)
    spec = SPEC.format(file="s.osm", streets="") + "ferry = 20\n"
    (tmp_path / "spec.toml").write_text(spec)
    region = build_region(tmp_path / "spec.toml", None, tmp_path / "region")
    time_s, distance_m = leg(region)
    at_sea_s = 600 if not told else sea_m / (20 / 3.6)
    assert time_s == pytest.approx((distance_m - sea_m) / (50 / 3.6) + at_sea_s, abs=1)
    assert (f"duration={duration}" in region.manifest["unread_tags"]) == told


def by_hand_in_another_order(text):
    """Return the map with its ways before its nodes."""
    head, _, rest = text.partition("<node")
    nodes, _, ways = ("<node" + rest).partition("<way")
    return head + "<way" + ways.replace("</osm>", "") + nodes + "</osm>"


def negative(text):
    """Return the map with ids below zero, as editors number new objects."""
    for key in ("id", "ref"):
        text = text.replace(f'{key}="', f'{key}="-')
    return text


@pytest.mark.parametrize("change", [by_hand_in_another_order, negative])
def test_files_of_editors_are_read_as_others_are(tmp_path, change):
    text = short_cut({"highway": "residential", "motorcar": "no"})
    region = built(tmp_path, change(text))
    assert leg(region)[1] == pytest.approx(LONG_M, abs=0.1)


def test_a_bz2_file_is_read(tmp_path):
    text = short_cut({"highway": "residential"})
    region = built(tmp_path, text, file="s.osm.bz2", compress=bz2.compress)
    assert leg(region)[1] == pytest.approx(SHORT_M, abs=0.1)


@pytest.mark.parametrize(
    "own",
    [
        {"tunnel": "yes"},
        {"bridge": "yes", "layer": "1"},
        {"layer": "-2"},
        {"covered": "yes"},
        {"motorroad": "yes"},
    ],
    ids=str,
)
def test_no_door_opens_onto_a_tunnel_or_a_bridge(tmp_path, own):
    """The house lies on the short cut, which may be driven but not stopped on."""
    nodes = RING | {4: (-87.71, 41.8, {}), 8: (-87.7005, 41.80001, HOUSE)}
    cut = (20, [1, 7, 4], {"highway": "residential"} | own)
    (tmp_path / "s.osm").write_text(osm(nodes, [AROUND, cut]))
    spec = SPEC.format(file="s.osm", streets="max_access_m = 2000")
    (tmp_path / "spec.toml").write_text(spec)
    region = build_region(tmp_path / "spec.toml", None, tmp_path / "region")
    house = region.consumers[0]
    assert region.router.access_m[house] > 500
