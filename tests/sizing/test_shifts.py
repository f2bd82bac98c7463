"""The cheapest shifts of days whose optimum is known."""

import json

import numpy as np
import pytest

from analysis.sizing.search import FRESH
from analysis.sizing.shifts.asked import read_classes, read_lengths
from analysis.sizing.shifts.document import document, hours_frame, roster_toml
from analysis.sizing.shifts.size import limits_around
from analysis.sizing.shifts.words import extra_cost, sentences
from analysis.sizing.targets import SizingError, read_target
from analysis.sizing.verdicts import Verdict
from simulation.scenario import load_scenario
from tests.sizing.rosters import Day, asked, by_hour, sized
from tests.theory.waiting_lines import mean_wait_exponential

SERVICE_S = 180.0
LOW, HIGH = 3.0, 6.0  # load in the first and in the second half of the day
WAIT = "vehicle_wait_mean_s<=33"


def by_erlang(duty):
    """Return the mean wait of all orders, slot by slot stationary."""
    load = by_hour([LOW] * 12 + [HIGH] * 12)
    waits_s = np.array(
        [
            mean_wait_exponential(int(c), a / int(c), SERVICE_S) if int(c) > a else 3e3
            for c, a in zip(np.minimum(duty, 60), load, strict=True)
        ]
    )
    kpis = {"vehicle_wait_mean_s": float((waits_s * load).sum() / load.sum())}
    return kpis, waits_s * load


def erlang_day(noise=0.0):
    return Day(by_hour([LOW] * 12 + [HIGH] * 12), by_erlang, noise)


def test_theory_has_the_vehicles_that_are_looked_for():
    """Of all pairs for the two halves only 5 and 8 do with 13 in all, none with less.

    So shifts of 4 h, three for each half, are 12 * 13 = 156 h.
    """

    def wait_s(low, high):
        one = mean_wait_exponential(low, LOW / low, SERVICE_S)
        other = mean_wait_exponential(high, HIGH / high, SERVICE_S)
        return (LOW * one + HIGH * other) / (LOW + HIGH)

    pairs = [
        (low + high, low, high)
        for low in range(4, 12)
        for high in range(7, 16)
        if wait_s(low, high) <= 33
    ]
    assert min(pairs) == (13, 5, 8)
    assert sorted(pairs)[1][0] == 14


@pytest.mark.parametrize("noise", [0.0, 0.5])
def test_erlangs_optimum_is_found_and_each_shift_is_needed(noise):
    day = erlang_day(noise)
    found = sized(day, asked(WAIT), frontier=False)
    assert found.question.hours(found.best.fleet) == 156
    assert found.best.first == FRESH
    duty = found.rosters.on_duty(found.best.fleet)
    assert duty.tolist() == by_hour([5] * 12 + [8] * 12).tolist()
    assert found.smaller
    assert all(each.verdict is not Verdict.MEETS for each in found.smaller)
    assert min(n for _, n in day.asked if n >= 1000) == FRESH


NEED = np.array([0] * 7 + [2, 2, 1, 1, 4, 6, 4, 1, 1, 1, 3, 7, 7, 4, 2, 1, 1])


def by_need(duty):
    """Return the share of hours that have what they need, and who waits otherwise.

    What is needed has little to do with the load.
    """
    need = by_hour(NEED)
    lacks = np.maximum(need - duty, 0.0) * (need > 0)
    served = 1 - lacks.sum() / need.sum()
    return {"success_ratio": float(served)}, lacks * 1800


def test_hours_are_staffed_by_what_they_need_and_not_by_their_load_alone():
    """The optimum is what the covering program needs for the true requirement."""
    day = Day(by_hour(np.where(NEED > 0, 1.0, 0.0)), by_need)
    question = asked("success_ratio>=1", hours=(4, 6), probes=80)
    found = sized(day, question, frontier=False)
    optimum = found.rosters.price(found.rosters.roster(by_hour(NEED).astype(int)))
    assert found.best is not None
    assert (found.rosters.on_duty(found.best.fleet) >= by_hour(NEED)).all()
    assert optimum <= found.rosters.price(found.best.fleet) <= 1.05 * optimum


