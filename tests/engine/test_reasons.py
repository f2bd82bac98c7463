"""Whatever rule one side has and the other has not, it is found out by asking."""

import numpy as np
import pytest

from analysis.engine.check import drive
from analysis.engine.crosscheck import compared
from analysis.engine.lines import longest_apart, whole
from analysis.engine.reasons import CLOSED, FREE, _stopped, explain, sentence
from analysis.engine.sides import Theirs
from tests.engine import streets
from tests.engine.streets import FakeEngine, degrees, street_region

PLACES_M = (0.0, 100.0, 500.0, 1100.0)
RULES = {
    "one-way": (streets.one_way, (100.0, 500.0)),
    "closed": (streets.barrier, (100.0, 500.0)),
    "turn": (streets.no_turn, (500.0, 1100.0)),
    "destination only": (streets.destination, (100.0, 500.0)),
}


def differences(region, engine, ends_m):
    """Return why the way between two places differs, and the pairs."""
    pairs = drive(region, engine, 1000, 1)
    here, there = (PLACES_M.index(each) for each in ends_m)
    row = np.flatnonzero((pairs.origin == here) & (pairs.destination == there))
    (found,) = explain(region, engine, pairs, row.tolist())
    return found, pairs


@pytest.mark.parametrize("kind", RULES)
def test_a_rule_of_the_engine_is_named_where_it_stops_the_engine(kind):
    rule, ends_m = RULES[kind]
    region, engine = street_region(PLACES_M), FakeEngine(rule=rule)
    found, pairs = differences(region, engine, ends_m)
    assert found.kind == f"engine: {kind}"
    assert found.trial.length_m == pytest.approx(ends_m[1] - ends_m[0], abs=25)
    said = sentence(found, pairs)
    assert said.startswith("The engine is the longer way")
    assert "Long Street" in said


@pytest.mark.parametrize("kind", ["one-way", "closed", "turn"])
def test_a_rule_of_ours_is_named_where_it_stops_us(kind):
    rule, ends_m = RULES[kind]
    region, engine = street_region(PLACES_M, rule=rule), FakeEngine()
    found, pairs = differences(region, engine, ends_m)
    assert found.kind == f"ours: {kind}"
    assert sentence(found, pairs).startswith("Ours is the longer way")


@pytest.mark.parametrize(
    ("kind", "at_m"), [("one-way", (200, 0)), ("closed", (300, 0)), ("turn", (600, 0))]
)
def test_the_place_where_a_side_is_stopped_is_found_to_some_metres(kind, at_m):
    rule, ends_m = RULES[kind]
    found, _ = differences(street_region(PLACES_M), FakeEngine(rule=rule), ends_m)
    away_m = np.hypot(*(found.trial.where - degrees(at_m))) / degrees(1.0)
    assert away_m < 12


@pytest.mark.parametrize("ours", [True, False])
def test_a_street_that_one_side_has_not_is_told_with_how_far_its_next_one_is(ours):
    gap = {"gap": (150.0, 450.0)}
    region = street_region(PLACES_M, **(gap if ours else {}))
    engine = FakeEngine(**({} if ours else gap))
    found, pairs = differences(region, engine, (100.0, 500.0))
    assert found.kind == f"{'ours' if ours else 'engine'}: no street"
    assert found.trial.away_m == pytest.approx(150, abs=12)
    assert "has no street there, the next is" in sentence(found, pairs)


def test_ways_that_both_may_drive_are_told_with_the_times_of_both():
    # The engine measures every length longer by a tenth: nothing stops it.
    region, engine = street_region(PLACES_M), FakeEngine(scale=1.1)
    found, pairs = differences(region, engine, (100.0, 1100.0))
    assert found.kind == "weighed"
    said = sentence(found, pairs)
    assert "Ours takes 100 s on its own, 100 s on the engine's" in said
    assert "the engine 110 s on its own, 110 s on ours" in said


def test_the_longest_piece_apart_is_measured_and_short_crossings_do_not_cut_it():
    straight = degrees([(0.0, 0.0), (1000.0, 0.0)])
    # 300 m up and over, touching the straight line for 10 m at 500 m, then down.
    bent = degrees(
        [
            *((0, 0), (200, 0), (200, 50), (495, 50), (495, 0)),
            *((505, 0), (505, 50), (800, 50), (800, 0), (1000, 0)),
        ]
    )
    piece = longest_apart(bent, straight)
    along = 4 * 50 + 2 * 295 + 10
    assert piece.length_m == pytest.approx(along, abs=25)
    assert longest_apart(straight, straight) is None
    assert longest_apart(straight, bent).length_m == pytest.approx(590, abs=25)


def test_all_of_a_line_has_its_length_and_ends():
    line = degrees([(0.0, 0.0), (30.0, 0.0), (30.0, 40.0)])
    piece = whole(line)
    assert piece.length_m == pytest.approx(70, abs=0.1)
    assert piece.points[[0, -1]] == pytest.approx(line[[0, -1]])


def test_a_point_taken_for_a_place_on_another_street_stops_nobody():
    """At 280 m an alley begins, and who asks for that very point is sent round."""

    def alley(start, end):
        return 280.0 in (round(start, 1), round(end, 1)), 0.0

    stretch = whole(degrees([(0.0, 0.0), (600.0, 0.0)]))
    assert _stopped(Theirs(FakeEngine(rule=alley)), stretch)[0] == FREE
    # A barrier there is between the points half way, too.
    closed = FakeEngine(rule=lambda here, there: ((here - 280) * (there - 280) < 0, 0))
    assert _stopped(Theirs(closed), stretch)[0] == CLOSED


def test_pairs_stopped_at_one_place_have_one_cause_and_small_differences_none():
    """Up through the one-way street go 0, 100 and 300 m to 500 and 1,100 m."""
    region = street_region((0.0, 100.0, 300.0, 500.0, 1100.0))
    engine = FakeEngine(rule=streets.one_way)
    found = compared(region, engine, "s.osm", pairs=99, seed=1, worst=1)
    assert len(found.worst) == 1
    # From below 200 m to 300 m, too: 2 + 3 * 2 pairs.
    assert sum(each.pairs for each in found.causes) == 8
    assert {each.kind for each in found.causes} == {"engine: one-way"}
    assert found.causes[0].pairs >= 6
    assert found.causes[0].place.startswith("Long Street, 0.0")
    alike = compared(
        street_region(PLACES_M), FakeEngine(), "s", pairs=9, seed=1, worst=3
    )
    assert (len(alike.worst), alike.causes) == (3, ())
    assert not compared(region, engine, "s", pairs=9, seed=1, worst=0).causes
