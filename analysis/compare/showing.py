"""What a comparison shows of itself in a notebook: figures and a card."""

import math
from typing import TYPE_CHECKING, Any

from analysis.compare.naming import LESS
from analysis.experiments.titles import title
from analysis.metrics.display import (
    Values,
    card,
    difference,
    headed,
    headlines,
    number,
)
from analysis.metrics.sensitivity import late_minute_words
from analysis.metrics.terms import terms_of
from analysis.numbers import more_seconds, seconds
from analysis.plots import plot_change_map, plot_changes, plot_waterfall
from simulation.errors import InputError
from simulation.record.run import Run
from simulation.record.same_region import region_at_hand

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pandas import DataFrame

    from analysis.statistics import Interval


def figure_of(
    name: str,
    tables: "Mapping[str, DataFrame]",
    run: Run,
    time_label: str = "Delivery time",
) -> Any:  # noqa: ANN401
    """Return a figure of a comparison's tables; `run` is one of its runs.

    Raises
    ------
    InputError
        If there is no figure of that name, or no map as the region is gone.
    """
    if name == "parts":
        parts = tables["parts"].iloc[:-1]
        return plot_waterfall(parts, (f"{time_label} in A", f"{time_label} in B"))
    if name == "orders":
        return plot_changes(tables["orders"][["change_s"]])
    if name != "tracts":
        raise InputError(
            f"figure is {name!r}, expected 'parts', 'orders' or 'tracts' of two runs."
        )
    region = region_at_hand(run)
    if region is None:
        raise InputError(
            f"figure 'tracts': the region {run.scenario.region} is gone or has "
            "changed, expected it as it was in the run."
        )
    tracts = tables["tracts"]
    return plot_change_map(region, tracts[tracts["side"] == "consumer"])


def card_of(
    runs: "Sequence[Run]",
    values: tuple[Values, Values],
    verdict: str,
    change: "Interval | None",
) -> str:
    """Return two runs side by side as HTML, headed by what came of it."""
    first, second = values
    terms = terms_of(run.scenario_tables for run in runs)
    lines = [
        f"{letter}: {title(run.name, run.scenario_tables)}"
        for letter, run in zip("AB", runs, strict=True)
    ]
    rows = [
        (
            headed(kpi),
            number(kpi, first[kpi.name]),
            number(kpi, second[kpi.name]),
            difference(kpi, first[kpi.name], second[kpi.name]),
        )
        for kpi in headlines(values, terms)
    ]
    lines.append(how_much(change, verdict))
    worth = late_minute_words(first, second, ("A", "B"), terms.currency)
    lines += [each for each in (worth, terms.note) if each and not terms.monies]
    return card("Two runs of the same orders", lines, ("", "A", "B", LESS), rows)


def how_much(change: "Interval | None", verdict: str) -> str:
    """Return the mean change of delivery time [s] in a sentence; A is the first run."""
    if change is None:
        return "No order was delivered in both, so no times can be compared."
    if verdict == "same":
        return "Every order took the same time in both."
    way = "longer" if change.mean > 0 else "less"
    mean = f"{seconds(abs(change.mean))} s {way}"
    if not math.isfinite(change.reach):
        return (
            f"On average B takes {mean}; of so few orders no interval can be given, so "
            "whether that is more than chance we cannot tell."
        )
    limits = (
        f"95 % interval {more_seconds(change.low)} to {more_seconds(change.high)} s"
    )
    if verdict == "cannot tell":
        return f"On average B takes {mean}, but {limits}: we cannot tell."
    return f"On average B is {verdict}: it takes {mean} ({limits})."
