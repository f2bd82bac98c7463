"""Vehicles that turn off on the way: where, when, and how far they have driven."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.metrics import kpis
from analysis.tables.legs import leg_columns
from simulation.record.kinds import Kind
from simulation.region.region import WAYPOINT
from tests.laws.replay import rows_of
from tests.laws.test_vehicles import at_speed
from tests.strategies import cases, regions

# Whoever plans as orders come finds vehicles under way.
TURNING = st.sampled_from(["stacked", "through"]).flatmap(
    lambda mode: cases(
        region=regions(most=6, metric=True, turns=True),
        trained=False,
        service__mode=mode,
        dispatch__interval_s=0.0,
    )
)
ROUNDED_S, ROUNDED_M = 2 / 1024, 0.16  # of two legs beside one


def diversions(run):
    """Yield each row of a vehicle that turns off, with the departure before it."""
    leg = {}
    for row in rows_of(run.events):
        if row.kind == "departed":
            leg[row.vehicle] = row
        elif row.kind == "diverted":
            yield row, leg.pop(row.vehicle)


def router_leg(case, here, there):
    """Return the network's time at the vehicles' speed [s] and distance [m]."""
    time_s, distance_m = case.region.router.legs([here], [there])
    factor = case.scenario.fleet.peripheral.speed_factor
    return at_speed(float(time_s[0]), factor), float(distance_m[0])


def test_who_turns_off_is_on_its_way_and_has_driven_the_way_there():
    """Never less, and what is left is no more than the router says."""
    seen = []

    @given(TURNING)
    def holds(case):
        for row, leg in diversions(case.run()):
            assert case.region.places.kind[row.place] == WAYPOINT
            to_s, to_m = router_leg(case, leg.place, row.place)
            on_s, on_m = router_leg(case, row.place, row.to_place)
            whole_s, whole_m = router_leg(case, leg.place, row.to_place)
            assert row.time_s == leg.time_s + to_s
            assert leg.distance_m - row.distance_m == pytest.approx(to_m, abs=1e-6)
            assert abs(to_s + on_s - whole_s) <= ROUNDED_S
            assert abs(to_m + on_m - whole_m) <= ROUNDED_M
            seen.append(row)

    holds()
    assert seen


@given(TURNING)
def test_who_turns_off_does_not_drive_on_to_where_it_was_bound(case):
    """It is at the waypoint at once, and sets off to another place or stands there."""
    rows = rows_of(case.run().events)
    turned = [row for row in rows if row.kind == "diverted"]
    for row in turned:
        own = [each for each in rows[row.number + 1 :] if each.vehicle == row.vehicle]
        assert (own[0].kind, own[0].place, own[0].time_s) == (
            "arrived",
            row.place,
            row.time_s,
        )
        later = next((each for each in own[1:] if each.kind == "departed"), None)
        if later is not None and later.time_s == row.time_s:
            assert later.place == row.place
            assert later.to_place != row.to_place


@given(TURNING)
def test_metres_are_those_of_the_legs_as_they_were_driven(case):
    run = case.run()
    legs = leg_columns(run)
    _, whole_m = case.region.router.legs(legs.place, legs.to_place)
    assert legs.distance_m == pytest.approx(whole_m, abs=1e-6)
    assert kpis(run)["diversions"] == run.events.rows(Kind.DIVERTED).size
