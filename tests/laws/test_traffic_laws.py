"""Legs by the hour: nobody overtakes, and an independent integrator arrives too.

Over random stretches of time: hours of days, closures, areas with other ways, chance.
"""

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.errors import SimulationError
from simulation.network.by_hour import LegsByHour, Noise
from simulation.network.moment import BelievedLegs, Feed, LegsOfMoment
from simulation.network.stretches import Calendar, Change, Span, Stretches
from simulation.streams import Streams

TICK = Fraction(1, 1024)
HOUR_S, DAY_S = 3600, 86_400
PLACES = 4
AREAS = (None, None, 0, 1)


class PlainLegs:
    """Legs of a table by the areas that are changed."""

    def __init__(self, time_s, distance_m):
        self.time_s, self.distance_m = time_s, distance_m

    def leg(self, origin, target, depart_s=0.0):  # noqa: ARG002
        """Return time [s] and distance [m]."""
        return self.time_s[origin, target], self.distance_m[origin, target]

    def times_to(self, target, origins, depart_s=0.0):  # noqa: ARG002
        """Return times [s]."""
        return self.time_s[origins, target]

    def routed(self, origins, destinations):
        """Return times [s] and distances [m]."""
        return self.time_s[origins, destinations], self.distance_m[
            origins, destinations
        ]


