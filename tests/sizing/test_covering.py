"""Shifts that cover a day at least cost, against trying all of them, and by hand."""

from itertools import pairwise

import numpy as np
import pytest

from analysis.sizing.shifts.asked import read_pause
from analysis.sizing.shifts.covering import Pause, Shape, cover, coverage, shapes_of
from analysis.sizing.shifts.erlang import erlang_c, staffed, waiting
from analysis.sizing.shifts.measured import SLOT_S, SLOTS
from analysis.sizing.targets import SizingError
from simulation.scenario.shifts import checked_shifts, patterns_of
from tests.sizing.rosters import HOUR_S, by_hour, cheapest_by_trying
from tests.theory import waiting_lines


@pytest.mark.parametrize("seed", range(40))
def test_the_program_costs_what_the_best_of_all_rosters_costs(seed):
    rng = np.random.default_rng(seed)
    share = rng.choice([0.0, 0.5, 1.0], size=(5, 4))
    required = rng.integers(0, 4, size=5)
    cost = rng.integers(1, 9, size=4).astype(float)
    best = cheapest_by_trying(share, required, cost, 6)
    if best is None:
        with pytest.raises(SizingError, match="No shifts of these lengths cover"):
            cover(share, required, cost)
        return
    counts = cover(share, required, cost)
    assert (share @ counts >= required - 1e-9).all()
    assert counts @ cost == pytest.approx(best)


def test_a_day_solved_by_hand():
    """Three from 8 to 16, two more from 12 to 14: 3 of 8 h and 2 of 4 h, 32 h."""
    need = by_hour([0] * 8 + [3] * 4 + [5] * 2 + [3] * 2 + [0] * 8).astype(int)
    shapes = shapes_of((None,), (4 * HOUR_S, 8 * HOUR_S), HOUR_S, need, SLOT_S)
    share = coverage(shapes, SLOTS, SLOT_S, 0.0)
    hours = np.array([each.hours for each in shapes])
    counts = cover(share, need, hours)
    assert counts @ hours == 32
    assert (share @ counts >= need).all()


@pytest.mark.parametrize(("hour", "there"), [(3, 2), (7, 1), (23, 1)])
def test_of_rosters_that_cost_the_same_one_has_more_where_more_is_to_do(hour, there):
    """One from 0 to 7 by two shifts of 4 h: an hour is left, and may be any of three.

    Within, where two are there then, or before, or after.
    """
    need = by_hour([1] * 7 + [0] * 17).astype(int)
    load = by_hour([0.9 if each == hour else 0.1 for each in range(24)])
    shapes = shapes_of((None,), (4 * HOUR_S,), HOUR_S, need, SLOT_S)
    share = coverage(shapes, SLOTS, SLOT_S, 0.0)
    counts = cover(share, need, np.full(len(shapes), 4.0), load=load)
    assert counts.sum() == 2
    assert (share @ counts)[2 * hour] == there


def test_shifts_go_on_after_midnight_and_end_with_the_last_call():
    night = (Shape(None, 22 * HOUR_S, 26 * HOUR_S),)
    share = coverage(night, SLOTS, SLOT_S, 900.0)[:, 0]
    assert share.sum() * SLOT_S == 4 * HOUR_S - 900
    assert share[44:].tolist() == [1, 1, 1, 1]
    assert share[:5].tolist() == [1, 1, 1, 0.5, 0]


def test_a_limit_on_all_shifts_is_kept_or_refused():
    share, need, cost = np.eye(2), np.array([2, 1]), np.ones(2)
    assert cover(share, need, cost, 3).tolist() == [2, 1]
    with pytest.raises(SizingError, match="with 2 shifts in all"):
        cover(share, need, cost, 2)


def test_nothing_to_do_takes_nobody():
    assert cover(np.eye(2), np.zeros(2, dtype=int), np.ones(2)).tolist() == [0, 0]


