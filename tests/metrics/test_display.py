"""Metrics and counts as they are written: the same digits wherever they are read."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.metrics.catalogue import KPI_OF
from analysis.metrics.display import mean_and_reach, number
from analysis.numbers import NOTHING
from analysis.statistics import Interval
from analysis.words import clock, counted, listed, unlike

SHARE, TIME = KPI_OF["success_ratio"], KPI_OF["delivery_time_mean_s"]


def read(text):
    return float(text.replace(",", "").replace("\N{MINUS SIGN}", "-"))


@given(st.floats(-1e6, 1e6), st.floats(0.001, 1e5))
def test_a_mean_is_as_exact_as_two_digits_of_its_interval(mean, reach):
    words, half = mean_and_reach(TIME, Interval(mean, reach, 5))
    step = 10.0 ** max(math.floor(math.log10(reach)) - 1, -4)
    exact = max(step / 2, 0.0) if step < 1 else 0.5  # no digit before the point is cut
    assert abs(read(half.removeprefix("\N{PLUS-MINUS SIGN} ")) - reach) <= exact * 1.001
    assert abs(read(words) - mean) <= exact * 1.001


@pytest.mark.parametrize("reach", [0.0, math.inf])
@pytest.mark.parametrize(("kpi", "mean"), [(SHARE, 0.95674), (TIME, 642.1267)])
def test_without_an_interval_a_mean_has_the_digits_of_one_run(kpi, mean, reach):
    assert mean_and_reach(kpi, Interval(mean, reach, 3)) == (number(kpi, mean), "")
    assert mean_and_reach(kpi, None) == (NOTHING, "")


def test_counts_lists_and_times_are_said_as_people_say_them():
    assert [counted(n, "order") for n in (0, 1, 1800)] == [
        "0 orders",
        "1 order",
        "1,800 orders",
    ]
    assert [listed("abc"[:n]) for n in (1, 2, 3)] == ["a", "a and b", "a, b and c"]
    assert [clock(each) for each in (59.9, 3600, 90061)] == [
        "0:00:59",
        "1:00:00",
        "25:01:01",
    ]


@given(st.lists(st.sampled_from(["a", "a-2", "b"]), max_size=8))
def test_names_that_repeat_are_told_apart_and_the_first_keeps_its_own(names):
    told = unlike(names)
    assert len(set(told)) == len(told) == len(names)
    assert [one for one, name in zip(told, names, strict=True) if one == name][:1] == (
        names[:1]
    )
