"""The street graph against an independent shortest path with turns, bans and barriers.

Over random small street maps: ways on a grid of nodes, one-way or not, open, closed or
for who begins or ends there, two speeds, barriers, turn restrictions, places in the
middle of streets and at junctions. Tolerance, stated before: each street's time is
rounded to 1/1024 s and its length to 1 cm, and no way has more than 60 streets.
"""

import contextlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.errors import RegionError
from simulation.region.building.street_building import Draft
from simulation.region.building.street_pieces import DrivenWay, Nodes
from simulation.region.building.street_turns import Restriction
from simulation.region.street_graph import Use
from simulation.region.street_lines import nearest_stands
from simulation.region.streets import StreetRouter
from tests.region.plain_streets import PlainStreets

SIDE = 3
STEP = 0.001  # degrees: 111 m
STREETS = 60
TIME_S, LENGTH_M = STREETS / 1024, STREETS * 0.01 + 0.1
USES = [
    (Use.OPEN, Use.OPEN),
    (Use.OPEN, Use.OPEN),
    (Use.OPEN, Use.CLOSED),
    (Use.CLOSED, Use.OPEN),
    (Use.DESTINATION, Use.DESTINATION),
    (Use.DESTINATION, Use.CLOSED),
]


@st.composite
def street_maps(draw):
    """Return a plain map of a few ways over a grid of nodes, and its places."""
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
    kept = [step for step in steps if draw(st.integers(0, 5))]
    ways, number = [], 100
    while kept:
        refs = list(kept.pop(0))
        while draw(st.booleans()):  # some ways have several steps
            on = [step for step in kept if refs[-1] in step]
            if not on:
                break
            step = draw(st.sampled_from(on))
            kept.remove(step)
            refs.append(step[0] if step[1] == refs[-1] else step[1])
        speeds = draw(
            st.sampled_from([(5.0, 5.0), (5.0, 5.0), (10.0, 10.0), (5.0, 10.0)])
        )
        ways.append((number, refs, draw(st.sampled_from(USES)), speeds))
        number += 1
    barriers = set(draw(st.lists(st.sampled_from(list(nodes)), max_size=1)))
    bans = []
    for _ in range(draw(st.integers(0, 4)) if ways else 0):
        via = draw(st.sampled_from(list(nodes)))
        ends = [way for way in ways if via in {way[1][0], way[1][-1]}]
        if len(ends) > 1:
            start, goal = (draw(st.sampled_from(ends))[0] for _ in range(2))
            bans.append((draw(st.booleans()), start, via, goal))
    places = {}
    for name in ("p", "q", "r", "s"):
        way = draw(st.sampled_from(ways)) if ways else None
        if way is None:
            continue
        at = draw(st.integers(0, len(way[1]) - 2))
        share = draw(st.sampled_from([0.25, 0.5, 0.625, "node"]))
        if share == "node":
            places[name] = way[1][at]
        else:
            places[name] = ((way[0], way[1][at], way[1][at + 1]), share)
    return PlainStreets(nodes, ways, barriers, bans, places)


def draft_of(plain):
    driven = [
        DrivenWay(number, tuple(refs), use, speed, stops=True)
        for number, refs, use, speed in plain.ways
    ]
    rules = [Restriction(*each) for each in plain.bans]
    return Draft.of(driven, Nodes(plain.nodes, set(plain.barriers)), rules)


def router_of(graph, plain):
    points = np.array([plain.where(each) for each in plain.places.values()])
    return StreetRouter(
        graph, points[:, 0], points[:, 1], access_speed_mps=1.0, max_access_m=1.0
    )


def pairs_of(plain):
    """Return the pairs of places that stand clear: no node of theirs is a barrier."""
    order = list(plain.places)
    names = [name for name in order if plain.places[name] not in plain.barriers]
    return [(a, b, order.index(a), order.index(b)) for a in names for b in names]


@given(street_maps())
def test_legs_are_those_of_an_independent_search(plain):
    if not plain.places:
        return
    router = router_of(draft_of(plain).graph(), plain)
    for a, b, here, there in pairs_of(plain):
        time_s, length_m = plain.shortest(a, b)
        ticks, cm, reachable = router._paths.between(
            np.array([here]), np.array([there])
        )
        assert reachable[0] == np.isfinite(time_s), (a, b)
        if reachable[0]:
            assert ticks[0] / 1024 == pytest.approx(time_s, abs=TIME_S)
            if abs(ticks[0] / 1024 - time_s) < 1e-9:
                assert cm[0] / 100 == pytest.approx(length_m, abs=LENGTH_M)


@given(street_maps())
def test_a_line_is_as_long_as_its_leg_and_searched_from_either_side(plain):
    if not plain.places:
        return
    router = router_of(draft_of(plain).graph(), plain)
    for _, _, here, there in pairs_of(plain):
        one, other = np.array([here]), np.array([there])
        _, cm, reachable = router._paths.between(one, other)
        if not reachable[0]:
            continue
        ways = router.ways(one, other)
        assert ways.length_m[0] == pytest.approx(cm[0] / 100, abs=LENGTH_M)
        for backward in (False, True):
            directions, _, found = router._paths.directions(
                one, other, np.array([backward])
            )
            assert found[0]
            graph = router.graph
            assert (graph.use[directions] != Use.CLOSED).all()
            assert (graph.head[directions[:-1]] == graph.tail[directions[1:]]).all()


@given(street_maps())
def test_in_the_part_that_is_kept_every_place_reaches_every_other(plain):
    whole = draft_of(plain)
    two_way = any(use == (Use.OPEN, Use.OPEN) for _, _, use, _ in plain.ways)
    if not two_way or plain.bans:  # perhaps nothing that is reached again
        with contextlib.suppress(RegionError):
            whole.joined()
        return
    part, streets = whole.joined()
    part.check()
    assert np.array_equal(part.length_cm, whole.length_cm[streets])
    rng = np.random.default_rng(len(part))
    lon, lat = rng.random((2, 6)) * STEP * (SIDE - 1)
    router = StreetRouter(part, lon, lat, access_speed_mps=1.0, max_access_m=1e6)
    here, there = np.divmod(np.arange(36), 6)
    time_s, _ = router.legs(here, there)
    assert np.isfinite(time_s).all()


def test_the_search_by_halves_of_a_street_finds_the_place_again():
    plain = PlainStreets(
        {1: (0.0, 0.0), 2: (STEP, 0.0)},
        [(7, [1, 2], (Use.OPEN, Use.OPEN), (5.0, 5.0))],
        places={"p": ((7, 1, 2), 0.25)},
    )
    stands = nearest_stands(
        draft_of(plain).graph(), np.array([STEP / 4]), np.array([0.0])
    )
    assert stands.share[0] == pytest.approx(0.25)
    assert stands.junction[0] == -1
