"""Figures: a frame or a region in, a Plotly figure out.

They compute no metric, read no file and fetch nothing; every axis has its unit.
Titles are written by the page. What is named here is imported when it is first
asked for, for Plotly is slow to import.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analysis.plots.agreement import plot_agreement, plot_errors_over_time
    from analysis.plots.by_policy import plot_by_load, plot_episodes
    from analysis.plots.change_curve import plot_changes
    from analysis.plots.change_map import plot_change_map
    from analysis.plots.couriers import plot_couriers, plot_on_duty
    from analysis.plots.demand import plot_load
    from analysis.plots.gap import plot_gap
    from analysis.plots.over_time import plot_futures, plot_utilisation_over_time
    from analysis.plots.regimes import plot_regimes
    from analysis.plots.region_map import plot_region
    from analysis.plots.streets_map import plot_streets
    from analysis.plots.tornado import plot_tornado
    from analysis.plots.trade_off import plot_mixes, plot_trade_off
    from analysis.plots.training import plot_training
    from analysis.plots.two_ways import plot_two_ways
    from analysis.plots.waterfall import plot_waterfall

__all__ = [
    "plot_agreement",
    "plot_by_load",
    "plot_change_map",
    "plot_changes",
    "plot_couriers",
    "plot_episodes",
    "plot_errors_over_time",
    "plot_futures",
    "plot_gap",
    "plot_load",
    "plot_mixes",
    "plot_on_duty",
    "plot_regimes",
    "plot_region",
    "plot_streets",
    "plot_tornado",
    "plot_trade_off",
    "plot_training",
    "plot_two_ways",
    "plot_utilisation_over_time",
    "plot_waterfall",
]

_HOMES = {
    "plot_agreement": "agreement",
    "plot_by_load": "by_policy",
    "plot_change_map": "change_map",
    "plot_changes": "change_curve",
    "plot_couriers": "couriers",
    "plot_on_duty": "couriers",
    "plot_episodes": "by_policy",
    "plot_errors_over_time": "agreement",
    "plot_futures": "over_time",
    "plot_gap": "gap",
    "plot_load": "demand",
    "plot_mixes": "trade_off",
    "plot_regimes": "regimes",
    "plot_region": "region_map",
    "plot_streets": "streets_map",
    "plot_tornado": "tornado",
    "plot_trade_off": "trade_off",
    "plot_training": "training",
    "plot_two_ways": "two_ways",
    "plot_utilisation_over_time": "over_time",
    "plot_waterfall": "waterfall",
}


def __getattr__(name: str) -> object:
    """Return a name of this package, its module imported now."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__} has no attribute {name}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
