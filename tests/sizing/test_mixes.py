"""Mixes of two kinds of vehicle whose cheapest is known."""

import pytest

from analysis.sizing.question import Question
from analysis.sizing.search import FRESH
from analysis.sizing.size import MIXES, size
from analysis.sizing.targets import read_target
from analysis.sizing.verdicts import Verdict
from analysis.sizing.words import sentences
from simulation.scenario import load_scenario
from tests.sizing.made_up import MadeUp

OVER = ("fleet.classes.bicycle.size", "fleet.classes.van.size")


def asked(van_hour, **given):
    keys = {
        "fleet.classes.bicycle.cost_per_hour": 15,
        "fleet.classes.van.cost_per_hour": van_hour,
        "costs.currency": "EUR",
    }
    scenario = load_scenario("paper/point_to_point", keys)
    return Question(scenario, (read_target("success_ratio>=0.9"),), OVER, **given)


def sized(served, van_hour, noise=0.001):
    """Return a sizing where an hour serves 20 orders by so many of each kind."""
    trials = MadeUp(
        {
            "success_ratio": served,
            "cost_per_order": lambda fleet: (15 * fleet[0] + van_hour * fleet[1]) / 20,
        },
        noise,
        elastic=(0, 30),
    )
    return size(trials, asked(van_hour)), trials


def by_work(fleet):
    """Return what is served: a van does the work of two bicycles, 18 are enough."""
    return min(1.0, 0.052 * fleet[0] + 0.104 * fleet[1])


@pytest.mark.parametrize(("van_hour", "kind"), [(22, 1), (34, 0)])
def test_the_kind_that_costs_less_for_its_work_is_taken_alone(van_hour, kind):
    found, trials = sized(by_work, van_hour)
    assert found.method == MIXES
    assert found.best.fleet[1 - kind] == 0
    assert found.best.fleet[kind] == pytest.approx((18, 9)[kind])
    assert found.best.first == FRESH
    assert found.best.verdict is Verdict.MEETS
    assert min(n for _, n in trials.asked if n >= 1000) == FRESH


def test_where_each_kind_is_needed_the_mix_is_the_cheapest():
    """Half of the orders only bicycles can serve, half only vans."""

    def both(fleet):
        return 0.5 * min(1.0, fleet[0] / 10) + 0.5 * min(1.0, fleet[1] / 5)

    found, _ = sized(both, 22)
    optimum = min(
        15 * b + 22 * v for b in range(11) for v in range(6) if both((b, v)) >= 0.9
    )
    cost = 15 * found.best.fleet[0] + 22 * found.best.fleet[1]
    assert optimum <= cost <= 1.25 * optimum
    alone = {each.share: each.proved for each in found.curve}
    assert alone[0.0] is None
    assert alone[1.0] is None
    said = " ".join(sentences(found))
    assert "With bicycle alone no fleet is shown to meet the targets" in said


def test_every_point_of_the_curve_is_proved_and_the_answer_is_the_cheapest():
    found, _ = sized(by_work, 28, noise=0.01)
    shares = [each.share for each in found.curve]
    assert shares == sorted(shares)
    assert {0.0, 0.25, 0.5, 0.75, 1.0} < set(shares)
    proved = [each.proved for each in found.curve if each.proved is not None]
    assert all(each.first == FRESH and each.meets for each in proved)
    means = [sum(each.values("cost_per_order")) / len(each.rows) for each in proved]
    assert means[proved.index(found.best)] == min(means)
