"""What a check finds of a region that loads, and what it leaves alone."""

import dataclasses
from types import SimpleNamespace

import numpy as np
import pytest

from analysis.cli import main
from simulation.region import embedded_region, region_findings, save_region
from simulation.region.content import region_checksum
from simulation.region.geometry import metres_per_degree
from simulation.region.prepare import places_of, prepared_region
from simulation.region.region import Region, Tracts
from simulation.region.routers import GreatCircleRouter
from tests.region.worlds import EAST, WEST, points

M_PER_LON, M_PER_LAT = metres_per_degree(0.0)


def region(
    *,
    speed_mps=7.0,
    polygons=((WEST,), (EAST,)),
    producers=((0.002, 0.034), (0.001, 0.0)),
    consumers=((0.010, 0.018, 0.026), (0.0, 0.0005, -0.001)),
    tract=(0, 0, 1),
    moved=(0.0, 0.0),
):
    """Return a region of two tracts in which everything is in order."""
    tracts = Tracts(
        ("west", "east"),
        tuple(tuple(ring + moved for ring in rings) for rings in polygons),
    )
    shift = np.array(moved)[:, None]
    made = [
        points(*(np.array(where) + shift).tolist(), list(numbers), kind, prefix)
        for where, numbers, kind, prefix in (
            (producers, (0, 1), "restaurant", "p"),
            (consumers, tract, "house", "c"),
        )
    ]
    inner = [(0.01 + moved[0], moved[1]), (0.03 + moved[0], moved[1])]
    places = places_of(tracts, *made, inner)
    router = GreatCircleRouter(places.lon, places.lat, speed_mps)
    return prepared_region("R", tracts, places, router, synthetic=True, manifest={})


def with_places(of: Region, **columns) -> Region:
    return dataclasses.replace(of, places=dataclasses.replace(of.places, **columns))


def test_nothing_is_found_in_what_is_in_order():
    assert region_findings(region()) == []
    assert region_findings(embedded_region()) == []


@pytest.mark.parametrize(
    ("given_", "kind", "severity", "says"),
    [
        ({"speed_mps": 0.5}, "speed", "fault", "less than 3 or more than 130 km/h"),
        ({"speed_mps": 40.0}, "speed", "fault", "at 144 from"),
        ({"speed_mps": 2.0}, "speed", "warning", "at 7.2 km/h on average, expected 8"),
        ({"speed_mps": 20.0}, "speed", "warning", "at 72.0 km/h on average"),
        ({"tract": (0, 0, 0)}, "tracts", "warning", "1 of 2 tracts have no consumers"),
        ({"moved": (41.8, -87.7)}, "extent", "warning", "may be swapped"),
        (
            {"consumers": ((0.01, 0.01, 0.026), (0.0, 0.0, -0.001))},
            "twins",
            "warning",
            "2 of 3 consumers share their point",
        ),
    ],
)
def test_what_is_odd_is_said_with_its_numbers(given_, kind, severity, says):
    found = [each for each in region_findings(region(**given_)) if each.kind == kind]
    assert found
    assert found[0].severity == severity
    assert says in found[0].sentence


def test_ids_that_a_trace_cannot_tell_apart_are_a_fault():
    sound = region()
    ids = sound.places.source_id.copy()
    ids[3] = "p0"
    (found,) = region_findings(with_places(sound, source_id=ids))
    assert found.severity == "fault"
    assert "producer 2 (p0) and producer 3 (p0)" in found.sentence
    ids[3] = ""
    (found,) = region_findings(with_places(sound, source_id=ids))
    assert found.sentence == "1 of 2 producers have no id."
    ids[3] = "c0"  # a consumer's: another column of a trace
    assert region_findings(with_places(sound, source_id=ids)) == []


def test_a_place_far_from_all_others_is_said():
    sound = region()
    lon, lat = sound.places.lon.copy(), sound.places.lat.copy()
    lon[4], lat[4] = 1.0, 1.0
    found = region_findings(with_places(sound, lon=lon, lat=lat), legs=False)
    assert [(each.kind, each.severity) for each in found] == [("outliers", "warning")]
    assert "consumer 4 (c0) lies at lon 1, lat 1, 1" in found[0].sentence


def test_a_region_round_the_world_is_a_fault():
    sound = region()
    lon = sound.places.lon.copy()
    lon[4] = -179.99
    lon[5] = 179.99
    found = region_findings(with_places(sound, lon=lon), legs=False)
    assert ("extent", "fault") in [(each.kind, each.severity) for each in found]