@st.composite
def changes(draw):
    """Return changes over a day or two: closures end, or are open at some hours."""
    found = []
    for _ in range(draw(st.integers(0, 5))):
        factor = draw(st.sampled_from([0.0, 0.05, 0.5, 0.8, 1.0, 1.7]))
        spans = []
        if draw(st.booleans()):
            days = frozenset(draw(st.lists(st.integers(0, 6), min_size=1, max_size=7)))
            from_s = draw(st.integers(0, DAY_S - 1))
            spans = [Span(days, from_s, from_s + draw(st.integers(1, DAY_S // 2)))]
        begin_s = draw(st.integers(0, 2 * DAY_S))
        until_s = float(begin_s + draw(st.integers(1, DAY_S)))
        area = draw(st.sampled_from(AREAS))
        found.append(Change(factor, area, float(begin_s), until_s, tuple(spans)))
    return found


@st.composite
def worlds(draw):
    """Return legs by the hour, and the same said plainly for `arrival_of`."""
    rng = np.random.default_rng(draw(st.integers(0, 10_000)))
    tables = {}
    given_changes = draw(changes())
    for areas in (frozenset(), frozenset({0}), frozenset({1}), frozenset({0, 1})):
        time_s = rng.integers(1024, 4_000_000, (PLACES, PLACES)) / 1024
        np.fill_diagonal(time_s, 0.0)
        distance_m = rng.integers(10, 200_000, (PLACES, PLACES)) / 10
        if areas and rng.random() < 0.5:
            time_s[0, 1:] = np.inf  # no way is left
        tables[areas] = PlainLegs(time_s, distance_m)
    noise = None
    if draw(st.booleans()):
        streams = Streams(draw(st.integers(0, 100)))
        noise = Noise(
            0.5,
            draw(st.sampled_from([60.0, 900.0, 100.5])),
            draw(st.sampled_from([0.0, 0.5, 1.0])),
            [0, 1, 1, 0],
            lambda number: streams.get(f"traffic/{number}"),
        )
    calendar = Calendar(lambda clock_s: clock_s - 5 * HOUR_S, draw(st.integers(0, 6)))
    stretches = Stretches(given_changes, calendar)
    legs = LegsByHour(stretches, tables.__getitem__, noise)
    return legs, tables, given_changes, calendar, noise


def pace(world, origin, target, now):
    """Return what a whole leg takes at a moment and how long it is, None for ever.

    Looks at every change and every day, and at no stretch.
    """
    _, tables, given_changes, calendar, noise = world
    factor, areas = Fraction(1), set()
    for change in given_changes:
        if not change.from_s <= now < change.until_s:
            continue
        clock_s = now + 5 * HOUR_S
        holds = not change.spans
        for span in change.spans:
            for day in range(int(clock_s // DAY_S) - 1, int(clock_s // DAY_S) + 1):
                begins = day * DAY_S + span.from_s
                in_it = begins <= clock_s < day * DAY_S + span.until_s
                holds |= in_it and (calendar.first_day + day) % 7 in span.days
        if holds and change.area is None:
            factor *= Fraction(change.factor)
        elif holds:
            areas.add(change.area)
    if factor:
        factor = max(factor, Fraction(0.05))
    table = tables[frozenset(areas)]
    if noise is not None:
        roots = noise.roots(int(now // Fraction(noise.slice_s)))
        tracts = noise.tract_of
        factor *= Fraction(roots[tracts[origin]]) * Fraction(roots[tracts[target]])
    time_s = table.time_s[origin, target]
    if not factor or np.isinf(time_s):
        return None, 0
    return Fraction(time_s) / factor, Fraction(table.distance_m[origin, target])


def moments(world, depart_s):
    """Return all times at which something may change, from a departure on."""
    _, _, given_changes, _, noise = world
    found = {depart_s + 6 * DAY_S}
    for change in given_changes:
        found |= {Fraction(change.from_s), Fraction(change.until_s)}
        for span in change.spans:
            for day in range(-2, 8):
                for end in (span.from_s, span.until_s):
                    found.add(Fraction(day * DAY_S + end - 5 * HOUR_S))
    if noise is not None:
        slice_s = Fraction(noise.slice_s)
        first = int(depart_s // slice_s)
        last = int(4 * DAY_S // slice_s)
        found |= {number * slice_s for number in range(first, last)}
    return sorted(each for each in found if each > depart_s)


def arrival_of(world, origin, target, depart_s):
    """Return when a leg ends and how long it is, in exact fractions."""
    now, left, metres = Fraction(depart_s), Fraction(1), Fraction(0)
    for until in moments(world, now):
        whole, length = pace(world, origin, target, now)
        if whole is not None:
            if left * whole <= until - now:
                return now + left * whole, metres + left * length
            left -= (until - now) / whole
            metres += (until - now) / whole * length
        now = until
    raise AssertionError("the leg ends in no time")


DEPARTS = st.lists(
    st.integers(0, 3 * DAY_S * 1024).map(lambda ticks: ticks / 1024),
    min_size=2,
    max_size=6,
)


@given(worlds(), DEPARTS)
def test_whoever_leaves_later_arrives_later_or_at_the_same_time(world, departs):
    legs = world[0]
    near = [each + step / 1024 for each in departs for step in (0, 1, 2)]
    for change in world[2]:  # around every change
        near += [change.until_s + step / 1024 for step in (-1, 0, 1)]
    near = sorted(near)
    arrivals = [each + legs.leg(0, 1, each)[0] for each in near]
    assert arrivals == sorted(arrivals)


@given(worlds(), DEPARTS)
def test_a_leg_ends_when_a_plain_integrator_arrives(world, departs):
    """Tolerance: half a tick for rounding, and what floating point loses of it."""
    for depart_s in departs:
        for origin, target in ((0, 1), (2, 3), (3, 0)):
            taken_s, metres = world[0].leg(origin, target, depart_s)
            arrival, length = arrival_of(world, origin, target, depart_s)
            assert taken_s * 1024 == int(taken_s * 1024)
            assert abs(Fraction(depart_s + taken_s) - arrival) <= TICK * Fraction(0.51)
            assert metres == pytest.approx(float(length), abs=0.06)


@given(worlds(), DEPARTS)
def test_many_legs_at_once_take_what_each_one_takes(world, departs):
    legs, origins = world[0], np.arange(PLACES)
    for depart_s in departs:
        together = legs.times_to(1, origins, depart_s).tolist()
        assert together == [legs.leg(here, 1, depart_s)[0] for here in range(PLACES)]


@given(worlds(), DEPARTS)
def test_legs_of_the_moment_are_those_at_speeds_that_last(world, departs):
    """And where no way is open, what it takes until one has opened."""
    _, tables, given_changes, calendar, noise = world
    stretches = Stretches(given_changes, calendar)
    planned = LegsOfMoment(stretches, tables.__getitem__, noise)
    origins, targets = np.array([0, 2, 3]), np.array([1, 3, 0])
    for depart_s in departs:
        planned.turn(depart_s)
        time_s, _ = planned.routed(origins, targets)
        for origin, target, found_s in zip(origins, targets, time_s, strict=True):
            whole, _ = pace(world, origin, target, Fraction(depart_s))
            if whole is None:
                assert found_s == world[0].leg(origin, target, depart_s)[0]
            else:
                assert abs(Fraction(found_s) - whole) <= TICK * Fraction(0.51)


@given(worlds(), DEPARTS)
def test_legs_that_are_believed_are_those_of_what_is_told(world, departs):
    """As driven where it is true; where late, of the time it is of; else free."""
    legs, tables, given_changes, calendar, noise = world
    told = Stretches(given_changes, calendar), tables.__getitem__, noise
    tract_of, origins = np.array([0, 1, 1, 0]), np.arange(PLACES)
    true = BelievedLegs(*told)
    late = BelievedLegs(*told, Feed(1000.0, 500.0, float(DAY_S)), tract_of)
    moment, late_moment = LegsOfMoment(*told), LegsOfMoment(*told, Feed(1e9), tract_of)
    ends = np.array([0, 2, 3]), np.array([1, 3, 0])
    for depart_s in departs:
        of_s = max(500.0, depart_s - 1000) if 500 <= depart_s < DAY_S else depart_s
        late.turn(depart_s)
        for pair in ((0, 1), (2, 3), (3, 0)):
            assert true.leg(*pair, depart_s) == legs.leg(*pair, depart_s)
            assert late.leg(*pair, depart_s) == legs.leg(*pair, of_s)
        assert late.times_to(1, origins, depart_s).tolist() == [
            legs.leg(here, 1, of_s)[0] for here in range(PLACES)
        ]
        late.turn(depart_s, frozenset({0}))  # doubts what begins or ends in places 0, 3
        free, told_s = tables[frozenset()], legs.leg(2, 1, of_s)[0]
        assert late.leg(0, 1, depart_s) == free.leg(0, 1)
        assert late.times_to(1, np.array([0, 2, 3]), depart_s).tolist() == [
            free.leg(0, 1)[0],
            told_s,
            free.leg(3, 1)[0],
        ]
        late_moment.turn(depart_s)  # broken down since time zero
        moment.turn(0.0)
        assert late_moment.routed(*ends)[0].tolist() == moment.routed(*ends)[0].tolist()
        late_moment.turn(depart_s, frozenset({1}))
        assert late_moment.routed(*ends)[0].tolist() == [
            free.leg(0, 1)[0],
            free.leg(2, 3)[0],
            moment.routed(*ends)[0][2],
        ]


@given(worlds(), DEPARTS)
def test_a_moment_turns_where_a_speed_changes(world, departs):
    legs = world[0]
    for one, other in pairwise(departs):
        if legs.same_speeds(one, other):
            for pair in ((0, 1), (2, 3), (3, 0)):
                paces = [pace(world, *pair, Fraction(each)) for each in (one, other)]
                assert paces[0] == paces[1]


def test_a_way_that_never_opens_again_is_told():
    stretches = Stretches([Change(0.0, None, 10.0)])
    legs = LegsByHour(stretches, lambda _: PlainLegs(*np.full((2, 2, 2), 60.0)))
    with pytest.raises(SimulationError, match="no way is ever open again from place 0"):
        legs.leg(0, 1, 5.0)


def test_a_closure_of_weeks_is_waited_for():
    weeks = Change(0.0, None, 10.0, 40.0 * DAY_S)
    noise = Noise(0.0, DAY_S, 0.5, [0, 0], lambda at: Streams(at).get("traffic"))
    table = PlainLegs(*np.full((2, 2, 2), 60.0))
    legs = LegsByHour(Stretches([weeks]), lambda _: table, noise)
    assert legs.leg(0, 1, 0.0)[0] == 40 * DAY_S + 50.0


def test_a_way_closed_every_day_but_an_hour_is_driven_over_days():
    """Open from 0:00 to 1:00: a leg of three hours ends on the third day."""
    closed = Change(0.0, spans=(Span(frozenset(range(7)), HOUR_S, DAY_S),))
    table = PlainLegs(np.full((2, 2), 3.0 * HOUR_S), np.full((2, 2), 100.0))
    legs = LegsByHour(Stretches([closed]), lambda _: table)
    assert legs.leg(0, 1, 0.0) == (2 * DAY_S + HOUR_S, 100.0)
    assert legs.leg(0, 1, HOUR_S / 2)[0] == 3 * DAY_S


def test_factors_by_chance_have_the_spread_that_is_asked_for():
    """Over 2,000 slices: median 1, deviation 0.2, half of the variance in common."""
    streams = Streams(1)
    noise = Noise(0.2, 60.0, 0.5, [0, 1], lambda at: streams.get(f"traffic/{at}"))
    logs = np.array(
        [
            [np.log(noise.factor(place, place, 60.0 * at)) for place in (0, 1)]
            for at in range(2000)
        ]
    )
    assert np.median(logs) == pytest.approx(0.0, abs=0.02)
    assert logs.std(axis=0) == pytest.approx(0.2, rel=0.06)
    assert np.corrcoef(logs.T)[0, 1] == pytest.approx(0.5, abs=0.06)
