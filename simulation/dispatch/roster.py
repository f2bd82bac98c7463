"""Rosters: who works when, where their shifts begin, in which class of vehicle."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from simulation.units import SECONDS_PER_DAY

LAST_S = 1e9


@dataclass(frozen=True)
class Shift:
    """One shift of one vehicle.

    Attributes
    ----------
    on_s, off_s
        When it begins and ends.
    place
        Where the vehicle joins.
    pool
        Of the log: which class of vehicle it is.
    breaks
        Begin and end of each, in order, within the shift [s].
    late_s, early_s
        How much later than that the driver comes, and how much earlier it leaves.
    """

    on_s: float
    off_s: float
    place: int
    pool: int
    breaks: tuple[tuple[float, float], ...] = ()
    late_s: float = 0.0
    early_s: float = 0.0

    @property
    def worked_s(self) -> tuple[float, float]:
        """From when to when the driver is there [s]; it is not if that is no time."""
        return self.on_s + self.late_s, self.off_s - self.early_s


@dataclass(frozen=True)
class Roster:
    """All shifts of a fleet.

    Attributes
    ----------
    shifts
        In order of their beginning.
    last_call_s
        No trip is given in the last so many seconds of a shift.
    """

    shifts: tuple[Shift, ...]
    last_call_s: float = 0.0


def days_of(
    on_s: float, off_s: float, first_s: float, last_s: float
) -> Iterator[float]:
    """Yield the midnights [s] from which a daily shift overlaps a span of time.

    Parameters
    ----------
    on_s, off_s
        The shift, since midnight; it ends after it begins, perhaps the next day.
    first_s, last_s
        The span, since some midnight.
    """
    day_s = (first_s // SECONDS_PER_DAY - 1) * SECONDS_PER_DAY
    while day_s + on_s <= last_s:
        if day_s + off_s > first_s:
            yield day_s
        day_s += SECONDS_PER_DAY


def in_turn(shifts: Sequence[Shift]) -> tuple[Shift, ...]:
    """Return shifts in order of their beginning, ties as given."""
    return tuple(sorted(shifts, key=lambda shift: shift.on_s))
