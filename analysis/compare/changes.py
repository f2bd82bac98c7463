"""Changes from the first run to the second: by order, tract, time and part."""

from collections.abc import Hashable
from itertools import repeat
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.compare.batches import batches_of, mean_over
from analysis.compare.naming import PART_LABELS, column, slot_starts
from analysis.compare.pairs import Pairs
from analysis.metrics.summaries import mean, ratio, total
from analysis.tables.deliveries import ids_of, parts_in_use
from analysis.tables.spells import PARTS
from simulation.units import Floats, Ints

SIDES = ("producer", "consumer")
Columns = dict[str, NDArray[Any]]  # of orders, by name
BOTH, ONLY_FIRST, ONLY_SECOND, NEITHER = "both", "only_first", "only_second", "neither"


def order_changes(pairs: Pairs, every_min: float) -> pd.DataFrame:
    """Return one row per order that both runs released, by number.

    Columns: ``order``; ``id``, where orders have one; ``start_s``; ``from_min``, the
    start of its slot of time; ``producer_tract``, ``consumer_tract`` (ids);
    ``delivered`` (both, only_first, only_second, neither); ``time_first_s``,
    ``time_second_s``, to the door, of an open order until the horizon; ``change_s``,
    second less first, NaN unless both delivered it; ``legs_first``, ``legs_second``;
    ``success_first``, ``success_second``, within what the run promised;
    ``decided_first``, ``decided_second``, whether that is known; for each part such as
    ``ride`` ``ride_first_s``, ``ride_second_s`` and ``ride_change_s``, whose sum is
    ``change_s``; ``batch``, of its start.

    Parameters
    ----------
    pairs
        Two runs of the same orders.
    every_min
        Length of a slot of time [min].
    """
    first, second = pairs.delivered()
    both = first & second
    times = pairs.times_s()
    ids = np.array(pairs.first.run.tract_ids, dtype=np.str_)
    producer, consumer = pairs.tracts
    columns: dict[str, Any] = {
        "order": np.arange(pairs.count),
        **ids_of(pairs.first.run, np.arange(pairs.count)),
        "start_s": pairs.start_s,
        "from_min": slot_starts(pairs.start_s, every_min, pairs.first.run.time_zero),
        "producer_tract": ids[producer],
        "consumer_tract": ids[consumer],
        "delivered": np.select(
            [both, first, second], [BOTH, ONLY_FIRST, ONLY_SECOND], NEITHER
        ),
        "time_first_s": times[0],
        "time_second_s": times[1],
        "change_s": np.where(both, times[1] - times[0], np.nan),
    }
    for name, side in zip(("first", "second"), pairs.both, strict=True):
        columns[f"legs_{name}"] = side.deliveries.hops[: pairs.count]
        columns[f"success_{name}"] = side.deliveries.on_time[: pairs.count]
        columns[f"decided_{name}"] = side.deliveries.decided[: pairs.count]
    spent = pairs.parts_s()
    in_use = parts_in_use(*(side.run for side in pairs.both))
    for part, before, after in zip(PARTS, *spent, strict=True):
        if part not in in_use:
            continue
        columns[column(part, "first")] = before
        columns[column(part, "second")] = after
        columns[column(part, "change")] = np.where(both, after - before, np.nan)
    columns["batch"] = batches_of(pairs.start_s)
    return pd.DataFrame(columns)


def part_changes(orders: pd.DataFrame, whole: str = "Delivery time") -> pd.DataFrame:
    """Return what the change went to: a row per part, the whole last, so labelled.

    Over the orders that both runs delivered. Columns: ``part``; ``label``;
    ``first_s``, ``second_s``, ``change_s``, sums [s], exact; ``first_mean_s``,
    ``second_mean_s``, ``change_mean_s`` per order, with ``change_low_s`` and
    ``change_high_s``, the 95 % interval.
    """
    both = orders[orders["delivered"] == BOTH]
    named = [
        (part, label, *(column(part, which) for which in ("first", "second", "change")))
        for part, label in PART_LABELS.items()
        if column(part, "change") in orders
    ]
    named.append(("time_s", whole, "time_first_s", "time_second_s", "change_s"))
    rows = []
    for part, label, *columns in named:
        sums = [total(floats(both[each])) for each in columns]
        means = [mean(floats(both[each])) for each in columns]
        rows.append(
            {
                "part": part,
                "label": label,
                **dict(zip(("first_s", "second_s", "change_s"), sums, strict=True)),
                "first_mean_s": means[0],
                "second_mean_s": means[1],
                **_interval(floats(both[columns[-1]]), both["batch"].to_numpy()),
            }
        )
    return pd.DataFrame(rows)


