"""How orders went where each has its own mode; worlds solved by hand."""

import numpy as np

from analysis.metrics import kpis
from analysis.replay import playback_of
from analysis.tables import deliveries
from tests.replay.reading import columns
from tests.world.test_choice import CHEAP, CHOICE, LINE
from tests.world.test_rounds import NEAR, ROUNDS, TWO
from tests.worlds import play


def test_each_order_is_named_by_how_it_went():
    """d1 and d2 leave shopA together, d3 has its vehicle for itself."""
    orders = [(0, "A", "C"), (0, "A", "C"), (0, "B", "C")]
    run = play(LINE, orders, CHOICE | {"dispatch.new_vehicle_m": 0.0}).run
    table = deliveries(run)
    assert table["mode"].tolist() == ["stacked", "stacked", "direct"]
    assert (table["relayed_excess_m"] > 0).all()
    found = kpis(run)
    assert found["stacked_share"] == 2 / 3
    assert found["relayed_share"] == found["through_share"] == 0


def test_relayed_orders_wait_for_decisions_others_do_not():
    """d1 is at A at 10 s, and on the beat decides at 45 s."""
    keys = CHEAP | {"requests.decision_interval_s": 45.0}
    run = play(LINE, [(0, "A", "C"), (0, "B", "B")], keys).run
    table = deliveries(run)
    assert table["mode"].tolist() == ["relayed", "direct"]
    assert table["relayed_excess_m"].tolist()[0] == -1000
    assert kpis(run)["relayed_share"] == 1 / 2
    assert table["decision_wait_s"].tolist() == [35, 0]


def test_where_all_go_alike_no_mode_is_said():
    run = play(NEAR, TWO, ROUNDS).run
    assert "mode" not in deliveries(run)
    assert kpis(run)["relayed_share"] is None


def test_an_order_that_nobody_has_decided_on_has_no_mode():
    keys = CHEAP | {"dispatch.interval_s": 30.0, "horizon_s": 20.0}
    run = play(LINE, [(5, "A", "C")], keys).run
    assert deliveries(run)["mode"].tolist() == [""]
    assert kpis(run)["relayed_share"] is None


def test_plans_of_miles_say_where_their_stops_are():
    """Collected at two doors for A, and delivered from C."""
    run = play(NEAR, TWO, ROUNDS).run
    plans = columns(list(playback_of(run, NEAR.region).slices(np.inf)))["plans"]
    names = [NEAR.names[place] for place in plans["places"].tolist()]
    assert plans["orders"].tolist() == [0, 1, 0, 1, 0, 1, 0, 1]
    assert names == ["shopA", "shopX", "A", "A", "C", "C", "homeC", "homeY"]


def test_plans_from_door_to_door_say_no_places():
    run = play(LINE, [(0, "A", "C"), (0, "B", "B")], CHEAP).run
    plans = columns(list(playback_of(run, LINE.region).slices(np.inf)))["plans"]
    said = dict.fromkeys((0, 1), ())
    for order, place in zip(plans["orders"], plans["places"], strict=True):
        said[int(order)] += (LINE.names[place] if place >= 0 else "",)
    assert said == {0: ("shopA", "A", "C", "homeC"), 1: ("", "")}


def test_orders_dwell_at_hotspots_where_they_alight_and_nowhere_else():
    """p1 brings d1 to A, with d2 for B aboard or not; nobody stands there after."""
    for world, orders, keys in (
        (NEAR, TWO, ROUNDS | {"hotspots.handover_s": 30.0}),
        (LINE, [(0, "A", "C"), (0, "B", "B")], CHEAP),
    ):
        run = play(world, orders, keys).run
        dwells = columns(list(playback_of(run, world.region).slices(np.inf)))["dwells"]
        for place in range(world.region.hotspots):
            change = dwells["change"][dwells["place"] == place]
            assert change.sum() == 0
            assert (np.cumsum(change) >= 0).all()
