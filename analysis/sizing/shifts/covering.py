"""Shifts that cover what is required, at least cost: an integer program."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from analysis.sizing.shifts.erlang import Counts
from analysis.sizing.targets import SizingError
from simulation.units import SECONDS_PER_DAY, SECONDS_PER_HOUR, Floats

_TIME_LIMIT_S = 20.0  # of one program; what is found until then covers too
_GAP = 1e-7  # share of the cost
_INCLINATION = 1e-4  # share of the cost
_INFEASIBLE = 2  # of scipy's milp


@dataclass(frozen=True)
class Shape:
    """A shift that couriers may work, every day.

    Attributes
    ----------
    of_class
        Name of the class; None: the pool's own vehicles.
    on_s, off_s
        Since midnight; it ends after it begins, perhaps the next day.
    pause_s
        From when until when there is a break, since midnight; None: there is none.
    """

    of_class: str | None
    on_s: int
    off_s: int
    pause_s: tuple[int, int] | None = None

    @property
    def hours(self) -> float:
        """How long it lasts [h]."""
        return (self.off_s - self.on_s) / SECONDS_PER_HOUR

    def text(self, vehicles: int) -> str:
        """Return so many of it as ``fleet.peripheral.shifts`` takes them."""
        name = "" if self.of_class is None else f"{self.of_class} "
        pause = "" if self.pause_s is None else " break "
        pause += "-".join(map(clock, self.pause_s or ()))
        return f"{vehicles} {name}{clock(self.on_s)}-{clock(self.off_s)}{pause}"


def clock(seconds: int) -> str:
    """Return a time of day, such as ``17:30``."""
    minutes = seconds % int(SECONDS_PER_DAY) // 60
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


@dataclass(frozen=True)
class Pause:
    """A break of every shift that lasts longer than `after_s` and itself."""

    lasts_s: int
    after_s: int  # since the beginning of the shift

    def of(self, on_s: int, off_s: int) -> tuple[int, int] | None:
        """Return from when until when it is in a shift; None: not in a short one."""
        from_s = on_s + self.after_s
        until_s = from_s + self.lasts_s
        return (from_s, until_s) if until_s < off_s else None


def shapes_of(
    classes: Sequence[str | None],
    lengths_s: Sequence[int],
    every_s: int,
    worked: Counts,
    slot_s: int,
    pause: Pause | None = None,
) -> tuple[Shape, ...]:
    """Return the shifts that touch slots with work, by class, beginning and length.

    Parameters
    ----------
    classes
        Of vehicles.
    lengths_s
        That a shift may have.
    every_s
        Shifts begin at multiples of it.
    worked
        By slot of the day, more than 0 where there is work.
    slot_s
        How long a slot lasts.
    pause
        A break that shifts have, if they are long enough.
    """
    day_s = int(SECONDS_PER_DAY)
    every = [
        Shape(name, on_s, off_s, None if pause is None else pause.of(on_s, off_s))
        for name in classes
        for on_s in range(0, day_s, every_s)
        for off_s in (on_s + each for each in sorted(set(lengths_s)))
    ]
    touched = coverage(every, worked.size, slot_s, 0)[worked > 0].sum(axis=0) > 0
    return tuple(each for each, useful in zip(every, touched, strict=True) if useful)


def coverage(
    shapes: Sequence[Shape], slots: int, slot_s: int, last_call_s: float
) -> Floats:
    """Return which share of each slot each shift is there for trips, (s, n)."""
    share = np.zeros((slots, len(shapes)))
    from_s = np.arange(slots) * slot_s
    day_s = slots * slot_s
    for at, shape in enumerate(shapes):
        until_s = max(shape.on_s, shape.off_s - last_call_s)
        spells = [(float(shape.on_s), float(until_s), 1.0)]
        if shape.pause_s is not None:
            away_s, back_s = shape.pause_s
            spells.append((min(away_s, until_s), min(back_s, until_s), -1.0))
        for lap_s in (0, day_s):  # into the next day
            for begins_s, ends_s, sign in spells:
                there_s = np.minimum(from_s + lap_s + slot_s, ends_s)
                there_s = there_s - np.maximum(from_s + lap_s, begins_s)
                share[:, at] += sign * np.maximum(there_s, 0.0) / slot_s
    return share


def cover(
    share: Floats,
    required: Counts,
    cost: Floats,
    most: int | None = None,
    load: Floats | None = None,
) -> Counts:
    """Return how many of each shift (n,) cover what is required, at least cost.

    Parameters
    ----------
    share
        What one of each shift gives to each slot, (s, n).
    required
        By slot, (s,).
    cost
        Of one of each shift, (n,).
    most
        Shifts in all.
    load
        By slot, (s,): of rosters that cost the same, one that has more where more is
        to do.

    Raises
    ------
    SizingError
        If no shifts cover it.
    """
    needed = np.flatnonzero(required > 0)
    if not needed.size:
        return np.zeros(cost.size, dtype=np.int64)
    rows = [LinearConstraint(csr_array(share[needed]), lb=required[needed])]
    if most is not None:
        rows.append(LinearConstraint(csr_array(np.ones((1, cost.size))), ub=most))
    found = milp(
        cost if load is None else _inclined(cost, share, load),
        integrality=np.ones(cost.size, dtype=np.int64),
        bounds=Bounds(0, np.inf),
        constraints=rows,
        options={"time_limit": _TIME_LIMIT_S, "mip_rel_gap": _GAP},
    )
    if found.x is None:
        limit = f" with {most} shifts in all" if most is not None else ""
        if found.status == _INFEASIBLE:
            raise SizingError(
                f"No shifts of these lengths cover the day{limit}, expected "
                "others (--shift-lengths, --shift-starts) or more (--most-shifts)."
            )
        raise SizingError(
            f"Shifts that cover the day are not found in {_TIME_LIMIT_S:g} s, expected "
            "fewer lengths (--shift-lengths) or beginnings (--shift-starts)."
        )
    counts: Counts = np.rint(found.x).astype(np.int64)
    return counts


def _inclined(cost: Floats, share: Floats, load: Floats) -> Floats:
    """Return costs that are a little less of shifts in which more is to do, (n,).

    So little that all of it is less than the price of a shift.
    """
    use = load @ share
    inclined: Floats = cost * (1 - _INCLINATION * use / max(float(use.max()), 1e-9))
    return inclined
