"""The playback of one order, solved by hand.

    A --60 s--> B --60 s--> C        10 m/s, doors 10 s from their hotspots

Order 0 goes from shop A to home C: a peripheral vehicle to hotspot A (10 s), a core
vehicle to C (120 s), the peripheral vehicle p2 to the door (10 s).
"""

import numpy as np
import pytest

from analysis.replay import playback_of, positions_at
from simulation.record.kinds import Kind
from tests.replay.reading import columns, positions
from tests.worlds import play, play_on, tiny_world

WORLD = tiny_world("""
         A    B    C
    A    0   60  120
    B   60    0   60
    C  120   60    0
""")
A, C, SHOP_A, HOME_C = 0, 2, 3, 8
STRAIGHT_ON = {"routing.preferred_share": WORLD.share_of(1)}
DOCKED = {**STRAIGHT_ON, "hotspots.docks": 1, "hotspots.handover_s": 30}


def playback(run, every_s=np.inf):
    return columns(list(playback_of(run, WORLD.region).slices(every_s)))


@pytest.fixture(scope="module")
def run():
    return play(WORLD, [(0, "A", "C")], STRAIGHT_ON).run


def test_legs_and_vehicles(run):
    told = playback(run)
    legs = told["legs"]
    assert legs["place"].tolist() == [SHOP_A, A, C]
    assert legs["to_place"].tolist() == [A, C, HOME_C]
    assert legs["depart_s"].tolist() == [0, 10, 130]
    assert legs["arrive_s"].tolist() == [10, 130, 140]
    assert legs["distance_m"].tolist() == [100, 1200, 100]
    assert legs["orders"].tolist() == [0, 0, 0]
    assert legs["way"].tolist() == [-1, -1, -1]
    assert told["vehicles"]["pool"].tolist() == [1, 0, 1]
    assert told["vehicles"]["time_s"].tolist() == [0, 10, 130]


def test_what_comes_and_goes_at_once_does_not_stand(run):
    assert playback(run)["dwells"]["time_s"].size == 0


def test_half_way_is_half_way(run):
    x, y = positions_at(run, WORLD.region, 70)[1]
    places = {
        name: positions_at(run, WORLD.region, t)[1]
        for name, t in (("A", 10), ("C", 130))
    }
    assert x == pytest.approx((places["A"][0] + places["C"][0]) / 2)
    assert y == places["A"][1]
    assert set(positions_at(run, WORLD.region, 9.9)) == {0}


def test_gauges_over_time(run):
    gauges = playback(run)["gauges"]
    assert gauges["time_s"].tolist() == [*range(0, 150, 10)]
    assert gauges["delivered"].tolist() == [0] * 14 + [1]
    assert gauges["open_orders"].tolist() == [1] * 14 + [0]
    assert gauges["distance_km"].tolist() == [0.1] + [1.3] * 12 + [1.4] * 2
    assert gauges["vehicles_active_now"].tolist() == [1] * 14 + [0]
    assert gauges["vehicles_fleet"].tolist() == [1] + [2] * 12 + [3] * 2
    assert gauges["delivery_time_mean_s"][-1] == 140
    assert np.isnan(gauges["delivery_time_mean_s"][:-1]).all()
    assert gauges["decided"].tolist() == [0] * 14 + [1]
    assert gauges["success_ratio"][-1] == 1
    assert np.isnan(gauges["success_ratio"][:-1]).all()


def test_measures_over_time(run):
    tracts = playback(run)["tracts"]
    assert tracts["time_s"].tolist() == [0, 60, 120, 140]
    demand = tracts["demand"].reshape(-1, 3)
    assert demand.tolist() == [[1, 0, 0]] * 4
    share = tracts["utilisation"].reshape(-1, 3)
    # Tract A at 60 s: two vehicles there, 60 s and 50 s; carrying 10 s and 50 s.
    assert share[1][0] == pytest.approx(60 / 110)
    assert np.isnan(share[1][1:]).all()
    # At the end in C: the first 10 s, standing; the last 10 s, carrying.
    assert share[3][2] == pytest.approx(10 / 20)


