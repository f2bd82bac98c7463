"""Closed streets in every service, on a ring with a short cut, solved by hand.

The short cut from the shop to the house is closed from 2 to 7 minutes: who departs
before drives it as far as it is open and the rest at the pace of the way around.
"""

import numpy as np
import pytest

from analysis.metrics import kpis
from simulation import load_scenario, prepare, simulate
from simulation.errors import RegionError
from simulation.record.kinds import Kind
from tests.region.maps import LONG_M, SHORT_M, built, short_cut

CLOSED = {
    "traffic.closures.works.streets": ["Short Cut"],
    "traffic.closures.works.from_min": 2.0,
    "traffic.closures.works.until_min": 7.0,
}
DEMAND = {"demand.load_per_min": 1, "demand.duration_min": 10}
SERVICES = {
    "direct": ("paper/point_to_point", {}),
    "stacked": ("baselines/stacked", {"fleet.peripheral.capacity": 1}),
    "through": ("sharing/through", {}),
    "relayed": ("paper/hotspots_only", {"fleet.peripheral.deadheading": "driven"}),
    "rolling": (
        "baselines/stacked",
        {"dispatch.planner": "rolling", "fleet.peripheral.size": 3},
    ),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return the folder of a ring with a short cut that has a name."""
    folder = tmp_path_factory.mktemp("ring")
    own = {"highway": "residential", "name": "Short Cut"}
    built(folder, short_cut(own))
    return str(folder / "region")


def asked(folder, service, keys):
    """Return the run of a service under some keys."""
    name, own = SERVICES[service]
    return simulate(load_scenario(name, {**DEMAND, **own, **keys, "region": folder}))


def legs_of(run):
    """Return each leg as (from, to, departs, takes, metres), by its own two rows."""
    events, under_way, found = run.events, {}, []
    for row, kind in enumerate(events.kind.tolist()):
        vehicle = int(events.vehicle[row])
        if kind == Kind.DEPARTED:
            under_way[vehicle] = row
        elif kind == Kind.ARRIVED:
            at = under_way.pop(vehicle)
            ends = (int(events.place[at]), int(events.to_place[at]))
            begins_s = float(events.time_s[at])
            taken_s = float(events.time_s[row]) - begins_s
            found.append((*ends, begins_s, taken_s, float(events.distance_m[at])))
    return found


def foreseen(free, around, begins_s, closed_s):
    """Return time and metres of a leg that is driven through, piece after piece."""
    (free_s, free_m), (around_s, around_m) = free, around
    now_s, left, metres = begins_s, 1.0, 0.0
    for until_s, whole_s, whole_m in (
        (closed_s[0], free_s, free_m),
        (closed_s[1], around_s, around_m),
        (1e9, free_s, free_m),
    ):
        if until_s <= now_s:
            continue
        share = min(left, (until_s - now_s) / whole_s) if whole_s < np.inf else 0.0
        metres += share * whole_m
        left -= share
        if left <= 1e-12:
            return now_s + share * whole_s - begins_s, metres
        now_s = until_s
    raise AssertionError("the leg never ends")


@pytest.mark.parametrize("service", SERVICES)
def test_legs_lead_around_while_the_short_cut_is_closed(folder, service):
    run = asked(folder, service, CLOSED)
    prepared = prepare(run.scenario)
    router = prepared.region.router
    always = asked(
        folder,
        service,
        CLOSED
        | {
            "traffic.closures.works.from_min": 0.0,
            "traffic.closures.works.until_min": 1e5,
        },
    )
    around = {leg[:2]: leg[3:] for leg in legs_of(always)}
    legs = legs_of(run)
    detours = 0
    for here, there, begins_s, taken_s, metres in legs:
        free = tuple(float(each[0]) for each in router.legs([here], [there]))
        if (here, there) not in around or free[0] == 0:
            continue
        time_s, length_m = foreseen(free, around[here, there], begins_s, (120, 420))
        assert taken_s == pytest.approx(time_s, abs=1.1 / 1024)
        assert metres == pytest.approx(length_m, abs=0.11)
        detours += metres > free[1] + 1
    assert detours > 0
    assert kpis(run)["delivered"] == kpis(run)["orders"] == 10
    driven_km = sum(leg[4] for leg in legs) / 1000
    assert kpis(run)["distance_all_km"] == pytest.approx(driven_km)


def test_the_way_around_is_as_long_as_the_map_says(folder):
    run = asked(folder, "direct", CLOSED | {"fleet.peripheral.elastic_start": "door"})
    metres = [leg[4] for leg in legs_of(run) if leg[0] == 1]
    assert min(metres) == pytest.approx(SHORT_M, abs=1)
    assert max(metres) == pytest.approx(LONG_M, abs=1)


@pytest.mark.parametrize("service", ["direct", "stacked", "through", "relayed"])
def test_who_is_cut_off_waits_until_the_streets_are_opened(folder, service):
    """All streets are closed from 2 to 30 minutes: nobody arrives meanwhile."""
    keys = {
        "traffic.closures.flood.box": [-88.0, 41.0, -87.0, 42.0],
        "traffic.closures.flood.from_min": 2.0,
        "traffic.closures.flood.until_min": 30.0,
    }
    run = asked(folder, service, keys)
    assert kpis(run)["delivered"] == 10
    moving = [leg for leg in legs_of(run) if leg[3] > 0]
    ends_s = np.array([begins_s + taken_s for _, _, begins_s, taken_s, _ in moving])
    assert not ((ends_s > 120) & (ends_s < 1800)).any()
    assert (ends_s >= 1800).any()


def test_a_closure_of_what_is_not_there_is_refused_before_the_run(folder):
    keys = CLOSED | {"traffic.closures.works.streets": ["Short Cot"]}
    with pytest.raises(RegionError, match="did you mean 'Short Cut'"):
        asked(folder, "direct", keys)


def test_streets_of_a_class_are_closed_too(folder):
    """A van of its own region, of the same map, finds the short cut closed there."""
    keys = {
        "fleet.peripheral.size": 0,
        "fleet.classes.van.size": 4,
        "fleet.classes.van.streets": folder,
    }
    closed = CLOSED | {"traffic.closures.works.from_min": 0.0}
    run = asked(folder, "direct", keys | closed)
    assert kpis(run)["detour_km"] > 0.5
    spared = asked(folder, "direct", keys | closed | {"traffic.spared": ["van"]})
    assert kpis(spared)["detour_km"] == 0


def test_runs_that_share_their_ground_route_a_closure_once(folder):
    name, own = SERVICES["direct"]
    keys = {**DEMAND, **own, **CLOSED, "region": folder}
    scenario = load_scenario(name, keys)
    prepared = prepare(scenario)
    one = simulate(scenario, prepared=prepared)
    known = dict(prepared.read)
    other = simulate(scenario, prepared=prepared)
    assert one.log_hash == other.log_hash
    assert prepared.read == known
    assert len(known) > 0
