"""How long the next decision takes when times between hotspots have changed."""

import time

import numpy as np
import pytest

from simulation.assemble import Prepared, assemble
from simulation.interpreter import settled_heap
from simulation.network.overlay import Overlay
from simulation.record.kinds import Kind
from simulation.record.log import EventLog
from simulation.region.prepare import prepared_region
from simulation.region.region import CONSUMER, HOTSPOT, PRODUCER, Places, Tracts
from simulation.region.routers import RectilinearRouter
from simulation.routing import exact
from simulation.routing.exact import ExactPolicy
from simulation.scenario import load_scenario
from simulation.world.groups.decisions import CoreDecisions
from tests.made_regions import SQUARE

pytestmark = [pytest.mark.benchmark(timer=time.process_time), pytest.mark.slow]

HOTSPOTS, MS_PER_S = 863, 1000
KEYS = {  # other speeds every two minutes
    "requests.handler": "greedy",
    "demand.duration_min": 30,
    "horizon_s": 1800,
    "traffic.noise": 0.2,
    "traffic.noise_min": 2,
}
LOADS = [10, 30]  # orders a minute


@pytest.fixture(scope="module")
def region():
    """Return a made-up city of 14 by 18 km with a shop and a house in each tract."""
    rng = np.random.default_rng(863)
    kind = np.repeat(np.array([HOTSPOT, PRODUCER, CONSUMER], np.uint8), HOTSPOTS)
    lon, lat = (
        rng.uniform(-87.75, -87.58, HOTSPOTS),
        rng.uniform(41.75, 41.91, HOTSPOTS),
    )
    lon, lat = (np.tile(each, 3) for each in (lon, lat))
    near = rng.uniform(-0.003, 0.003, (2, 2 * HOTSPOTS))
    lon[HOTSPOTS:] += near[0]
    lat[HOTSPOTS:] += near[1]
    places = Places(
        kind=kind,
        tract=np.tile(np.arange(HOTSPOTS), 3),
        lon=lon,
        lat=lat,
        category=np.full(kind.size, "made up"),
        source_id=np.array([f"made/{number}" for number in range(kind.size)]),
    )
    names = tuple(f"tract {number}" for number in range(HOTSPOTS))
    tracts = Tracts(names, tuple((SQUARE + each,) for each in range(HOTSPOTS)))
    router = RectilinearRouter(lon, lat, speed_mps=8.0)
    return prepared_region("863", tracts, places, router, synthetic=True, manifest={})


@pytest.mark.parametrize("load", LOADS)
def test_the_next_decision_when_times_have_changed(
    region, load, benchmark, monkeypatch, note
):
    keys = {**KEYS, "demand.load_per_min": load, "routing.times": "now"}
    scenario = load_scenario("paper/hotspots_only", keys)
    overlay = Overlay(region.travel_time_s, region.distance_m)
    prepared = Prepared(
        region=region,
        overlay=overlay,
        policy=ExactPolicy(overlay.travel_time_s, at_once=False),
        trace=None,
        made_from=(),
    )
    world = assemble(scenario, prepared, prepared.orders(scenario, 0))
    settle, add, solve = CoreDecisions.settle, EventLog.add, exact.value_of
    learnt, solved, taken = [], [], []

    def noted(log, kind, *fields, orders=()):
        if kind is Kind.TIMES_LEARNT:
            learnt.append(len(orders))
        add(log, kind, *fields, orders=orders)

    def counted(destination, *problem):
        solved.append(destination)
        return solve(destination, *problem)

    def timed(decisions):
        learnt.clear()
        solved.clear()
        begin_s = time.process_time()
        settle(decisions)
        took_s = time.process_time() - begin_s
        if learnt:
            taken.append((took_s, learnt[0], len(solved)))

    monkeypatch.setattr(CoreDecisions, "settle", timed)
    monkeypatch.setattr(EventLog, "add", noted)
    monkeypatch.setattr(exact, "value_of", counted)
    with settled_heap():  # as every run has it
        benchmark.pedantic(world.run, rounds=1)
    took_s, orders, solves = np.array(taken).T
    name = f"next decision at {HOTSPOTS} hotspots, {load} orders a minute"
    note(f"{name}, median", MS_PER_S * float(np.median(took_s)), "ms", most=200)
    note(f"{name}, slowest", MS_PER_S * float(took_s.max()), "ms", most=200)
    note(f"{name}, orders that decide or may be asked, at most", float(orders.max()))
    note(f"{name}, destinations solved for it, at most", float(solves.max()))
