"""KPIs of rows that an older program wrote, in today's meaning.

Before every way counted, distances, costs and kilometres per order left ignored ways
out. What such rows say of all ways follows from `distance_km` and `ignored_km`; what
does not follow is unknown rather than of another meaning.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from analysis.metrics.display import IN_FULL

if TYPE_CHECKING:
    from pandas import DataFrame

_NEW = "distance_all_km"
_CHANGED = ("km_per_order", "cost_peripheral_km", "cost_total", "cost_per_order")

MEANING = (
    "Rows of an older program: their distances are driven and ignored ones together "
    "as elsewhere; what they say of cost and of distance per order left ignored ways "
    "out, so it is not shown where there were any."
)


def in_todays_meaning(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a run's KPIs, and whatever else its row holds, as of today."""
    if _NEW in row or "ignored_km" not in row:
        return dict(row)
    ignored_km = row["ignored_km"] or 0.0
    known = {full: row[part] + ignored_km for part, full in IN_FULL.items()}
    unknown = dict.fromkeys(each for each in _CHANGED if each in row)
    return {**row, **known, **(unknown if ignored_km else {})}


def table_in_todays_meaning(frame: "DataFrame") -> "DataFrame":
    """Return a table of runs, a column per KPI, as of today."""
    if _NEW in frame or not {*IN_FULL, "ignored_km"} <= {*frame.columns}:
        return frame
    names = ["ignored_km", *IN_FULL, *(each for each in _CHANGED if each in frame)]
    rows = [
        in_todays_meaning({str(name): value for name, value in row.items()})
        for row in frame[names].to_dict("records")
    ]
    return frame.assign(**{name: [row[name] for row in rows] for name in rows[0]})
