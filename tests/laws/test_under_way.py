"""A run that goes on step by step: the run it would have been in one go."""

import math

from hypothesis import given
from hypothesis import strategies as st

from simulation.simulation import Simulation
from tests.laws.replay import rows_of
from tests.strategies import cases

steps = st.lists(st.floats(0.0, 4000.0), max_size=6)


@given(cases(), steps)
def test_cut_anywhere_it_is_the_run_in_one_go(case, until_s):
    whole = case.run()
    simulation = Simulation(case.scenario, prepared=case.prepared())
    for each in until_s:  # in any order: time never falls
        simulation.run(each)
    cut = simulation.result()
    assert cut.log_hash == whole.log_hash
    assert cut.end_s == whole.end_s
    assert cut.manifest().keys() == whole.manifest().keys()
    assert cut.scenario == whole.scenario


@given(cases(), st.floats(0.25, 2000.0))  # a finite fleet is there from the start
def test_on_its_way_it_shows_what_has_happened_so_far(case, until_s):
    whole = case.run()
    horizon_s = case.scenario.horizon_s or math.inf
    simulation = Simulation(case.scenario, prepared=case.prepared())
    outline = simulation.outline()
    simulation.run(until_s)
    events = simulation.events()
    so_far = [
        row for row in rows_of(whole.events) if row.time_s < min(until_s, horizon_s)
    ]
    assert rows_of(events) == so_far
    assert len(outline.events) == 0
    assert outline.scenario == whole.scenario
    count = len(whole.orders)
    assert outline.orders.producer[:count].tolist() == whole.orders.producer.tolist()


@given(cases())
def test_it_is_finished_when_nothing_is_left_before_the_horizon(case):
    simulation = Simulation(case.scenario, prepared=case.prepared())
    until_s = 0.0
    while not simulation.finished:
        before = len(simulation.events())
        until_s += 600.0
        simulation.run(until_s)
        assert len(simulation.events()) >= before
    done = len(simulation.events())
    ended = simulation.result()
    closing = sum(row.kind == "still_open" for row in rows_of(ended.events))
    assert len(ended.events) == done + closing