def test_a_hotspot_far_from_every_street_is_a_fault():
    access_m = np.array([10.0, 28_000.0, 0.0, 0.0, 0.0, 0.0, 0.0])
    router = SimpleNamespace(access_m=access_m, max_access_m=200.0)
    made = dataclasses.replace(region(), router=router)
    (found,) = region_findings(made, legs=False)
    assert (found.kind, found.severity) == ("access", "fault")
    assert "hotspot 1 (east) 28,000 m" in found.sentence
    access_m[1] = 200.0
    assert region_findings(made, legs=False) == []


@pytest.mark.parametrize(("axis", "degrees"), [("lon", 180.5), ("lat", -90.5)])
def test_a_place_off_the_globe_is_a_fault(axis, degrees):
    sound = region()
    moved = getattr(sound.places, axis).copy()
    moved[5] = degrees
    found = region_findings(with_places(sound, **{axis: moved}), legs=False)
    assert ("extent", "fault") in [(each.kind, each.severity) for each in found]
    assert "consumer 5 (c1)" in found[0].sentence


def test_an_extract_that_is_cut_too_tightly_is_told():
    made = region()
    made.manifest["counts"] = {"places_near_the_edge_of_the_extract": 3}
    (found,) = region_findings(made)
    assert found.sentence.startswith("3 of 7 places lie within 300 m of the edge")
    made.manifest["counts"] = {"places_near_the_edge_of_the_extract": 0}
    assert region_findings(made) == []


def test_nodes_off_the_globe_are_told_of_places_and_of_streets():
    made = region()
    made.manifest["counts"] = {
        "street_nodes_off_the_globe": 2,
        "producers_nodes_off_the_globe": 1,
    }
    (found,) = region_findings(made)
    assert found.sentence.startswith(
        "3 nodes of OpenStreetMap have coordinates that are"
    )
    made.manifest["counts"] = {"street_nodes_off_the_globe": 0}
    assert region_findings(made) == []


def test_a_leg_shorter_than_the_straight_line_is_a_fault():
    made = region()
    short = dataclasses.replace(made, distance_m=made.distance_m / 2)
    found = [each for each in region_findings(short) if each.kind == "detour"]
    assert [each.severity for each in found] == ["fault"]


def test_a_leg_that_goes_far_round_is_said():
    made = region()
    far = dataclasses.replace(
        made, distance_m=made.distance_m * 6, travel_time_s=made.travel_time_s * 6
    )
    found = [each for each in region_findings(far) if each.kind == "detour"]
    assert [each.severity for each in found] == ["warning"]
    assert "2 of 2 legs between hotspots are more than 5 times" in found[0].sentence


def test_faults_come_first():
    severities = [each.severity for each in region_findings(region(speed_mps=0.5))]
    assert severities == sorted(severities)  # "fault" before "warning"
    assert set(severities) == {"fault", "warning"}


def test_overlapping_tracts_are_said_with_both_names_and_the_area():
    made = region(polygons=((WEST,), (EAST - (0.005, 0.0),)))
    (found,) = region_findings(made)
    area_km2 = 0.005 * M_PER_LON * 0.02 * M_PER_LAT / 1e6
    assert f"west and east by {area_km2:.3g} km2" in found.sentence
    assert "(places there that count in west: 1)" in found.sentence


# As a user sees it


def test_the_command_tells_faults_from_warnings(tmp_path, capsys):
    twice = region(speed_mps=0.5)
    ids = twice.places.source_id.copy()
    ids[3] = "p0"
    twice = with_places(twice, source_id=ids)
    twice = dataclasses.replace(twice, checksum=region_checksum(twice))
    save_region(twice, tmp_path / "bad")
    save_region(region(speed_mps=2.0), tmp_path / "slow")
    save_region(region(), tmp_path / "good")
    said = {}
    for name, code in (("bad", 2), ("slow", 0), ("good", 0)):
        assert main(["region", "check", str(tmp_path / name)]) == code
        said[name] = capsys.readouterr().out.splitlines()
    assert said["bad"][0].startswith("Fault: 1 of 2 producers have the id of another")
    assert said["bad"][-1].endswith("has 3 faults and 2 warnings")
    assert [line.split(":")[0] for line in said["slow"][:2]] == ["Warning", "Warning"]
    assert said["slow"][-1].endswith("has 2 warnings")
    assert said["good"] == [f"{tmp_path / 'good'}: region R (synthetic) is sound"]
    assert main(["region", "show", str(tmp_path / "bad")]) == 0
    assert "Fault: 1 of 2 producers have the id" in capsys.readouterr().out
