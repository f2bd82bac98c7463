"""What differences say, in each direction."""

import math

import pytest

from analysis.metrics import KPIS
from analysis.statistics import Interval, Verdict, verdict


@pytest.mark.parametrize(
    ("mean", "reach", "better", "says"),
    [
        (2.0, 1.0, "lower", "worse"),
        (2.0, 1.0, "higher", "better"),
        (2.0, 1.0, "neither", "more"),
        (-2.0, 1.0, "lower", "better"),
        (-2.0, 1.0, "higher", "worse"),
        (-2.0, 1.0, "neither", "less"),
        (1.0, 1.0, "lower", "cannot tell"),  # a limit at zero
        (-0.5, 1.0, "neither", "cannot tell"),
        (1.0, math.inf, "higher", "cannot tell"),  # from one pair
        (0.0, 0.0, "lower", "equal"),
        (0.0, 1.0, "lower", "cannot tell"),
        (3.0, 0.0, "lower", "worse"),
    ],
)
def test_a_verdict_is_that_of_interval_and_direction(mean, reach, better, says):
    assert verdict(Interval(mean, reach, 10), better) == says


def test_without_a_difference_there_is_no_verdict():
    assert verdict(None, "lower") is None


def test_every_direction_mirrors():
    """Swapping the two sides swaps better and worse, more and less."""
    mirrored = {
        Verdict.BETTER: Verdict.WORSE,
        Verdict.WORSE: Verdict.BETTER,
        Verdict.MORE: Verdict.LESS,
        Verdict.LESS: Verdict.MORE,
    }
    for better in ("lower", "higher", "neither"):
        for mean in (-3.0, -0.5, 0.0, 0.5, 3.0):
            one = verdict(Interval(mean, 1.0, 5), better)
            other = verdict(Interval(-mean, 1.0, 5), better)
            assert other == mirrored.get(one, one)


def test_the_catalogue_knows_which_direction_is_better():
    better = {kpi.name: kpi.better for kpi in KPIS}
    assert set(better.values()) == {"lower", "higher", "neither"}
    for name in ("distance_all_km", "delivery_time_p95_s", "vehicles_fleet", "open"):
        assert better[name] == "lower"
    for name in ("success_ratio", "delivered", "shared_core_share"):
        assert better[name] == "higher"
    for name in ("orders", "core_km", "cost_late", "meetings", "distance_km"):
        assert better[name] == "neither"
