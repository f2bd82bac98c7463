"""The frontier of a sweep: who is better than whom, and what the figure shows."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.report.run_page import contents_of, run_page
from analysis.report.run_page.frontier import frontier, frontier_frame, pareto
from analysis.report.run_page.sweeps import read_sweep
from tests.folders import reseal
from tests.report.run_folders import PLANS, kept_sweep

LEVELS = st.integers(0, 4).map(float)
POINTS = st.lists(st.tuples(LEVELS, LEVELS), min_size=1, max_size=9)


@given(POINTS, st.booleans())
def test_who_is_on_the_frontier_is_beaten_by_nobody(points, higher):
    x, y = np.array(points).T
    sign = -1 if higher else 1
    for at, on in enumerate(pareto(x, y, higher=higher).tolist()):
        beaten = any(
            (a <= x[at] and sign * b <= sign * y[at]) and (a, b) != (x[at], y[at])
            for a, b in points
        )
        assert on != beaten


@pytest.fixture
def folder(tmp_path):
    """Distances 100, 110 and 120 km, halves of them in the second scenario."""
    return kept_sweep(tmp_path / "sweep")


def change(folder, **columns):
    """Give the table of a sweep other columns, made from it."""
    table = pd.read_parquet(folder / "runs.parquet")
    table.assign(**columns).to_parquet(folder / "runs.parquet")
    reseal(folder)
    return read_sweep(folder)


def on_frontier(frame, metric):
    """Return scenario and distance of those on the frontier of a metric."""
    rows = frame[(frame["metric"] == metric) & frame["pareto"].astype(bool)]
    return [
        (row["scenario"], round(row["distance"])) for row in rows.to_dict("records")
    ]


def test_the_shortest_and_the_quickest_are_on_it(folder):
    """Time falls with the capacity in one scenario, and is long in the other."""

    def time_s(table):
        quick = table["scenario"] == PLANS[0]
        return np.where(quick, 600 - 50 * table["fleet.core.capacity"], 900)

    sweep = change(folder, delivery_time_mean_s=time_s)
    frame = frontier_frame(sweep)
    quick, short = frame["scenario"].drop_duplicates()
    found = on_frontier(frame, "delivery_time_mean_s")
    base = round(frame.loc[frame["scenario"] == quick, "distance"].min())
    assert {who for who, _ in found} == {quick, short}
    assert found.count((short, round(base / 2))) == 2  # both handlers alike
    assert len({km for who, km in found if who == quick}) == 3


@pytest.mark.filterwarnings("ignore::simulation.errors.UncheckedWarning")
def test_only_points_that_meet_the_same_demand_are_compared(folder):
    table = pd.read_parquet(folder / "runs.parquet")
    table = table.rename(columns={"fleet.core.capacity": "demand.load_per_min"})
    table.to_parquet(folder / "runs.parquet")
    (folder / "sweep.json").unlink()  # then the keys follow from the table
    sweep = read_sweep(folder)
    frame = frontier_frame(sweep)
    assert frame["given"].drop_duplicates().tolist() == [
        f"load_per_min = {load}" for load in (2, 3, 4)
    ]
    best = frame[frame["pareto"].astype(bool)]
    assert set(best["given"]) == set(frame["given"])
    (figure,) = frontier(sweep, 1)
    menu = figure.figure.layout.updatemenus[0]
    assert len(menu.buttons) == 3 * 3
    assert menu.buttons[0].label.endswith(", load_per_min = 2")


def test_it_is_on_the_page_with_a_point_for_each_configuration(folder):
    (figure,) = [
        each
        for each in run_page(contents_of([folder])).figures()
        if each.number == "S1, frontier"
    ]
    first = [trace for trace in figure.figure.data if trace.visible]
    points = [trace for trace in first if trace.hovertext is not None]
    assert sum(len(trace.x) for trace in points) == 2 * 3 * 2
    assert any("requests.handler = refuse" in text for text in points[0].hovertext)
    for button in figure.figure.layout.updatemenus[0].buttons:
        assert sum(button.args[0]["visible"]) == 3  # two scenarios and the line


def test_two_points_are_no_frontier(tmp_path):
    folder = kept_sweep(tmp_path / "sweep")
    table = pd.read_parquet(folder / "runs.parquet")
    few = (table["fleet.core.capacity"] == 2) & (table["requests.handler"] == "greedy")
    table[few].to_parquet(folder / "runs.parquet")
    reseal(folder)
    assert list(frontier(read_sweep(folder), 1)) == []