def test_the_class_that_costs_less_for_its_worth_is_taken():
    """Vans do twice the work of bicycles: at 22 cheaper than at 15, at 32 dearer."""
    load = by_hour([0] * 8 + [6] * 8 + [0] * 8)

    def served(duty):
        lacks = np.maximum(load - duty, 0.0)
        return {"success_ratio": 1 - float(lacks.sum() / load.sum())}, lacks * 1800

    for price, chosen in ((22, "van"), (32, "bicycle")):
        given = {
            "costs.vehicle_hour": 15,
            "fleet.classes.bicycle.capacity": 1,
            "fleet.classes.van.cost_per_hour": price,
        }
        day = Day(load, served, worth={"bicycle": 1.0, "van": 2.0})
        question = asked(
            "success_ratio>=1", hours=(8,), given=given, classes=("bicycle", "van")
        )
        found = sized(day, question, frontier=False)
        cost = {"van": 3 * 8 * 22, "bicycle": 6 * 8 * 15}[chosen]
        texts = found.question.texts(found.best.fleet)
        assert all(f" {chosen} " in each for each in texts)
        assert found.rosters.price(found.best.fleet) == pytest.approx(cost)


def test_a_class_that_cannot_meet_a_target_is_not_taken_however_cheap():
    """A tenth of the orders is late with any bicycle: only vans serve all in time."""
    load = by_hour([0] * 8 + [6] * 8 + [0] * 8)

    class Slow(Day):
        def row(self, question, fleet, number):
            row = super().row(question, fleet, number)
            texts = () if fleet is None else question.texts(fleet)
            if any(" bicycle " in each for each in texts):
                row["success_ratio"] -= 0.1
            return row

    def served(duty):
        lacks = np.maximum(load - duty, 0.0)
        return {"success_ratio": 1 - float(lacks.sum() / load.sum())}, lacks * 1800

    given = {
        "costs.vehicle_hour": 5,
        "fleet.classes.bicycle.capacity": 1,
        "fleet.classes.van.cost_per_hour": 22,
    }
    question = asked(
        "success_ratio>=0.95", hours=(8,), given=given, classes=("bicycle", "van")
    )
    day = Slow(load, served, worth={"bicycle": 1.0, "van": 2.0})
    found = sized(day, question, frontier=False)
    assert found.rosters.blend == (0.0, 1.0)
    assert found.rosters.price(found.best.fleet) == pytest.approx(3 * 8 * 22)


def test_the_same_question_has_the_same_answer_which_is_json():
    first, again = (
        document(sized(erlang_day(0.5), asked(WAIT, probes=12))) for _ in range(2)
    )
    assert json.dumps(first, allow_nan=False) == json.dumps(again, allow_nan=False)
    assert first["answer"]["stage"] == "proof"
    assert first["answer"]["verdict"] == "meets"
    assert len(first["answer"]["hours"]) == 24


def test_the_answer_can_be_given_to_a_scenario(tmp_path):
    found = sized(erlang_day(), asked(WAIT, probes=12), frontier=False)
    file = tmp_path / "rostered.toml"
    file.write_text('extends = "paper/point_to_point"\n' + roster_toml(found))
    assert load_scenario(file).fleet.peripheral.shifts == found.question.texts(
        found.best.fleet
    )


def test_couriers_by_hour_are_those_of_the_shifts():
    found = sized(erlang_day(), asked(WAIT, probes=12), frontier=False)
    frame = hours_frame(found)
    duty = found.rosters.on_duty(found.best.fleet)
    assert frame["on_duty_peripheral"].tolist() == duty[::2].tolist()
    assert frame["load"].tolist() == [LOW] * 12 + [HIGH] * 12
    assert frame["from"].tolist()[:2] == ["00:00", "01:00"]


