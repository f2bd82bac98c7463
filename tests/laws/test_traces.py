"""Laws of traces: neither the file's order of rows nor its zero of time is a cause."""

import random
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.metrics import kpis
from analysis.metrics.over_time import over_time
from analysis.metrics.under_way import under_way_per_min
from analysis.replay.header import header_of
from analysis.statistics import warm_up_of
from simulation import load_scenario, simulate
from simulation.region.files import embedded_region

EVENING_S = 18 * 3600
FLEETS = {
    "fleet.core.size": 6,
    "fleet.peripheral.size": 8,
    "hotspots.docks": 1,
    "hotspots.handover_s": 20,
    "costs.vehicle_hour": 18.0,
    "costs.peripheral_km": 0.3,
}
REGION = embedded_region()
IDS = {
    kind: REGION.places.source_id[places][:4].tolist()
    for kind, places in (
        ("producer", REGION.producers),
        ("consumer", REGION.consumers),
    )
}
ROWS = st.lists(
    st.tuples(
        st.sampled_from([0, 0, 60, 60, 90, 300]),  # many of one instant
        st.sampled_from(IDS["producer"]),
        st.sampled_from(IDS["consumer"]),
    ),
    min_size=1,
    max_size=14,
)
MODES = st.sampled_from(["point_to_point", "hotspots_only", "deliverai_2"])


def traced(folder, mode, rows, **changes):
    """Return the run of a trace with these rows, in this order."""
    path = folder / "orders.csv"
    lines = [f"{start},{producer},{consumer}" for start, producer, consumer in rows]
    path.write_text("\n".join(["start_s,producer,consumer", *lines]) + "\n")
    keys = {"demand.profile": "trace", "demand.trace_file": str(path), **FLEETS}
    keys |= {"routing.policy": "exact", "report.window_min": [0, 50]}
    return simulate(load_scenario(f"paper/{mode}", keys | changes))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("traces")


@settings(max_examples=settings.default.max_examples // 4)
@given(rows=ROWS, mode=MODES, seed=st.integers(0, 99))
def test_shuffled_rows_make_the_same_run(folder, rows, mode, seed):
    shuffled = random.Random(seed).sample(rows, len(rows))
    one, other = (traced(folder, mode, each) for each in (rows, shuffled))
    assert other.log_hash == one.log_hash
    assert kpis(other) == kpis(one)


@settings(max_examples=settings.default.max_examples // 4)
@given(rows=ROWS, mode=MODES)
def test_seconds_from_midnight_add_no_idle_hours(folder, rows, mode):
    """The same orders eighteen hours later cost, use and idle the same."""
    first = min(start for start, *_ in rows)
    rows = [(start - first, *ends) for start, *ends in rows]
    later = [(start + EVENING_S, *ends) for start, *ends in rows]
    window = [EVENING_S / 60, EVENING_S / 60 + 50]
    now = kpis(traced(folder, mode, rows))
    then = kpis(traced(folder, mode, later, **{"report.window_min": window}))
    assert then == now


@settings(max_examples=settings.default.max_examples // 4)
@given(rows=ROWS, mode=MODES)
def test_what_is_told_over_time_begins_with_the_first_order(folder, rows, mode):
    """The same orders eighteen hours later: the same rows, minutes of the evening."""
    first = min(start for start, *_ in rows)
    rows = [(start - first, *ends) for start, *ends in rows]
    later = [(start + EVENING_S, *ends) for start, *ends in rows]
    keys = {"horizon_s": 7200.0}
    now = traced(folder, mode, rows, **keys)
    keys = {"horizon_s": 7200.0 + EVENING_S}
    then = traced(folder, mode, later, **keys)
    early, late = over_time(now), over_time(then)
    assert early["minute"].iloc[0] == 0
    late["minute"] -= EVENING_S // 60
    pd.testing.assert_frame_equal(late, early)
    one, other = (warm_up_of(under_way_per_min(run).tolist()) for run in (now, then))
    assert other == replace(one, after=EVENING_S // 60)
    assert (header_of(now)["from_s"], header_of(then)["from_s"]) == (0, EVENING_S)


def test_a_window_with_nothing_in_it_is_null(folder):
    """Minutes 10 to 50 of a day that begins at 18 h: nothing, not no use."""
    rows = [(EVENING_S, IDS["producer"][0], IDS["consumer"][0])]
    found = kpis(traced(folder, "hotspots_only", rows))
    assert found["utilisation_mean"] is None
    assert found["utilisation_fleet_mean"] is None
    over = kpis(
        traced(
            folder,
            "hotspots_only",
            [(0, *rows[0][1:])],
            **{"report.window_min": [300, 400]},
        )
    )
    assert over["utilisation_mean"] is None


def test_a_horizon_long_after_the_last_delivery_adds_nothing(folder):
    rows = [(0, IDS["producer"][0], IDS["consumer"][0])]
    short, long = (
        kpis(traced(folder, "hotspots_only", rows, horizon_s=horizon_s))
        for horizon_s in (1e4, 1e6)
    )
    assert short == long
    assert short["open"] == 0


def test_vehicle_hours_of_an_open_order_go_on_to_the_horizon(folder):
    """14 vehicles from the release at 0 to 10 s: 140 s; nothing of an empty period."""
    rows = [(0, IDS["producer"][0], IDS["consumer"][-1])]
    run = traced(folder, "hotspots_only", rows, horizon_s=10.0)
    found = kpis(run)
    assert found["open"] == 1
    assert found["vehicle_hours"] == pytest.approx(14 * 10 / 3600)
    early = replace(run, end_s=0.0)
    assert kpis(early)["vehicle_hours"] == 0.0
