"""Targets and bounds as users type them."""

import pytest

from analysis.sizing.question import (
    CORE_KEY,
    PERIPHERAL_KEY,
    bisection_probes,
    bounds,
    check_bounds,
    pools_over,
)
from analysis.sizing.targets import SizingError, Target, read_target, read_targets
from simulation.scenario import load_scenario
from tests.sizing.made_up import BOTH, question


def test_a_target_is_read_with_and_without_spaces():
    assert read_target("success_ratio>=0.95") == Target(
        "success_ratio", at_least=True, limit=0.95
    )
    assert read_target(" delivery_time_p95_s <= 1.5e3 ") == Target(
        "delivery_time_p95_s", at_least=False, limit=1500.0
    )


def test_a_margin_is_positive_where_the_limit_is_kept():
    assert read_target("success_ratio>=0.5").margin(0.75) == 0.25
    assert read_target("vehicle_wait_mean_s<=30").margin(40) == -10
    assert read_target("vehicle_wait_mean_s<=30").margin(None) is None


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("success_ratio>0.95", "expected a KPI, >= or <=, and a number"),
        ("success_ratio", "expected a KPI, >= or <=, and a number"),
        ("", "expected a KPI"),
        ("sucess_ratio>=0.95", "did you mean success_ratio?"),
        ("qwertz>=1", "unknown KPI qwertz"),
        ("success_ratio>=much", "the limit is much, expected a number"),
        ("success_ratio>=nan", "the limit is nan, expected a number"),
        ("success_ratio>=inf", "the limit is inf, expected a number"),
    ],
)
def test_what_is_no_target_is_said_in_one_sentence(text, sentence):
    with pytest.raises(SizingError) as error:
        read_target(text)
    assert sentence in str(error.value)


def test_targets_are_needed_and_each_limit_once():
    with pytest.raises(SizingError, match="--target is missing"):
        read_targets(())
    with pytest.raises(SizingError, match="has such a limit already"):
        read_targets(("success_ratio>=0.9", "success_ratio>=0.8"))


def test_pools_are_those_that_drive():
    direct = load_scenario("paper/point_to_point")
    relayed = load_scenario("paper/deliverai_2")
    assert pools_over(None, direct) == (PERIPHERAL_KEY,)
    assert pools_over(None, relayed) == (CORE_KEY, PERIPHERAL_KEY)
    assert pools_over("fleet.core.size", relayed) == (CORE_KEY,)
    with pytest.raises(SizingError, match="makes no difference"):
        pools_over("fleet.core.size", direct)
    with pytest.raises(SizingError, match=r"did you mean fleet.core.size\?"):
        pools_over("fleet.core.sise", relayed)
    with pytest.raises(SizingError, match="comes twice"):
        pools_over("fleet.core.size,fleet.core.size", relayed)


def test_bounds_are_one_a_pool_or_one_for_all():
    assert bounds("--most", "12", BOTH) == (12, 12)
    assert bounds("--most", "12,7", BOTH) == (12, 7)
    assert bounds("--most", None, BOTH) is None
    for wrong in ("0", "1,2,3", "x", "1.5", "", "-3", "9999999"):
        with pytest.raises(SizingError, match="expected a whole number from 1"):
            bounds("--most", wrong, BOTH)
    with pytest.raises(SizingError, match="--least is 8 and --most is 7"):
        check_bounds((1, 8), (12, 7), BOTH)
    with pytest.raises(SizingError, match="expected 20,000,000 or fewer"):
        check_bounds((1, 1), (100_000, 100_000), BOTH)


@pytest.mark.parametrize(("fleets", "probes"), [(1, 1), (2, 2), (3, 3), (4, 3), (5, 4)])
def test_a_bisection_tries_the_largest_and_then_halves(fleets, probes):
    assert bisection_probes(7, 7 + fleets - 1) == probes


def test_looks_double_up_to_the_last():
    assert question("success_ratio>=0.5", replications=50).looks == (8, 16, 32, 50)
    assert question("success_ratio>=0.5", replications=5).looks == (5,)


def test_a_fleet_replaces_only_the_pools_that_are_sized():
    asked = question("success_ratio>=0.5")
    assert asked.with_fleet((7,)).fleet.core.size == 7
    assert asked.with_fleet((7,)).fleet.peripheral.size == "elastic"
    assert asked.with_fleet((7,)).name == asked.scenario.name
    assert asked.with_fleet(None) == asked.scenario