def tract_changes(orders: pd.DataFrame) -> pd.DataFrame:
    """Return a row per tract and side (producer, consumer), see `_row`.

    An order counts once on either side, so each side alone sums to the whole.
    """
    sides = [_by(orders, f"{side}_tract", "tract").assign(side=side) for side in SIDES]
    frame = pd.concat(sides, ignore_index=True)
    return frame[["side", *frame.columns.drop("side")]]


def hour_changes(orders: pd.DataFrame, every_min: float) -> pd.DataFrame:
    """Return a row per slot of time in which orders started, see `_row`."""
    # A slot has batches of its own: those of the whole run are too long for it.
    within = orders.groupby("from_min")["start_s"]
    own = within.transform(lambda start_s: batches_of(floats(start_s)))
    frame = _by(orders.assign(batch=own.astype(np.int64)), "from_min", "from_min")
    frame.insert(1, "to_min", frame["from_min"] + every_min)
    return frame


def floats(values: "pd.Series[Any]") -> Floats:
    """Return a column as floats, (n,)."""
    return values.to_numpy(dtype=np.float64)


def _by(orders: pd.DataFrame, key: str, name: str) -> pd.DataFrame:
    """Return a row per value of a column, in order."""
    columns = {str(each): orders[each].to_numpy() for each in orders.columns}
    groups = orders.groupby(key, sort=True).indices
    return pd.DataFrame(
        [
            _row(name, value, {each: column[rows] for each, column in columns.items()})
            for value, rows in sorted(groups.items())
        ]
    )


def _row(name: str, value: Hashable, orders: Columns) -> dict[str, Any]:
    """Return counts and changes of some orders.

    ``orders``; ``delivered_both``, ``only_first``, ``only_second``, ``neither``;
    of those delivered in both: ``faster``, ``slower``, ``same``, ``first_mean_s``,
    ``second_mean_s``, ``change_mean_s`` with its 95 % interval, ``change_sum_s`` and
    the parts of that sum; of those decided by then, delivered or past their promise:
    ``success_first``, ``success_second`` [share], None of nothing.
    """
    size = orders["order"].size
    both = orders["delivered"] == BOTH
    change = orders["change_s"][both]
    return {
        name: value,
        "orders": size,
        "delivered_both": int(both.sum()),
        **{
            each: int((orders["delivered"] == each).sum())
            for each in (ONLY_FIRST, ONLY_SECOND, NEITHER)
        },
        "faster": int((change < 0).sum()),
        "slower": int((change > 0).sum()),
        "same": int((change == 0).sum()),
        **{
            f"success_{each}": ratio(
                int(orders[f"success_{each}"].sum()),
                int(orders[f"decided_{each}"].sum()),
            )
            for each in ("first", "second")
        },
        "first_mean_s": mean(orders["time_first_s"][both]),
        "second_mean_s": mean(orders["time_second_s"][both]),
        **_interval(change, orders["batch"][both]),
        "change_sum_s": total(change),
        **{
            each.replace("_change_s", "_change_sum_s"): total(orders[each][both])
            for each in map(column, PART_LABELS, repeat("change"))
            if each in orders
        },
    }


def _interval(change_s: Floats, batch: Ints) -> dict[str, float | None]:
    """Return the mean of changes and its limits; None of nothing."""
    interval = mean_over(change_s, batch)
    return {
        "change_mean_s": None if interval is None else interval.mean,
        "change_low_s": None if interval is None else interval.low,
        "change_high_s": None if interval is None else interval.high,
    }
