"""What is said of a run's warm-up, where a horizon cuts the day off."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simulation.record.run import Run


def suggested(run: "Run") -> dict[str, Any]:
    """Return the key ``warm_up`` of a run's JSON; nothing without a horizon."""
    from analysis.metrics.under_way import under_way_per_min
    from analysis.statistics import mser_5

    if run.scenario.get("horizon_s") is None:
        return {}
    found = mser_5(under_way_per_min(run).tolist())
    return {
        "warm_up": {
            "suggested_min": found.observations,
            "of_min": found.of,
            "window_min": list(run.scenario["report"]["window_min"]),
        }
    }


def warm_up_line(
    name: str, suggested_min: int | None, of_min: int, window_min: Sequence[float]
) -> str:
    """Return what MSER-5 suggests, beside the window that is used."""
    start, end = window_min
    says = (
        f"the {of_min} minutes are too few to tell"
        if suggested_min is None
        else f"leave out the first {suggested_min} of {of_min} minutes"
    )
    return (
        f"Warm-up of {name}, by MSER-5 on orders under way: {says} "
        f"(report.window_min is [{start:g}, {end:g}])."
    )
