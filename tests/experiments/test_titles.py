"""Titles: what was changed stands in them, as people say it."""

import pytest

from analysis.experiments.titles import (
    base_of,
    captioned,
    changed,
    changes_in_words,
    facts,
    joint_name,
    joint_title,
    slug,
    title,
)
from simulation.scenario import list_scenarios, load_scenario, scenario_to_dict


def plan(name, *changes):
    scenario = load_scenario(name, list(changes))
    return scenario.name, scenario_to_dict(scenario)


@pytest.mark.parametrize("name", list_scenarios())
def test_of_a_plan_as_it_is_shipped_nothing_is_changed(name):
    assert changed(*plan(name)) == ()
    assert base_of(*plan(name)) == name
    load = 139 if name.startswith("city/") else 30
    assert title(*plan(name)).endswith(f", {load} orders/min")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            ("demand.load_per_min=25", "hotspots.docks=4"),
            "DeliverAI-II (epsilon), 25 orders/min, 4 bays",
        ),
        (("hotspots.docks=1",), "DeliverAI-II (epsilon), 30 orders/min, 1 bay"),
        (
            ("routing.policy=exact", "seed=7"),
            "DeliverAI-II, 30 orders/min, exact routing, seed 7",
        ),
        (
            ("routing.discount=0.5",),
            "DeliverAI-II (epsilon), 30 orders/min, routing.discount 0.5",
        ),
        (
            (
                *("hotspots.docks=3", "hotspots.handover_s=9.5", "promise_s=600"),
                *("requests.max_wait_s=60", "costs.core_km=1", "fleet.core.size=9"),
            ),
            "DeliverAI-II (epsilon), 30 orders/min, 9 core vehicles, 3 bays, "
            "9.5 s a handover, promise 600 s, 2 more changes",
        ),
    ],
    ids=str,
)
def test_a_title_says_the_changes_in_words(changes, words):
    assert title(*plan("paper/deliverai_2", *changes)) == words


def test_every_changed_key_is_told_with_both_values_as_the_command_takes_them():
    told = changed(*plan("paper/deliverai_2", "hotspots.docks=4", "seed=9"))
    assert [str(each) for each in told] == [
        'hotspots.docks = 4 (was "unlimited")',
        "seed = 9 (was 1)",
    ]


def test_what_a_plan_makes_no_use_of_is_no_change_of_it():
    direct = plan("paper/point_to_point", "hotspots.docks=4", "routing.policy=exact")
    assert changed(*direct) == ()
    assert "Bays" not in facts(direct[1])


def test_a_file_is_told_against_the_shipped_plan_that_it_differs_least_from():
    _, scenario = plan("paper/hotspots_only", "hotspots.docks=2")
    assert base_of("mine", scenario) == "paper/hotspots_only"
    assert title("mine", scenario) == "mine, 30 orders/min, 2 bays"
    [told] = changes_in_words("mine", scenario)
    assert told == 'unlike paper/hotspots_only, hotspots.docks = 2 (was "unlimited")'


def test_or_against_itself_where_what_it_was_is_known():
    _, scenario = plan("paper/hotspots_only", "hotspots.docks=2", "seed=5")
    _, base = plan("paper/hotspots_only", "hotspots.docks=2")
    assert title("mine", scenario, base) == "mine, 30 orders/min, seed 5"
    assert changes_in_words("mine", scenario, base) == ["seed = 5 (was 1)"]


def test_of_plans_side_by_side_what_they_share_is_said_once():
    plans = [
        plan("paper/point_to_point", "demand.load_per_min=5"),
        plan("paper/deliverai_2", "demand.load_per_min=5", "hotspots.docks=2"),
    ]
    assert joint_title(plans) == (
        "Baseline 1 (point to point) and DeliverAI-II (epsilon), 2 bays: 5 orders/min"
    )
    both = "Baseline 1 (point to point) and DeliverAI-II (epsilon)"
    assert joint_name([*plans, plans[0]]) == both


def test_load_duration_bays_and_fleet_are_always_told():
    told = facts(plan("paper/deliverai_2", "hotspots.docks=2", "fleet.core.size=8")[1])
    assert told["Demand"] == "30 orders/min for 60 min, uniform"
    assert told["Bays"] == "2 a hotspot, 0 s a handover"
    assert told["Core vehicles"] == "8, of capacity 2"


def test_what_an_old_run_says_nothing_of_is_no_change():
    name, scenario = plan("paper/deliverai_2")
    del scenario["costs"], scenario["seed"]
    assert changed(name, scenario) == ()


def test_a_path_is_told_without_the_folders_above_it():
    name, scenario = plan("paper/deliverai_2")
    scenario["region"] = "/home/somebody/regions/chicago"
    header = captioned({"label": name, "scenario": scenario, "forked_from": None})
    assert header["label"].endswith("on chicago")
    assert "somebody" not in str(header["changes"])


def test_a_title_makes_a_file_name():
    assert slug("DeliverAI-II (epsilon), 9.5 s") == "deliverai-ii-epsilon-9-5-s"
    assert slug("../\u00fc\u4e2d") == "plan"


def test_what_a_fork_changed_is_told_with_the_moment():
    name, scenario = plan("paper/deliverai_2", "hotspots.docks=1")
    fork = {"at_s": 300.0, "changes": {"hotspots.docks": 1}}
    fork["before"] = {"hotspots.docks": "unlimited"}
    header = captioned({"label": name, "scenario": scenario, "forked_from": fork})
    assert header["changes"] == [
        'hotspots.docks = 1 (was "unlimited")',
        'hotspots.docks = 1 from 300 s on ("unlimited" before)',
    ]


def test_who_works_in_shifts_is_not_called_elastic():
    shifts = plan("paper/point_to_point", 'fleet.peripheral.shifts=["9 10:00-14:00"]')
    assert facts(shifts[1])["Peripheral vehicles"] == "in shifts: 9 10:00-14:00"
    filed = plan("paper/point_to_point", "fleet.peripheral.shift_file=couriers.csv")
    assert facts(filed[1])["Peripheral vehicles"] == "in shifts, as in couriers.csv"
