"""Legs by the hour against an independent time-dependent label-setting search.

On grids of streets of random speeds, all open, the speeds of which change once. Where a
leg lies on one side of the change, or the change is the same everywhere, both arrive
together; else both take between the quicker and the slower leg.
"""

import heapq

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.network.by_hour import LegsByHour
from simulation.network.legs import Legs
from simulation.network.stretches import Change, Stretches
from simulation.region.altered_legs import AlteredStreets
from simulation.region.building.street_building import Draft
from simulation.region.building.street_pieces import DrivenWay, Nodes
from simulation.region.street_graph import Use
from simulation.region.streets import StreetRouter
from tests.region.plain_streets import metres

SIDE, STEP = 4, 0.001
TOLERANCE_S = 60 / 1024  # streets of a way, each rounded twice
OPEN = (Use.OPEN, Use.OPEN)


def grid(speeds):
    """Return nodes and ways of a grid, a way of its own speed for each step."""
    nodes = {
        1 + row * SIDE + column: (column * STEP, row * STEP)
        for row in range(SIDE)
        for column in range(SIDE)
    }
    steps = [
        (a, b)
        for a in nodes
        for b in nodes
        if b - a == SIDE or (b - a == 1 and a % SIDE)
    ]
    drawn = [speeds[at % len(speeds)] + at / 1000 for at in range(len(steps))]
    return nodes, [(100 + at, *step, drawn[at]) for at, step in enumerate(steps)]


def arrival(nodes, ways, factor, change_s, leg):
    """Return when one arrives who knows what comes: labels set in order of time."""
    origin, target, depart_s = leg
    out_of = {}
    for way, a, b, speed in ways:
        out_of.setdefault(a, []).append((b, way, speed))
        out_of.setdefault(b, []).append((a, way, speed))
    heap, done = [(depart_s, origin)], set()
    while heap:
        now_s, at = heapq.heappop(heap)
        if at == target:
            return now_s
        if at in done:
            continue
        done.add(at)
        for to, way, speed in out_of[at]:
            left_m, then_s = metres(nodes[at], nodes[to]), now_s
            if then_s < change_s:
                slow = speed * factor[way]
                driven_m = min(left_m, slow * (change_s - then_s))
                then_s = then_s + driven_m / slow if driven_m == left_m else change_s
                left_m -= driven_m
            heapq.heappush(heap, (then_s + left_m / speed, to))
    raise AssertionError("a grid is connected")


@given(
    st.lists(st.sampled_from([5.0, 8.0, 12.0]), min_size=3, max_size=8),
    st.lists(st.sampled_from([0.2, 0.5, 1.0]), min_size=1, max_size=9),
    st.floats(10, 200),
    st.lists(st.integers(0, 250 * 1024), min_size=1, max_size=4),
)
def test_arrivals_are_those_of_a_label_setting_search(speeds, factors, change_s, ticks):
    nodes, ways = grid(speeds)
    change_s = round(change_s * 1024) / 1024
    driven = [DrivenWay(way, (a, b), OPEN, (v, v), stops=True) for way, a, b, v in ways]
    draft = Draft.of(driven, Nodes(nodes))
    points = np.array(list(nodes.values()))
    router = StreetRouter(
        draft.graph(), *points.T, access_speed_mps=1.0, max_access_m=1.0
    )
    factor = {way: factors[at % len(factors)] for at, (way, *_) in enumerate(ways)}
    of_streets = np.array([factor[own[0]] for own in draft.ways])
    free, slow = Legs(router), Legs(AlteredStreets(router, of_streets))
    stretches = Stretches([Change(0.5, 0, 0.0, change_s)])
    legs = LegsByHour(stretches, lambda areas: slow if areas else free)
    last = SIDE * SIDE
    for depart_s in (each / 1024 for each in ticks):
        for here, there in ((1, last), (SIDE, last - SIDE + 1), (2, last)):
            found_s = legs.leg(here - 1, there - 1, depart_s)[0]
            best = arrival(nodes, ways, factor, change_s, (here, there, depart_s))
            best_s = best - depart_s
            before = best <= change_s and depart_s + found_s <= change_s
            if before or depart_s >= change_s or len(set(factor.values())) == 1:
                assert found_s == pytest.approx(best_s, abs=TOLERANCE_S)
            quick_s = free.leg(here - 1, there - 1)[0]
            slow_s = slow.leg(here - 1, there - 1)[0]
            for taken_s in (found_s, best_s):
                assert quick_s - TOLERANCE_S <= taken_s <= slow_s + TOLERANCE_S
