"""What is said of a run's warm-up, where a horizon cuts the day off."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simulation.record.run import Run


def suggested(run: "Run") -> dict[str, Any]:
    """Return the key ``warm_up`` of a run's JSON; nothing without a horizon."""
    from analysis.metrics.under_way import under_way_per_min
    from analysis.statistics import warm_up_of

    if run.scenario.horizon_s is None:
        return {}
    found = warm_up_of(under_way_per_min(run).tolist())
    return {
        "warm_up": {
            "suggested_min": found.observations,
            "of_min": found.of,
            "after_min": found.after,
            "window_min": list(run.scenario.report.window_min),
        }
    }


def warm_up_line(
    name: str,
    suggested_min: int | None,
    of_min: int,
    after_min: int,
    window_min: Sequence[float],
) -> str:
    """Return what MSER-5 suggests, beside the window that is used."""
    start, end = window_min
    of = f"{of_min} minutes" + (f" from minute {after_min} on" if after_min else "")
    says = (
        f"the {of} are too few to tell"
        if suggested_min is None
        else f"leave out the first {suggested_min} of {of}"
    )
    return (
        f"Warm-up of {name}, by MSER-5 on orders under way: {says} "
        f"(report.window_min is [{start:g}, {end:g}])."
    )