def test_the_story_of_the_order(run):
    touches = playback(run)["touches"]
    told = [
        (time_s, Kind(kind).label, place)
        for time_s, kind, place in zip(
            touches["time_s"].tolist(),
            touches["kind"].tolist(),
            touches["place"].tolist(),
            strict=True,
        )
    ]
    assert told == [
        (0, "released", SHOP_A),
        (0, "vehicle_requested", SHOP_A),
        (0, "departed", SHOP_A),
        (10, "arrived", A),
        (10, "decided", A),
        (10, "vehicle_requested", A),
        (10, "departed", A),
        (130, "arrived", C),
        (130, "vehicle_requested", C),
        (130, "departed", C),
        (140, "arrived", HOME_C),
        (140, "delivered", HOME_C),
    ]


def test_docks_hold_a_vehicle_and_its_delivery_does_not_stand_yet():
    told = playback(play(WORLD, [(0, "A", "C")] * 2, DOCKED).run)
    docks = told["docks"]
    at_a = docks["place"] == A
    assert docks["time_s"][at_a].tolist() == [10, 10, 10, 40, 40, 70]
    assert docks["kind"][at_a].tolist() == [0, 0, 1, 2, 1, 2]
    queue = told["gauges"]["dock_queue"][:8]
    assert queue.tolist() == [0, 1, 1, 1, 0, 0, 0, 0]
    # The last 60 s before the first minute: one bay in use from 10 s on.
    assert told["tracts"]["utilisation"].reshape(-1, 3)[1][0] == pytest.approx(50 / 60)


def test_slices_are_cut_where_a_leg_is_under_way_at_the_horizon():
    run = play(WORLD, [(0, "A", "C")], {**STRAIGHT_ON, "horizon_s": 100}).run
    slices = list(playback_of(run, WORLD.region).slices(every_s=4))
    assert [each["until_s"] for each in slices] == [4, 8, 100]
    cut = columns(slices)["cut_off"]
    assert (cut["leg"].tolist(), cut["due_s"].tolist()) == ([1], [130])
    x, _ = positions_at(run, WORLD.region, 70)[1]
    assert x == pytest.approx(
        positions_at(run, WORLD.region, 10)[1][0] * 0.5
        + 0.5 * positions_at(run, WORLD.region, 1e9)[1][0],
        abs=1,
    )


def test_a_forked_run_has_a_playback():
    story = play_on(WORLD, [(0, "A", "C")] * 3, DOCKED, 45, {"hotspots.docks": 2})
    told = playback(story.run)
    in_use = told["docks"]["kind"] == 1
    assert told["docks"]["time_s"][in_use & (told["docks"]["place"] == A)].tolist() == [
        10,
        40,
        45,
    ]


def test_a_vehicle_that_left_is_nowhere_any_more():
    """v1 and v2 carry to C until 130 s; with one core vehicle, v2 leaves there."""
    keys = {**STRAIGHT_ON, "requests.handler": "refuse", "fleet.core.size": 2}
    orders = [(0, "A", "C"), (0, "A", "C")]
    run = play_on(WORLD, orders, keys, 50, {"fleet.core.size": 1}).run
    told = playback(run)
    (vehicle,), (left_s,) = (told["left"][name].tolist() for name in told["left"])
    assert left_s == 130
    assert vehicle in positions_at(run, WORLD.region, 129)
    assert vehicle not in positions_at(run, WORLD.region, 130)
    for time_s in (129, 130, 140):
        shown = positions(playback_of(run, WORLD.region).basemap(), told, time_s)
        assert shown.keys() == positions_at(run, WORLD.region, time_s).keys()
    tracts = told["tracts"]
    at_140 = tracts["utilisation"].reshape(-1, 3)[-1]
    # At the end in C: v1 from 130 s on, idle; p3 and p4 carry, from 130 s on.
    assert at_140[C] == pytest.approx(20 / 30)
