"""Tables of learnt Q-values: a policy of one, and what learning begins with."""

import numpy as np

from simulation.errors import PolicyError
from simulation.routing.preferred import on_value_grid
from simulation.units import Floats


class TabularPolicy:
    """Learnt Q-values of every destination.

    Parameters
    ----------
    table : (H, H, H) array
        Q-value by destination, current hotspot and next hotspot. Copied, but for one
        that cannot be written to.

    Raises
    ------
    PolicyError
        If the table is not of that shape or holds a value that is no number.
    """

    def __init__(self, table: Floats) -> None:
        if table.ndim != 3 or len(set(table.shape)) != 1:  # noqa: PLR2004
            raise PolicyError(
                f"a routing table has the shape {table.shape}, expected "
                "(hotspots, hotspots, hotspots)."
            )
        for destination, values in enumerate(table):  # little memory for each
            unknown = np.argwhere(~np.isfinite(values))
            if unknown.size:
                here, hop = unknown[0].tolist()
                raise PolicyError(
                    f"a routing table values the hop from hotspot {here} to {hop} on "
                    f"the way to {destination} at {values[here, hop]}, "
                    "expected a finite number."
                )
        self._table = table.astype(np.float64, copy=table.flags.writeable)
        self._table.setflags(write=False)

    @property
    def hotspots(self) -> int:
        """Number of hotspots H."""
        return int(self._table.shape[0])

    @property
    def learnt(self) -> Floats:
        """All values, (H, H, H), not rounded; not to be written to."""
        return self._table

    def values(self, destination: int, here: int) -> Floats:
        """Return Q(here, .) of the agent of `destination`, (H,), to 1e-9."""
        return on_value_grid(self._table[destination, here])

    def table(self, destination: int) -> Floats:
        """Return Q of the agent of `destination`, (H, H), to 1e-9."""
        return on_value_grid(self._table[destination])


def first_values(hotspots: int, start: Floats | None) -> Floats:
    """Return the values (H, H, H) from which agents go on: a copy, or zeros."""
    if start is None:
        return np.zeros((hotspots,) * 3)
    values = np.array(start, dtype=np.float64, order="C")
    values[np.arange(hotspots), np.arange(hotspots)] = 0.0  # arrived
    return values
