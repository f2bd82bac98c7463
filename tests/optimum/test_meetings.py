"""The fewest metres with meetings: against every plan, against services, by hand."""

import numpy as np
import pytest

from analysis.optimum.doors import DoorInstance, door_instance
from analysis.optimum.halves import Half
from analysis.optimum.meetings import least_metres
from simulation import load_scenario, simulate
from simulation.errors import InputError
from tests.optimum.meeting_plans import line_of, random_meeting, shortest

TOLERANCE_M = 1e-3


# Orders, hotspots and seeds; in the first of these to meet pays.
PAYS = [(2, 2, 7), (2, 2, 22), *((3, 1, seed) for seed in (10, 25, 31, 37, 53))]
# In the first of these a part would ride on if the rest were unloaded in no time.
OTHERS = [
    (2, 2, 395),
    *((2, 2, s) for s in range(0, 20, 2)),
    *((3, 1, s) for s in (1, 3, 5)),
]


def drawn(orders, hubs, seed, seats=None):
    rng, handover_s = np.random.default_rng(seed), (0, 30)[seed // 2 % 2]
    return random_meeting(rng, orders, hubs, seats or 1 + seed % 3, handover_s)


@pytest.mark.parametrize("case", [*PAYS, *OTHERS])
def test_no_plan_of_all_there_are_is_shorter_and_one_is_as_short(case):
    instance = drawn(*case)
    assert least_metres(instance) == pytest.approx(shortest(instance), abs=TOLERANCE_M)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(60))
def test_the_same_of_three_orders_and_one_hotspot(seed):
    instance = drawn(3, 1, seed)
    assert least_metres(instance) == pytest.approx(shortest(instance), abs=TOLERANCE_M)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 31, 37, 53])
def test_the_same_where_there_are_two_hotspots_to_choose_from(seed):
    instance = drawn(3, 2, seed)
    assert least_metres(instance) == pytest.approx(shortest(instance), abs=TOLERANCE_M)


@pytest.mark.parametrize("case", PAYS)
def test_meetings_are_what_some_of_these_plans_are_shorter_by(case):
    instance = drawn(*case)
    assert least_metres(instance) < least_metres(instance, meeting=False) - 1


# In each a plan is the shortest that only heavy labels end (found by leaving them out).
@pytest.mark.parametrize("case", [(4, 2, 24), (4, 2, 85), (5, 2, 9), (5, 2, 15)])
def test_sides_of_half_the_orders_find_what_sides_of_all_find(case, monkeypatch):
    instance = drawn(*case, seats=4)
    by_halves_m = least_metres(instance)

    def none(_, labels):
        return np.zeros(len(labels), np.bool_)

    monkeypatch.setattr(Half, "_heavy", none)
    assert by_halves_m == pytest.approx(least_metres(instance), abs=TOLERANCE_M)
    assert by_halves_m < least_metres(instance, meeting=False) - 1


def star(due_s, handover_s=0.0, seats=2):
    """Return two shops 1 km north and south of a hotspot, two doors 3 km east of it."""
    at = np.array([[0, 1000], [0, -1000], [3000, 0], [3000, 0], [0, 0]])
    metres = np.abs(at[:, None] - at).sum(axis=2).astype(float)
    return DoorInstance(
        np.zeros(2),
        np.full(2, float(due_s)),
        metres / 10,
        metres,
        np.zeros(2),
        seats,
        handover_s,
    )


def test_two_shops_on_either_side_of_a_hotspot_meet_there():
    """Each 1 km to it and both 3 km on: 5 km; one after the other it takes 600 s."""
    assert least_metres(star(due_s=600)) == 2000 + 1000 + 3000 - 1000
    assert least_metres(star(due_s=400)) == 5000
    assert least_metres(star(due_s=400), meeting=False) == 8000


def test_a_handover_that_takes_too_long_is_not_one():
    assert least_metres(star(due_s=430, handover_s=30)) == 5000
    assert least_metres(star(due_s=429, handover_s=30)) == 8000
    assert least_metres(star(due_s=600, seats=1)) == 8000


def test_one_vehicle_takes_two_orders_along_a_line():
    places = {"a": 0, "b": 1000, "c": 3000, "d": 4000}
    instance = line_of(places, "ab", "cd", "")
    assert least_metres(instance) == 4000
    assert least_metres(line_of(places, "ab", "cd", "", seats=1)) == 6000


KEYS = {
    "demand.load_per_min": 5,
    "demand.duration_min": 1,
    "hotspots.handover_s": 30,
    "producers.door_s": 60,
}


@pytest.mark.parametrize("replication", range(2))
def test_no_service_drives_less_than_the_optimum(replication):
    runs = [
        simulate(load_scenario(name, KEYS), replication)
        for name in ("paper/point_to_point", "baselines/stacked", "sharing/through")
    ]
    instance = door_instance(runs)
    least_m = least_metres(instance)
    assert least_m <= least_metres(instance, meeting=False) + TOLERANCE_M
    for run in runs:
        driven_m = 1000 * run.kpis.loc["distance_all_km", "value"]
        assert least_m <= driven_m + TOLERANCE_M
    assert least_metres(instance, meeting=False) <= instance.direct_m + TOLERANCE_M


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"fleet.peripheral.speed_factor": 2.0}, "speed_factor is 2.0"),
        ({"producers.door_s": 0, "producers.distribution": "expon(scale=60)"}, "distr"),
        ({"horizon_s": 30}, "not delivered"),
    ],
)
def test_what_cannot_be_measured_is_refused(keys, said):
    run = simulate(load_scenario("baselines/stacked", KEYS | keys))
    with pytest.raises(InputError, match=said):
        door_instance([run])


def test_other_orders_are_refused():
    scenario = load_scenario("baselines/stacked", KEYS)
    with pytest.raises(InputError, match="orders are others"):
        door_instance([simulate(scenario), simulate(scenario, 1)])