def test_stricter_targets_never_cost_less_and_the_extra_is_for_a_unit():
    found = sized(erlang_day(), asked(WAIT, probes=12))
    costs = [step.cost_a_day for step in found.frontier]
    assert costs == sorted(costs)
    assert costs[0] < costs[-1]
    limits = [step.target.limit for step in found.frontier]
    extra = extra_cost(found.frontier)
    assert extra[0] is None
    assert extra[-1] == pytest.approx(
        (costs[-1] - costs[-2]) / (limits[-2] - limits[-1])
    )


def test_limits_around_a_share_stay_shares():
    limits = limits_around(read_target("success_ratio>=0.98"))
    assert limits == [0.93, 0.96, 0.98, 0.99]
    assert limits_around(read_target("vehicle_wait_mean_s<=100"))[0] == 125


def test_a_search_gives_up_soon_what_misses_in_all_first_runs():
    day, question = erlang_day(0.5), asked(WAIT, probes=12)
    found = sized(day, question, frontier=False)
    runs = {probe.fleet: len(probe.rows) for probe in found.search}
    few = [fleet for fleet in runs if found.rosters.on_duty(fleet).min() <= LOW]
    assert few
    assert all(runs[fleet] == 2 for fleet in few)
    assert len(found.best.rows) >= question.looks[0]


def test_hundreds_of_couriers_take_no_more_rounds_than_a_few():
    """The square roots of some 400 couriers are found by steps that grow."""
    load = by_hour([200] * 12 + [400] * 12)
    need = np.ceil(load + 2 * np.sqrt(load))
    need[10:20] += 40  # which the load does not tell

    def served(duty):
        lacks = np.maximum(need - duty, 0.0)
        return {"success_ratio": 1 - float(lacks.sum() / need.sum())}, lacks * 1800

    question = asked("success_ratio>=1", hours=(4, 6))
    found = sized(Day(load, served), question, frontier=False)
    optimum = found.rosters.price(found.rosters.roster(need.astype(int)))
    assert optimum <= found.rosters.price(found.best.fleet) <= 1.05 * optimum
    assert len(found.search) <= 50


def test_no_roster_is_an_answer():
    def never(duty):
        return {"success_ratio": 0.5}, 100.0 * (duty < 1)

    found = sized(Day(by_hour([1.0] * 24), never), asked("success_ratio>=0.9"))
    assert found.best is None
    assert document(found)["answer"] is None
    assert sentences(found)[0].startswith("No roster is found to meet")


def test_what_the_search_found_by_luck_is_not_the_answer():
    """Runs of the proof are worse by far: no roster of its chain meets the target."""
    day = erlang_day()
    true = day.row

    def lucky(question, fleet, number):
        row = true(question, fleet, number)
        return row | ({"vehicle_wait_mean_s": 1e4} if number >= FRESH else {})

    day.row = lucky
    found = sized(day, asked(WAIT, probes=12), frontier=False)
    assert found.found is not None
    assert found.best is None
    assert sentences(found)[0].startswith("No roster is proved to meet")


@pytest.mark.parametrize("text", ["4", "4h,x", "20min", "25h", "4.2h", "", "-4h", "0h"])
def test_a_length_that_is_none_is_refused(text):
    with pytest.raises(SizingError, match="--shift-lengths is"):
        read_lengths(text)


def test_lengths_and_classes_are_read():
    assert read_lengths("8h, 4h,4.5h,90min,4h") == (5400, 14400, 16200, 28800)
    classes = {"fleet.classes.van.capacity": 1, "fleet.classes.bicycle.capacity": 1}
    scenario = load_scenario("paper/point_to_point", classes)
    assert read_classes(None, scenario) == ("van", "bicycle")
    assert read_classes("peripheral,van", scenario) == (None, "van")
    assert read_classes(None, load_scenario("paper/point_to_point")) == (None,)
    with pytest.raises(SizingError, match="did you mean van"):
        read_classes("vam", scenario)
    with pytest.raises(SizingError, match="comes twice"):
        read_classes("van,van", scenario)
