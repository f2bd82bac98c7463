"""Where vehicles of an elastic fleet join: at a door, or at the hotspot of a tract."""

import pytest

from simulation import load_scenario, simulate
from simulation.record.kinds import CORE, Kind

KEYS = {"demand.load_per_min": 6, "demand.duration_min": 8}


def joined_at(name, start):
    run = simulate(
        load_scenario(name, KEYS | {"fleet.peripheral.elastic_start": start})
    )
    events = run.events
    rows = events.rows(Kind.VEHICLE_JOINED)
    rows = rows[events.pool[rows] != CORE]
    departed = events.rows(Kind.DEPARTED)
    first_leg = {}
    for row in departed.tolist():
        first_leg.setdefault(int(events.vehicle[row]), int(events.place[row]))
    places = dict(
        zip(events.vehicle[rows].tolist(), events.place[rows].tolist(), strict=True)
    )
    return run, places, first_leg


@pytest.mark.parametrize(
    "name", ["paper/point_to_point", "baselines/stacked", "paper/hotspots_only"]
)
def test_vehicles_join_at_hotspots_and_drive_from_there(name):
    run, places, first_leg = joined_at(name, "hotspot")
    assert max(places.values()) < len(run.tract_ids)
    assert {number: first_leg[number] for number in places} == places
    assert len(run.events.rows(Kind.DELIVERED)) == 48


@pytest.mark.parametrize("name", ["paper/point_to_point", "baselines/stacked"])
def test_what_they_drive_to_their_first_door_counts(name):
    at_door, places, _ = joined_at(name, "door")
    assert min(places.values()) >= len(at_door.tract_ids)
    at_hotspot, _, _ = joined_at(name, "hotspot")
    km = [
        run.kpis.loc["distance_all_km", "value"]
        / run.kpis.loc["vehicles_fleet", "value"]
        for run in (at_door, at_hotspot)
    ]
    assert km[0] < km[1]
