"""Another group's simulator delivers each order at the same time as ours.

dvrpsim (Horvath and Tamasi, MIT) drives vehicles by SimPy processes of its own; it is
told orders, legs, where vehicles start, and to send the nearest idle one, the oldest
order first. Tolerance: none.
"""

import logging

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.assemble import prepare
from simulation.record.kinds import Kind
from simulation.scenario import load_scenario
from simulation.simulation import simulate
from tests.benchmarks.peers import peer_of

pytest.importorskip("dvrpsim", reason="the other simulator is not installed")


@pytest.fixture(autouse=True)
def elsewhere(tmp_path_factory, monkeypatch):
    """Work where its log may lie, which nobody writes."""
    monkeypatch.chdir(tmp_path_factory.mktemp("peer"))
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@given(
    vehicles=st.integers(1, 120),
    load_per_min=st.integers(1, 20),
    seed=st.integers(0, 2**31),
    profile=st.sampled_from(["uniform", "poisson"]),
)
def test_every_order_is_delivered_at_the_same_time(
    vehicles, load_per_min, seed, profile
):
    keys = {
        "seed": seed,
        "demand.profile": profile,
        "demand.load_per_min": load_per_min,
        "demand.duration_min": 10,
        "fleet.peripheral.size": vehicles,
    }
    scenario = load_scenario("paper/point_to_point", keys)
    prepared = prepare(scenario)
    orders = prepared.orders(scenario, 0)
    events = simulate(scenario, prepared=prepared).events
    starts = events.place[events.rows(Kind.VEHICLE_JOINED)].tolist()
    model, delivered_s = peer_of(orders, starts, prepared.legs_at(1.0).times_to)
    model.run()
    ours = events.rows(Kind.DELIVERED)
    assert len(ours) == len(orders)
    assert np.array_equal(delivered_s[events.order[ours]], events.time_s[ours])
