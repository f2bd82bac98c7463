"""Orders and tracts worth telling: winners, losers, the worst served."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from analysis.compare.changes import BOTH, SIDES
from analysis.compare.naming import PART_LABELS, column
from analysis.numbers import more_seconds, seconds
from analysis.words import clock, lowered

LEAST_ORDERS = 5  # of a tract, to be called the worst served; fewer are chance
_WORTH_S = 1.0  # a part that changed by less is not told
_MOST_PARTS = 3


@dataclass(frozen=True)
class Story:
    """One order, and what became of it."""

    order: int
    change_s: float
    line: str


@dataclass(frozen=True)
class Worst:
    """The worst-served tract of one run."""

    side: str  # producer or consumer
    tract: str
    orders: int  # decided by then: delivered, or past their promise
    success_ratio: float
    time_mean_s: float | None  # over those delivered


def winners(
    orders: pd.DataFrame, most: int, zero: datetime | None = None
) -> tuple[Story, ...]:
    """Return the orders that gained most time, at most so many, the biggest first.

    `zero` is what clocks show at 0 s, if orders have a clock.
    """
    return _stories(orders[orders["change_s"] < 0], most, zero, ascending=True)


def losers(
    orders: pd.DataFrame, most: int, zero: datetime | None = None
) -> tuple[Story, ...]:
    """Return the orders that lost most time, at most so many, the biggest first."""
    return _stories(orders[orders["change_s"] > 0], most, zero, ascending=False)


def _stories(
    orders: pd.DataFrame, most: int, zero: datetime | None, *, ascending: bool
) -> tuple[Story, ...]:
    chosen = orders[orders["delivered"] == BOTH].sort_values(
        ["change_s", "order"], ascending=[ascending, True], kind="stable"
    )
    return tuple(
        Story(int(row["order"]), float(row["change_s"]), story_of(row, zero))
        for row in chosen.head(most).to_dict("records")
    )


def story_of(row: Mapping[Any, Any], zero: datetime | None) -> str:
    """Return an order delivered in both runs in one line."""
    parts = {
        label: float(row[column(part, "change")])
        for part, label in PART_LABELS.items()
        if column(part, "change") in row
    }
    largest = sorted(
        (each for each in parts.items() if abs(each[1]) >= _WORTH_S),
        key=lambda each: -abs(each[1]),
    )
    why = ", ".join(
        f"{lowered(label)} {more_seconds(change)}"
        for label, change in largest[:_MOST_PARTS]
    )
    legs = (int(row["legs_first"]), int(row["legs_second"]))
    hops = (
        f"{legs[0]} legs as before"
        if legs[0] == legs[1]
        else f"legs {legs[0]} to {legs[1]}"
    )
    called = f" ({row['id']})" if "id" in row else ""
    return (
        f"order {row['order']}{called} at {clock(row['start_s'], zero)}, tract "
        f"{row['producer_tract']} to {row['consumer_tract']}: "
        f"{seconds(row['time_first_s'])} to {seconds(row['time_second_s'])} s "
        f"({more_seconds(row['change_s'])}): {why or 'all parts alike'}; {hops}"
    )


def worst_served(orders: pd.DataFrame, run: str) -> tuple[Worst, ...]:
    """Return the worst-served tract of a run, of producers and of consumers.

    Fewest orders on time, of those the longest mean delivery time, among
    tracts of 5 decided orders or more (of any, if none has so many); none where no
    order is decided.

    Parameters
    ----------
    orders
        From `order_changes`.
    run
        ``first`` or ``second``.
    """
    known = orders[orders[f"decided_{run}"]]
    return tuple(_worst(known, run, side) for side in SIDES if len(known))


def _worst(orders: pd.DataFrame, run: str, side: str) -> Worst:
    done = orders["delivered"].isin([BOTH, f"only_{run}"])
    served = pd.DataFrame(
        {
            "tract": orders[f"{side}_tract"],
            "success": orders[f"success_{run}"],
            "time_s": orders[f"time_{run}_s"].where(done),
        }
    ).groupby("tract")
    table = pd.DataFrame(
        {
            "orders": served.size(),
            "success": served["success"].mean(),
            "time_s": served["time_s"].mean(),
        }
    ).reset_index()
    large = table[table["orders"] >= LEAST_ORDERS]
    table = (large if len(large) else table).sort_values(
        ["success", "time_s", "tract"],
        ascending=[True, False, True],
        na_position="first",
    )
    row = table.iloc[0]
    time_s = float(row["time_s"])
    return Worst(
        side=side,
        tract=str(row["tract"]),
        orders=int(row["orders"]),
        success_ratio=float(row["success"]),
        time_mean_s=None if time_s != time_s else time_s,  # noqa: PLR0124 - NaN
    )
