"""Hotspots: deliveries that stand there, vehicles at docks, what tracts are shaded by.

Everything is counted once more from the replayed log, order by order.
"""

import numpy as np
import pytest
from hypothesis import given

from analysis.replay import playback_of
from analysis.replay.header import bays_of
from analysis.replay.measures import EVERY_S, TRAILING_S
from simulation.record.kinds import Kind
from tests.laws.replay import Replay
from tests.replay.reading import columns
from tests.strategies import cases


def told_of(run, region):
    return columns(list(playback_of(run, region).slices()))


def shades(playback, key, run):
    return playback["tracts"][key].reshape(-1, len(run.tract_ids))


@given(cases())
def test_deliveries_at_hotspots_are_never_fewer_than_none_and_none_at_the_end(case):
    run = case.run()
    steps = told_of(run, case.region)["dwells"]
    standing = np.zeros(len(run.tract_ids), dtype=int)
    for place, change in zip(steps["place"], steps["change"], strict=True):
        standing[place] += change
        assert change != 0
        assert standing[place] >= 0
    if case.scenario.horizon_s is None:
        assert not standing.any()
    instants = list(zip(steps["time_s"], steps["place"], strict=True))
    assert instants == sorted(set(instants))


@given(cases())
def test_standing_is_what_lies_at_each_hotspot(case):
    run = case.run()
    playback = told_of(run, case.region)
    times = playback["tracts"]["time_s"].tolist()
    log, told = Replay(run), []
    for row in log:
        while len(told) < len(times) and times[len(told)] < row.time_s:
            told.append(lying(log))
    told += [lying(log)] * (len(times) - len(told))
    np.testing.assert_array_equal(shades(playback, "waiting", run), told)


def lying(log):
    """Return the orders that lie at each hotspot."""
    places = [each.place for each in log.orders.values() if each.vehicle is None]
    return [places.count(hotspot) for hotspot in range(log.hotspots)]


@given(cases())
def test_no_more_bays_are_in_use_than_there_are(case):
    run = case.run()
    docks = told_of(run, case.region)["docks"]
    bays = bays_of(run.scenario)
    in_use = {place: set() for place in range(len(run.tract_ids))}
    queue = {place: [] for place in in_use}
    for place, vehicle, kind in zip(
        docks["place"].tolist(),
        docks["vehicle"].tolist(),
        docks["kind"].tolist(),
        strict=True,
    ):
        if kind == 0:
            queue[place].append(vehicle)
        elif kind == 1:
            assert queue[place].pop(0) == vehicle
            in_use[place].add(vehicle)
            assert bays is None or len(in_use[place]) <= bays
        else:
            in_use[place].remove(vehicle)


@given(cases())
def test_demand_is_what_was_released_in_the_last_ten_minutes(case):
    run = case.run()
    playback = told_of(run, case.region)
    tract = run.places.tract[run.orders.producer]
    for time_s, row in zip(
        playback["tracts"]["time_s"], shades(playback, "demand", run), strict=True
    ):
        since_s = time_s - TRAILING_S
        lately = (run.orders.start_s > since_s) & (run.orders.start_s <= time_s)
        np.testing.assert_array_equal(
            row, np.bincount(tract[lately], minlength=row.size)
        )


@given(cases())
def test_utilisation_is_the_time_in_use_over_the_time_there(case):
    run = case.run()
    playback = told_of(run, case.region)
    bays = bays_of(run.scenario)
    used, there = use_of_bays(run, bays) if bays else use_of_vehicles(run)
    for time_s, row in zip(
        playback["tracts"]["time_s"], shades(playback, "utilisation", run), strict=True
    ):
        since_s = max(0.0, time_s - TRAILING_S)
        for tract, share in enumerate(row):
            whole_s = overlap_s(there, tract, since_s, time_s)
            if whole_s == 0:
                assert np.isnan(share)
            else:
                part_s = overlap_s(used, tract, since_s, time_s)
                assert share == pytest.approx(part_s / whole_s, abs=1e-6)
                assert 0 <= share <= 1


def overlap_s(spells, tract, since_s, until_s):
    """Return how long spells (tract, from, until) last in a stretch of time."""
    return sum(
        max(0.0, min(end_s, until_s) - max(begin_s, since_s))
        for where, begin_s, end_s in spells
        if where == tract
    )


def use_of_bays(run, bays):
    """Return the spells in which bays are in use, and in which they are there."""
    used, begun = [], {}
    for row in Replay(run).rows:
        if row.kind == Kind.HANDOVER_STARTED.label:
            begun[row.vehicle] = (row.place, row.time_s)
        elif row.kind == Kind.HANDOVER_FINISHED.label:
            used.append((*begun.pop(row.vehicle), row.time_s))
    used += [(*each, np.inf) for each in begun.values()]
    return used, [(tract, 0, np.inf) for tract in range(len(run.tract_ids))] * bays


def use_of_vehicles(run):
    """Return the spells in which vehicles carry, and in which they are of a tract."""
    tract = run.places.tract.tolist()
    used, there, since, leg = [], [], {}, {}
    for row in Replay(run).rows:
        if row.kind == Kind.VEHICLE_JOINED.label:
            since[row.vehicle] = (tract[row.place], row.time_s)
        elif row.kind == Kind.DEPARTED.label:
            leg[row.vehicle] = (tract[row.place], row.time_s, bool(row.orders))
        elif row.kind == Kind.VEHICLE_LEFT.label:
            there.append((*since.pop(row.vehicle), row.time_s))
        elif row.kind == Kind.ARRIVED.label:
            where, begun_s, loaded = leg.pop(row.vehicle)
            used += [(where, begun_s, row.time_s)] * loaded
            there.append((*since[row.vehicle], row.time_s))
            since[row.vehicle] = (tract[row.place], row.time_s)
    used += [(where, begun_s, np.inf) for where, begun_s, on in leg.values() if on]
    there += [(*each, np.inf) for each in since.values()]
    return used, there


def test_samples_of_tracts_are_a_minute_apart():
    assert EVERY_S == 60
