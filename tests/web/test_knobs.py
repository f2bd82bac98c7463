"""The knobs: keys that exist, and ranges that can be turned to their ends."""

import pytest

from analysis.web.controls import knob_controls
from analysis.web.knobs import KNOBS, Choice, Range, knobs_of, meaning_of, value_of
from analysis.web.view import PlanChoice
from simulation.scenario import load_scenario


@pytest.mark.parametrize("knob", KNOBS, ids=lambda knob: knob.key)
def test_every_knob_turns_its_key_to_both_ends(knob):
    ends = (
        knob.values
        if isinstance(knob, Choice)
        else [knob.least, knob.most, *([knob.word, knob.number] if knob.word else [])]
    )
    assert meaning_of(knob.key)
    base = "baselines/stacked" if knob.stacked else "paper/deliverai_2"
    for end in ends:
        scenario = load_scenario(base, {knob.key: end})
        assert value_of(scenario, knob.key) == end


def test_there_is_a_knob_for_each_thing_the_issue_names():
    assert {knob.key for knob in KNOBS} >= {
        "demand.load_per_min",
        "fleet.core.capacity",
        "hotspots.handover_s",
        "hotspots.docks",
        "requests.interaction_range_m",
        "requests.max_wait_s",
        "routing.policy",
        "requests.handler",
    }


def test_direct_service_shows_no_knob_that_it_makes_no_use_of():
    direct = load_scenario("paper/point_to_point")
    keys = {knob.key for knob in knobs_of(direct, "plan")}
    assert keys == {"service.mode", "fleet.peripheral.size"}


def test_stacked_service_shows_the_knobs_of_planning():
    stacked = load_scenario("baselines/stacked")
    assert {knob.key for knob in knobs_of(stacked, "plan")} == {
        "service.mode",
        "fleet.peripheral.size",
        "fleet.peripheral.capacity",
        "dispatch.interval_s",
        "dispatch.hold_s",
    }


def test_a_value_beyond_a_slider_widens_it():
    scenario = load_scenario("paper/deliverai_2", {"demand.load_per_min": 500.5})
    shown = {
        each["key"]: each for each in knob_controls(scenario, PlanChoice(), "orders")
    }
    assert shown["demand.load_per_min"]["most"] == 500.5
    assert shown["demand.load_per_min"]["value"] == 500.5


def test_what_is_turned_shows_at_once_even_if_it_cannot_be():
    scenario = load_scenario("paper/deliverai_2")
    choice = PlanChoice(changes={"hotspots.docks": -1})
    shown = {each["key"]: each for each in knob_controls(scenario, choice, "plan")}
    assert shown["hotspots.docks"]["value"] == -1
    assert shown["hotspots.docks"]["changed"]


def test_a_word_stands_for_a_number_that_a_slider_can_take():
    for knob in KNOBS:
        if isinstance(knob, Range) and knob.word:
            assert knob.least <= knob.number <= knob.most


def test_where_shifts_say_who_works_nobody_turns_how_many_there_are():
    keys = {"service.mode": "direct", "fleet.peripheral.shifts": ["3 10:00-18:00"]}
    scenario = load_scenario("paper/point_to_point", keys)
    assert "fleet.peripheral.size" not in {k.key for k in knobs_of(scenario, "plan")}
