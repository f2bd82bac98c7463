"""Trunk lines: the timetable, seats and metres of whatever is asked, and all arrive."""

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.laws.incidents import gone_wrong
from tests.laws.replay import Replay, rows_of
from tests.laws.test_incidents import LAWS
from tests.laws.test_vehicles import at_speed
from tests.strategies import cases, regions


@st.composite
def with_lines(draw):
    """Draw a relayed case with one line or two over its hotspots."""
    case = draw(cases(region=regions(most=5), service__mode="relayed", horizon_s=None))
    return case.but(
        lines=[draw(lines(case.region)) for _ in range(draw(st.integers(1, 2)))]
    )


@st.composite
def lines(draw, region):
    """Draw a line."""
    ids = list(region.tracts.ids)
    stops = draw(st.permutations(ids))[: draw(st.sampled_from([5, 4, 3, 2]))]
    return {
        "name": "Trunk",
        "stops": stops,
        "first_min": draw(st.sampled_from([0.0, 0.5, 1.25])),
        "last_min": draw(st.sampled_from([12.0, 6.0, 3.0, 1.25])),
        "every_min": draw(st.sampled_from([0.25, 1.0, 2.5])),
        "capacity": draw(st.integers(1, 4)),
        "back": draw(st.sampled_from([True, True, False])),
        "wait_s": draw(st.sampled_from([1e5, 1e5, 300.0, 30.0, 0.0])),
    }


def way_of(run, line):
    """Return the hotspots of a line in turn."""
    stops = [run.tract_ids.index(each) for each in line.stops]
    return stops + stops[-2::-1] if line.back else stops


def starts_of(line):
    """Return when a line leaves its first stop [s], to the tick."""
    starts, number = [], 0
    while line.first_min + number * line.every_min <= line.last_min:
        starts.append((line.first_min + number * line.every_min) * 60)
        number += 1
    return starts


def of_lines(run):
    """Return the vehicles of lines."""
    return {row.vehicle for row in rows_of(run.events) if row.kind == "stop_left"}


@st.composite
def with_everything(draw):
    """Draw doors, shifts, seats, breakdowns, recalls and attempts besides."""
    case = draw(gone_wrong(("relayed", "rounds")))
    return case.but(lines=[draw(lines(case.region))])


@given(with_everything())
def test_with_everything_on_nobody_is_lost_and_custody_is_kept(case):
    """As an account of its own has it, KPIs told, and the same run again."""
    run = case.run()
    for law in LAWS:
        law(case, run)


@given(with_lines())
def test_every_order_is_delivered_and_custody_is_kept(case):
    """Boarded where it lies, by the vehicle there; each once."""
    log = Replay(case.run())
    for row in log:
        if row.kind == "departed":
            assert log.vehicles[row.vehicle].place == row.place
            for number in row.orders:
                order = log.orders[number]
                assert row.place in {order.place, order.bound_for}
    assert all(order.need == "nothing" for order in log.orders.values())


@given(with_lines())
def test_vehicles_of_lines_drive_the_timetable_every_metre_of_it_and_nothing_else(case):
    """As often as it says, whoever is aboard."""
    run, region = case.run(), case.region
    asked, driven = Counter(), Counter()
    for line in run.scenario.lines:
        for leg in pairwise(way_of(run, line)):
            asked[leg] += len(starts_of(line))
    there, metres = of_lines(run), 0.0
    for row in rows_of(run.events):
        if row.kind == "departed" and row.vehicle in there:
            driven[row.place, row.to_place] += 1
            metres += row.distance_m
    assert driven == asked
    assert metres == pytest.approx(
        sum(times * region.distance_m[leg] for leg, times in asked.items())
    )


@given(with_lines())
def test_seats_are_kept_and_riders_leave_where_they_are_to(case):
    run = case.run()
    tract, there = run.places.tract, of_lines(run)
    most = max(line.capacity for line in run.scenario.lines)
    for row in rows_of(run.events):
        if row.kind == "departed" and row.vehicle in there:
            assert len(row.orders) <= most
            for order in row.orders:  # would have alighted here
                assert tract[run.orders.consumer[order]] != row.place


@given(with_lines())
def test_the_timetable_is_kept_at_free_flow(case):
    """Where handovers take no time and wait for nobody, to the tick."""
    case = case.but(hotspots__handover_s=0.0, hotspots__docks="unlimited")
    run = case.run()
    factor = case.scenario.fleet.core.speed_factor
    planned = Counter()
    for line in run.scenario.lines:
        for start_s in starts_of(line):
            now_s = start_s
            for leg in pairwise(way_of(run, line)):
                planned[now_s, leg] += 1
                now_s += at_speed(case.region.travel_time_s[leg], factor)
    left = [row for row in rows_of(run.events) if row.kind == "stop_left"]
    assert planned == Counter((row.time_s, (row.place, row.to_place)) for row in left)
    assert all(row.lost_s == 0 for row in left)


@given(with_lines())
def test_a_line_that_runs_when_all_are_delivered_changes_nothing_before(case):
    late = {"first_min": 1e5, "last_min": 1e5}
    alone = rows_of(case.but(lines=None).run().events)
    lines = [line | late for line in case.keys["lines"]]
    assert rows_of(case.but(lines=lines).run().events)[: len(alone)] == alone
    assert case.but(lines=[]).run().log_hash == case.but(lines=None).run().log_hash
