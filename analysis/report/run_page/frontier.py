"""The frontier of a sweep: which configurations no other is better than."""

import math
from collections.abc import Iterator

import numpy as np
import pandas as pd

from analysis.experiments.titles import plain_name
from analysis.metrics.catalogue import KPI_OF, Kpi
from analysis.plots.frontier import plot_frontier
from analysis.report.blocks import Figure
from analysis.report.run_page.sweeps import Sweep, by_replication, mean_of
from simulation.units import Bools, Floats

DISTANCE = "distance_all_km"
_OVER = ("delivery_time_mean_s", "success_ratio", "vehicles_peak")
_GIVEN = ("demand.", "producers.", "consumers.", "region", "promise_s", "horizon_s")
_FEWEST = 3  # configurations under one and the same that make a frontier
_MOST_GIVEN = 8  # in the menu
_COLUMNS = (
    *("given", "scenario", "point", "metric", "distance", "distance_low"),
    *("distance_high", "mean", "low", "high", "pareto"),
)


def pareto(x: Floats, y: Floats, *, higher: bool) -> Bools:
    """Return which points no other one is better than in both, or as good in one.

    Parameters
    ----------
    x, y : (n,) arrays
        The less x the better.
    higher
        Whether more of y is better, else less.
    """
    y = -y if higher else y
    as_good = (x <= x[:, np.newaxis]) & (y <= y[:, np.newaxis])
    better = (x < x[:, np.newaxis]) | (y < y[:, np.newaxis])
    beaten: Bools = np.any(as_good & better, axis=1)
    return ~beaten


def frontier_frame(sweep: Sweep) -> pd.DataFrame:
    """Return a row for each configuration and metric, as `plot_frontier` takes them.

    A configuration is a scenario with values of the varied keys. Those are compared
    that meet the same demand and doors, in the same region.
    """
    given = [key for key in sweep.keys if key.startswith(_GIVEN)]
    chosen = [key for key in sweep.keys if key not in given]
    names = [name for name in (DISTANCE, *_OVER) if name in sweep.frame]
    if DISTANCE not in names:
        return pd.DataFrame(columns=list(_COLUMNS))
    rows: list[dict[str, object]] = []
    groups = sweep.frame.groupby(["scenario", *sweep.keys], dropna=False, sort=False)
    for _, of_one in groups:
        first = of_one.iloc[0]
        scenario = str(first["scenario"])
        shared: dict[str, object] = {
            "given": sweep.point_words(first, given, short=True),
            "scenario": plain_name(scenario),
            "point": sweep.point_words(first, chosen),
        }
        distance = _limits(of_one, scenario, KPI_OF[DISTANCE])
        if distance is None:
            continue
        shared |= {
            f"distance{end}": value
            for end, value in zip(("", "_low", "_high"), distance, strict=True)
        }
        for name in names[1:]:
            found = _limits(of_one, scenario, KPI_OF[name])
            if found is not None:
                limits = dict(zip(("mean", "low", "high"), found, strict=True))
                rows.append({**shared, "metric": name, **limits, "pareto": False})
    frame = pd.DataFrame(rows, columns=list(_COLUMNS))
    for (_, metric), some in frame.groupby(["given", "metric"], sort=False):
        higher = KPI_OF[str(metric)].better == "higher"
        x, y = (some[name].to_numpy(dtype=np.float64) for name in ("distance", "mean"))
        frame.loc[some.index, "pareto"] = pareto(x, y, higher=higher)
    return frame


def _limits(
    rows: pd.DataFrame, scenario: str, kpi: Kpi
) -> tuple[float, float, float] | None:
    """Return the mean over the replications and its interval, NaN of one alone."""
    found = mean_of(by_replication(rows, scenario, kpi))
    if found is None:
        return None
    sure = math.isfinite(found.reach)
    return found.mean, found.low if sure else math.nan, found.high if sure else math.nan


def frontier(sweep: Sweep, count: int) -> Iterator[Figure]:
    """Yield the figure, if there are configurations enough to choose from."""
    frame = frontier_frame(sweep)
    sizes = frame.groupby(["given", "metric"], sort=False).size()
    if not (sizes >= _FEWEST).any():
        return
    every = frame["given"].drop_duplicates().tolist()
    shown = every[:_MOST_GIVEN]
    frame = frame[frame["given"].isin(shown)]
    measures = [
        (name, _label(sweep.terms.of(KPI_OF[name])))
        for name in _OVER
        if (frame["metric"] == name).any()
    ]
    left_out = (
        f" The menu has the first {len(shown)} of {len(every)} combinations of what "
        "is given."
    )
    yield Figure(
        f"S{count}, frontier",
        plot_frontier(
            frame,
            measures,
            list(map(plain_name, sweep.scenarios)),
            _label(sweep.terms.of(KPI_OF[DISTANCE])),
            shown,
        ),
        "The frontier: distance against time, share on time or vehicles.",
        "A point is a scenario with its settings, a mean with its 95 % intervals; the "
        "menu chooses what stands against the distance, and under which demand and "
        "doors, as only points that meet the same are compared. Ringed and joined are "
        "those that no other one is better than in both, by their means: where "
        "intervals overlap, chance may have chosen. Points of one replication meet the "
        "same orders, so their differences are surer than the intervals drawn."
        + left_out
        * (len(every) > len(shown)),
        "Points of configurations, distance across, a chosen metric upwards; the best "
        "ones are joined by a line.",
    )


def _label(kpi: Kpi) -> str:
    return f"{kpi.label} [{kpi.unit or 'count'}]"
