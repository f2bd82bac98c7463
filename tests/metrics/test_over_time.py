"""What there is at a time, against counting by hand and on random logs."""

import numpy as np
import pytest

from analysis.metrics import kpis
from analysis.metrics.over_time import (
    dock_queue_over_time,
    open_orders_over_time,
    over_time,
)
from analysis.tables import deliveries, dock_columns
from tests.metrics.random_walk import RandomWalk
from tests.metrics.runs import shared_run

TIMES_S = np.array([0.0, 5.9, 6.0, 12.0, 13.9, 14.0, 71.0, 73.9, 81.9, 82.0, 120.0])


@pytest.fixture(params=range(12), scope="module")
def run(request):
    seed = request.param
    return RandomWalk(seed, 5 + 4 * seed, docks=bool(seed % 2)).run(150 + 60 * seed)


def test_open_orders_and_queue_of_a_run_solved_by_hand():
    run = shared_run()
    opened = [1, 1, 2, 2, 2, 2, 2, 2, 2, 1, 0]
    assert open_orders_over_time(run).at(TIMES_S).tolist() == opened
    queue = [
        0,
        0,
        0,
        1,
        1,
        0,
        1,
        1,
        0,
        0,
        0,
    ]  # vehicle 1 from 12 to 14, 3 from 70 to 74
    assert dock_queue_over_time(run).at(TIMES_S).tolist() == queue


def test_the_minutes_of_a_run_solved_by_hand():
    """Six vehicle-seconds of queueing: two in the first minute, four in the next."""
    frame = over_time(shared_run())
    assert frame["minute"].tolist() == [0, 1, 2]
    assert frame["open_orders"].tolist() == [1, 2, 0]
    assert frame["released"].tolist() == [2, 0, 0]
    assert frame["delivered"].tolist() == [0, 1, 1]
    assert frame["dock_queue"].tolist() == pytest.approx([2 / 60, 4 / 60, 0])
    assert frame["active"].tolist() == [1, 2, 0]  # vehicle 0 leaves at once


def test_open_orders_are_those_released_less_those_delivered(run):
    table = deliveries(run)
    steps = open_orders_over_time(run)
    for time_s in np.linspace(0, run.end_s, 50):
        released = (table["start_s"] <= time_s).sum()
        delivered = (table["delivered"] & (table["end_s"] <= time_s)).sum()
        assert steps.at(np.array([time_s]))[0] == released - delivered


def test_the_minutes_hold_every_order_once(run):
    frame, values = over_time(run), kpis(run)
    assert frame["released"].sum() == values["orders"]
    assert frame["delivered"].sum() == values["delivered"]
    before = frame["released"].cumsum() - frame["delivered"].cumsum()
    assert before.iloc[-1] == values["open"]


def test_the_queue_over_time_holds_all_waiting_for_bays(run):
    docks = dock_columns(run)
    started_s = np.nan_to_num(docks.started_s, nan=run.end_s)
    waited_s = (started_s - docks.requested_s).sum()
    until_end = dock_queue_over_time(run).until(np.array([run.end_s]))[0]
    assert until_end == pytest.approx(waited_s, rel=1e-9, abs=1e-6)


def test_an_integral_of_steps_is_the_sum_of_small_pieces(run):
    steps = open_orders_over_time(run)
    edges_s = np.concatenate(([-5.0], steps.times_s, [run.end_s + 30]))
    pieces = steps.at(edges_s[:-1]) * np.diff(edges_s)
    assert steps.until(edges_s[-1:])[0] == pytest.approx(pieces.sum(), rel=1e-9)
    assert steps.until(np.array([-1.0]))[0] == 0


def test_after_a_horizon_nothing_is_known_and_after_the_last_delivery_all_is_over():
    over = over_time(shared_run(), 5)
    assert over.loc[3:, "open_orders"].tolist() == [0, 0]
    walk = RandomWalk(3, 12, docks=False).run(60)
    assert kpis(walk)["open"] > 0
    beyond = over_time(walk, int(walk.end_s // 60) + 4)
    assert beyond["open_orders"].iloc[-1:].isna().all()
    assert beyond["open_orders"].iloc[0] >= 0