@pytest.mark.parametrize(
    ("shape", "text"),
    [
        (Shape("van", 17 * HOUR_S, 25 * HOUR_S), "3 van 17:00-01:00"),
        (Shape(None, 1800, 1800 + 24 * HOUR_S), "3 00:30-00:30"),
    ],
)
def test_a_shift_is_written_as_the_scenario_reads_it(shape, text):
    assert shape.text(3) == text
    (pattern,) = patterns_of(checked_shifts((shape.text(3),)))
    assert pattern.vehicles == 3
    assert pattern.of_class == shape.of_class
    assert pattern.span_s == (shape.on_s, shape.off_s)


@pytest.mark.parametrize("servers", [1, 2, 5, 40, 120])
@pytest.mark.parametrize("rho", [0.3, 0.8, 0.99])
def test_the_chance_to_wait_is_erlangs(servers, rho):
    expected = waiting_lines.erlang_c(servers, rho * servers)
    assert erlang_c(servers, rho * servers) == pytest.approx(expected)


def test_nobody_waits_without_work_and_all_do_beyond_it():
    assert erlang_c(3, 0.0) == 0
    assert erlang_c(3, 3.5) == 1
    assert erlang_c(3, 3.0) == 1


def test_orders_wait_less_the_more_vehicles_there_are():
    waits = [waiting(servers, 7.3, 10.0) for servers in range(30)]
    assert all(a > b for a, b in pairwise(waits))


def test_staffing_is_the_load_and_square_roots_of_it():
    load = np.array([0.0, 0.01, 4.0, 100.0])
    assert staffed(load, 0.0).tolist() == [0, 1, 4, 100]
    assert staffed(load, 1.5).tolist() == [0, 1, 7, 115]
    assert staffed(load, -9.0).tolist() == [0, 1, 1, 10]


def test_a_break_covers_nothing_and_is_in_the_text():
    pause = Pause(1800, 4 * 3600)
    worked = np.ones(48, dtype=int)
    shapes = shapes_of([None], [4 * 3600, 6 * 3600], 3600, worked, 1800, pause)
    short, long = (each for each in shapes if each.on_s == 10 * 3600)
    assert short.text(2) == "2 10:00-14:00"
    assert long.text(2) == "2 10:00-16:00 break 14:00-14:30"
    assert next(patterns_of([long.text(2)])).breaks == ((14 * 3600, 14 * 3600 + 1800),)
    share = coverage([long], 48, 1800, 0.0)[:, 0]
    assert share.sum() == 11
    assert share[28] == 0
    assert share[27] == share[29] == 1


def test_a_break_over_midnight_is_the_next_days():
    late = Shape(None, 21 * 3600, 27 * 3600, Pause(1800, 4 * 3600).of(75_600, 97_200))
    assert late.text(1) == "1 21:00-03:00 break 01:00-01:30"
    share = coverage([late], 48, 1800, 0.0)[:, 0]
    assert share[2] == 0
    assert share.sum() == 11


@pytest.mark.parametrize("text", ["30min", "4h after", "20min after 4h", "x after y"])
def test_a_break_that_is_none_is_refused(text):
    with pytest.raises(SizingError, match="--break is"):
        read_pause(text)


def test_what_is_covered_with_breaks_is_covered_in_them_too():
    worked = np.zeros(48, dtype=int)
    worked[20:40] = 3
    shapes = shapes_of([None], [6 * 3600], 3600, worked, 1800, Pause(1800, 3 * 3600))
    share = coverage(shapes, 48, 1800, 0.0)
    counts = cover(share, worked, np.array([each.hours for each in shapes]))
    assert (share @ counts >= worked - 1e-9).all()
    bare = [Shape(each.of_class, each.on_s, each.off_s) for each in shapes]
    without = cover(coverage(bare, 48, 1800, 0.0), worked, np.full(len(bare), 6.0))
    assert without.sum() < counts.sum()
