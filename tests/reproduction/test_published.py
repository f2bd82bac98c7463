"""The paper's tables as they are carried over."""

import math

import pytest

from analysis.reproduction.published import (
    BASELINES,
    DECREASES,
    LEARNT,
    LOADS,
    POLICIES,
    PROFILES,
    PaperCell,
    order_counts,
    parameters,
    results,
)


def test_table_4_is_whole():
    assert set(order_counts()) == {(p, load) for p in PROFILES for load in LOADS}
    for load in LOADS:
        assert order_counts()["uniform", load] == 60 * load  # Eq. 10


def test_tables_5_and_6_have_a_cell_for_every_policy_metric_and_load():
    """Three changes against two baselines for two policies, two levels for four."""
    changes = {
        PaperCell(profile, load, metric, policy, base)
        for profile in PROFILES
        for load in LOADS
        for metric in (*DECREASES, "time_avg")
        for policy in LEARNT
        for base in BASELINES
    }
    levels = {
        PaperCell(profile, load, metric, policy, "")
        for profile in PROFILES
        for load in LOADS
        for metric in ("ur_avg", "succ_ratio")
        for policy in POLICIES
    }
    assert set(results()) == changes | levels
    assert len(results()) == 200


def over_baseline_1(metric, category, policy):
    """Return Baseline 2 over Baseline 1, as a policy's two changes imply."""
    sign = -1 if metric in DECREASES else 1
    one, two = (
        1 + sign * results()[PaperCell(*category, metric, policy, base)] / 100
        for base in BASELINES
    )
    return one / two


@pytest.mark.parametrize("metric", [*DECREASES, "time_avg"])
@pytest.mark.parametrize("category", list(order_counts()))
def test_the_figures_of_the_paper_agree_with_each_other(metric, category):
    """Both policies imply one ratio of the baselines; a typing error would show.

    To 0.2 %: the paper averages over five data sets, so they agree only nearly.
    """
    one, two = (over_baseline_1(metric, category, policy) for policy in LEARNT)
    assert math.isclose(one, two, rel_tol=2e-3)


def test_levels_are_percentages():
    for cell, value in results().items():
        if not cell.versus:
            assert 0 < value <= 100, cell


def test_table_3_has_the_thirteen_parameters():
    assert len(parameters()) == 13
    assert {row.name: row.value for row in parameters()}["consumers"] == 992
