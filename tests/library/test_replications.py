"""Replications side by side as tables, as the command tells them; and errors."""

import math

import pytest

from analysis import interval, replicate
from analysis.experiments.conduct import conduct
from simulation import load_scenario
from simulation.errors import InputError, ScenarioError

KEYS = {"demand.load_per_min": 2, "demand.duration_min": 3}
NAMES = ("paper/point_to_point", "paper/hotspots_only")


@pytest.fixture(scope="module")
def pair():
    return [load_scenario(name, KEYS) for name in NAMES]


@pytest.fixture(scope="module")
def found(pair):
    return replicate(pair, 3, processes=1)


def test_every_run_is_that_of_its_replication(pair, found):
    assert found.runs["scenario"].tolist() == [each for each in NAMES for _ in range(3)]
    for row in found.runs.to_dict("records"):
        alone = conduct(pair[NAMES.index(row["scenario"])], row["replication"])
        assert {name: row[name] for name in alone.kpis} == pytest.approx(
            {k: math.nan if v is None else v for k, v in alone.kpis.items()},
            rel=0,
            abs=0,
            nan_ok=True,
        )


@pytest.mark.parametrize("kpi", ["distance_all_km", "delivery_time_mean_s"])
def test_means_and_differences_are_those_of_the_rows(found, kpi):
    first, second = (
        found.runs.loc[found.runs["scenario"] == name, kpi].tolist() for name in NAMES
    )
    mean = interval(second)
    row = found.means.loc[(NAMES[1], kpi)]
    assert (row["mean"], row["low"], row["high"]) == (mean.mean, mean.low, mean.high)
    pairs = interval([there - here for here, there in zip(first, second, strict=True)])
    row = found.differences.loc[(NAMES[1], kpi)]
    assert (row["mean"], row["low"], row["high"]) == (pairs.mean, pairs.low, pairs.high)
    assert row["verdict"] in {"worse", "cannot tell"}
    assert row["unit"] == ("km" if kpi.endswith("km") else "s")


def test_what_has_no_value_is_no_number(found):
    row = found.means.loc[(NAMES[0], "shared_core_share")]
    assert math.isnan(row["mean"])
    assert math.isnan(row["low"])


def test_replications_show_themselves(found):
    assert repr(found) == f"<3 replications of {NAMES[0]}, {NAMES[1]}>"
    html = found._repr_html_()
    assert "<strong>3 replications</strong>" in html
    assert "Distance [km]" in html
    assert f"{NAMES[1]} \N{MINUS SIGN} {NAMES[0]}" in html


def test_one_scenario_alone_has_means_and_no_differences(pair):
    alone = replicate(pair[:1], 2, processes=1)
    assert alone.differences.empty
    assert "\N{MINUS SIGN}" not in alone._repr_html_().partition("<td")[0]


def test_names_are_told_apart(pair):
    found = replicate([pair[0], pair[0]], 1, processes=1)
    assert list(found.runs["scenario"]) == [NAMES[0], f"{NAMES[0]}-2"]


def test_bad_input_is_named(pair, tmp_path):
    other = pair[1].model_copy(update={"seed": 2})
    with pytest.raises(ScenarioError, match="seed is 2, expected 1 as in paper/point"):
        replicate([pair[0], other], 2)
    with pytest.raises(InputError, match="scenarios is empty"):
        replicate([], 2)
    with pytest.raises(InputError, match="replications is 0, expected 1 or more"):
        replicate(pair, 0)
    trace = {"demand.profile": "trace", "demand.trace_file": str(tmp_path / "day.csv")}
    with pytest.raises(ScenarioError, match="the same in every replication"):
        replicate([load_scenario(NAMES[0], trace)], 2)
