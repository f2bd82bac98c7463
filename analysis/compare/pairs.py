"""Two runs brought together order by order, or refused."""

from dataclasses import dataclass

import numpy as np

from analysis.tables.deliveries import DeliveryColumns, delivery_columns
from analysis.words import counted
from simulation.errors import RunError
from simulation.record.run import Run
from simulation.units import Bools, Floats, Ints


@dataclass(frozen=True)
class Side:
    """One of the two runs."""

    label: str  # as the user named it
    run: Run
    deliveries: DeliveryColumns

    @classmethod
    def of(cls, label: str, run: Run) -> "Side":
        """Return a run with its deliveries."""
        return cls(label, run, delivery_columns(run))


@dataclass(frozen=True)
class Pairs:
    """Orders 0 to n - 1, which both runs released."""

    first: Side
    second: Side
    count: int  # n

    @property
    def both(self) -> tuple[Side, Side]:
        """The two sides, the first first."""
        return self.first, self.second

    @property
    def start_s(self) -> Floats:
        """Starts, (n,)."""
        return self.first.run.orders.start_s[: self.count]

    @property
    def tracts(self) -> tuple[Ints, Ints]:
        """Tract of the producer and of the consumer, (n,) each."""
        run = self.first.run
        sides = (run.orders.producer, run.orders.consumer)
        producer, consumer = (run.places.tract[each[: self.count]] for each in sides)
        return producer, consumer

    def times_s(self) -> tuple[Floats, Floats]:
        """Return start to door in the first and the second run, (n,) each.

        Of an order still open, the time until the horizon: it takes longer.
        """
        first, second = (
            each.deliveries.time_s[: self.count] for each in (self.first, self.second)
        )
        return first, second

    def delivered(self) -> tuple[Bools, Bools]:
        """Return who is at the door in the first and the second run, (n,) each."""
        first, second = (
            each.deliveries.delivered[: self.count]
            for each in (self.first, self.second)
        )
        return first, second

    def parts_s(self) -> tuple[Floats, Floats]:
        """Return the parts of these times, (8, n) each, see ``PARTS``."""
        first, second = (
            each.deliveries.parts[:, : self.count] for each in (self.first, self.second)
        )
        return first, second


def paired(first: Side, second: Side) -> Pairs:
    """Return two runs as pairs of orders.

    A run that ends at a horizon may have released fewer orders; what only the other
    released is left out.

    Raises
    ------
    RunError
        If the regions differ, if an order starts elsewhere or at another time, or
        if one run lacks orders without a horizon to explain it.
    """
    _check_regions(first, second)
    sizes = [len(each.run.orders) for each in (first, second)]
    count = min(sizes)
    if count == 0:
        empty = (first, second)[int(np.argmin(sizes))]
        raise RunError(f"{empty.label}: released no order, expected one or more.")
    differs = np.flatnonzero(_differs(first.run, second.run, count))
    if differs.size:
        order = int(differs[0])
        raise RunError(
            f"{second.label}: order {order} starts {_order_text(second.run, order)}, "
            f"expected {_order_text(first.run, order)} as in {first.label}: "
            "the runs did not serve the same orders."
        )
    if sizes[0] != sizes[1]:
        _check_horizon(*((first, second) if sizes[0] < sizes[1] else (second, first)))
    return Pairs(first, second, count)


def _check_regions(first: Side, second: Side) -> None:
    theirs = [
        (each.run.region_checksum, each.run.tract_ids) for each in (first, second)
    ]
    if theirs[0] != theirs[1]:
        raise RunError(
            f"{second.label}: was run on a region with the checksum "
            f"{theirs[1][0][:12]}, expected {theirs[0][0][:12]} as in {first.label}: "
            "only runs on the same region can be compared."
        )


def _differs(first: Run, second: Run, count: int) -> Bools:
    """Return whether start, producer or consumer differ, (n,)."""
    differs = first.orders.start_s[:count] != second.orders.start_s[:count]
    for side in ("producer", "consumer"):
        here, there = (getattr(run.orders, side)[:count] for run in (first, second))
        # Two traces may have given one number to different points.
        differs |= here != there
        for column in ("lon", "lat"):
            one, other = (
                getattr(run.places, column)[places]
                for run, places in (
                    (first, here),
                    (second, np.minimum(there, len(second.places) - 1)),
                )
            )
            differs |= one != other
    return np.asarray(differs, dtype=np.bool_)


def _order_text(run: Run, order: int) -> str:
    """Return when and where an order is, in words."""
    places = [int(side[order]) for side in (run.orders.producer, run.orders.consumer)]
    start, end = (_place(run, place) for place in places)
    return f"at {run.orders.start_s[order]:g} s from {start} to {end}"


def _place(run: Run, place: int) -> str:
    name = str(run.places.source_id[place])
    return f"place {place} ({name})" if name else f"place {place}"


def _check_horizon(shorter: Side, longer: Side) -> None:
    """Refuse fewer orders where no horizon explains them."""
    horizon_s = shorter.run.scenario.horizon_s
    count = len(shorter.run.orders)
    if horizon_s is None or longer.run.orders.start_s[count] < horizon_s:
        raise RunError(
            f"{shorter.label}: has {counted(count, 'order')}, expected "
            f"{len(longer.run.orders)} as in {longer.label}: the runs did not serve "
            "the same orders."
        )
