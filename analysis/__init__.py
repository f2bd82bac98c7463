"""Many runs, and what they mean.

The library's front door; each name is loaded when it is first used, so that
importing the package costs nothing. Runs show tables and figures by themselves, see
:class:`simulation.record.views.Views`.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from simulation.record.views import register

if TYPE_CHECKING:
    from analysis.compare.comparison import Comparison, compare_runs
    from analysis.experiments.side_by_side import SideBySide, replicate
    from analysis.metrics import KPIS, kpis, kpis_after
    from analysis.statistics import Interval, interval

__all__ = [
    "KPIS",
    "Comparison",
    "Interval",
    "SideBySide",
    "compare_runs",
    "interval",
    "kpis",
    "kpis_after",
    "replicate",
]

_HOMES = {
    "KPIS": "analysis.metrics",
    "Comparison": "analysis.compare.comparison",
    "Interval": "analysis.statistics",
    "SideBySide": "analysis.experiments.side_by_side",
    "compare_runs": "analysis.compare.comparison",
    "interval": "analysis.statistics",
    "kpis": "analysis.metrics",
    "kpis_after": "analysis.metrics",
    "replicate": "analysis.experiments.side_by_side",
}

register("analysis.views")  # by hand: also where nothing is installed


def __getattr__(name: str) -> object:
    """Return a public name, loading its module."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
