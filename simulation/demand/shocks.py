"""Demand shocks: more or fewer orders for a while, somewhere or everywhere.

What is ordered anyway stays as it is: a factor below 1 leaves orders out, one above 1
adds some of further draws of the same demand. So runs with and without a shock are
pairs, and an order is known by its id in both: its number without the shock.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, inf
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.demand.orders import Orders
from simulation.demand.resampling import MOMENTS, columns_of, each_once, with_columns
from simulation.streams import Streams
from simulation.units import SECONDS_PER_MINUTE, TICKS_PER_S, Bools, Floats

_STREAM = "demand/shocks"
Draw = Callable[[Streams], Orders]


@dataclass(frozen=True)
class Shock:
    """So many times the orders, for a while.

    Attributes
    ----------
    what
        In a few words.
    from_s, until_s
        When [s]; ``inf``: to the end.
    factor
        Over what is ordered anyway [1].
    side
        Whose places are meant: ``producer`` or ``consumer``.
    places : (n,) array
        Which places; ``None``: all.
    """

    what: str
    from_s: float
    until_s: float
    factor: float
    side: str = "producer"
    places: Bools | None = None

    def matches(self, orders: Orders) -> Bools:
        """Return which orders it concerns, (n,)."""
        start_s = orders.start_s
        during: Bools = (self.from_s <= start_s) & (start_s < self.until_s)
        if self.places is not None:
            during = during & self.places[getattr(orders, self.side)]
        return during

    def record(self) -> dict[str, Any]:
        """Return it as a manifest has it; without an end ``until_s`` is None."""
        return {
            "what": self.what,
            "at_s": self.from_s,
            "until_s": None if self.until_s == inf else self.until_s,
            "factor": self.factor,
        }


def shocked(
    orders: Orders,
    shocks: Sequence[Shock],
    draw: Draw,
    streams: Streams,
    *,
    again: bool = False,
) -> Orders:
    """Return orders under shocks; where several hold, their factors are multiplied.

    Parameters
    ----------
    orders
        What is ordered anyway.
    shocks
        In any order.
    draw
        Draws the demand once more, from other streams.
    streams
        Of the replication: of orders below a factor each stays by a number of
        ``demand/shocks/kept``, further ones are drawn from ``demand/shocks/1`` on.
    again
        Whether it draws the same orders again, as of a trace: then each starts
        anywhere in its minute, and goes to the consumer of another one of the shock.
    """
    factor = _factor(orders, shocks)
    kept = streams.get(f"{_STREAM}/kept").random(len(orders)) < factor
    most = ceil(_most(shocks)) - 1  # further draws
    if kept.all() and most <= 0:
        return orders
    layers = [_layer(orders, kept, "", 0)]
    ranks = len(orders)
    for number in range(1, most + 1):
        own = streams.under(f"{_STREAM}/{number}")
        more = draw(own)
        if again:
            more = _elsewhere(more, shocks, own)
        share = _factor(more, shocks) - number
        chosen = own.get("kept").random(len(more)) < share
        layers.append(_layer(more, chosen, f"+{number}", ranks))
        ranks += len(more)
    columns = {
        name: np.concatenate([layer[name] for layer in layers]) for name in layers[0]
    }
    in_turn = np.argsort(columns["start_s"], kind="stable")
    columns = {name: values[in_turn] for name, values in columns.items()}
    columns["ids"] = each_once(columns["ids"])
    return with_columns(orders, columns)


def _factor(orders: Orders, shocks: Sequence[Shock]) -> Floats:
    """Return by how much each order is multiplied, (n,)."""
    factor = np.ones(len(orders))
    for each in shocks:
        factor[each.matches(orders)] *= each.factor
    return factor


def _most(shocks: Sequence[Shock]) -> float:
    """Return the most that any order can be multiplied by."""
    times = sorted({each.from_s for each in shocks})
    return max(
        float(
            np.prod(
                [
                    max(1.0, each.factor)
                    for each in shocks
                    if each.from_s <= time_s < each.until_s
                ]
            )
        )
        for time_s in times
    )


def _layer(
    orders: Orders, chosen: Bools, suffix: str, ranks: int
) -> Mapping[str, NDArray[Any]]:
    """Return the columns of chosen orders, each with its id and its rank."""
    index = np.flatnonzero(chosen)
    columns = columns_of(orders, index)
    names = index.astype(np.str_) if orders.ids is None else orders.ids[index]
    columns["ids"] = np.char.add(names.astype(np.str_), suffix)
    columns["rank"] = index + ranks
    return columns


def _elsewhere(orders: Orders, shocks: Sequence[Shock], streams: Streams) -> Orders:
    """Return orders that start anywhere in their minute, and go to one another's."""
    minute_s = np.floor(orders.start_s / SECONDS_PER_MINUTE) * SECONDS_PER_MINUTE
    spread = streams.get("start").random(len(orders)) * SECONDS_PER_MINUTE
    start_s = np.floor((minute_s + spread) * TICKS_PER_S) / TICKS_PER_S
    columns = columns_of(orders, np.arange(len(orders)))
    for name in MOMENTS:
        if name in columns:
            columns[name] = columns[name] + (start_s - orders.start_s)
    concerned = np.zeros(len(orders), dtype=np.bool_)
    for each in shocks:
        concerned |= each.matches(orders)
    rows = np.flatnonzero(concerned)
    turn = rows[np.argsort(streams.get("consumer").random(rows.size), kind="stable")]
    columns["consumer"] = columns["consumer"].copy()
    columns["consumer"][rows] = orders.consumer[turn]
    return with_columns(orders, columns)
