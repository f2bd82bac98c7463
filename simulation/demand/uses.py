"""Where the orders of an hour come from and go to: uses of land, hours of the day."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulation.errors import DemandError
from simulation.units import SECONDS_PER_HOUR, Bools, Floats, Ints


@dataclass(frozen=True)
class Use:
    """Places of a kind, and how often one of them is drawn in each hour.

    Attributes
    ----------
    what
        In a few words.
    hours
        Over a place of which nothing is said [1], from time zero on; after the last
        they begin anew.
    side
        Whose places are meant: ``producer`` or ``consumer``.
    places : (n,) array
        Which places; ``None``: all.
    """

    what: str
    hours: Sequence[float]
    side: str
    places: Bools | None = None


def drawn_by_hour(
    uniforms: Floats, start_s: Floats, places: Ints, side: str, uses: Sequence[Use]
) -> Ints:
    """Return the place of each order, (n,), drawn as often as uses say of its hour.

    Parameters
    ----------
    uniforms : (n,) array
        In [0, 1), a draw for each order.
    start_s : (n,) array
        Starts of the orders, ascending [s].
    places
        Places to draw from.
    side
        ``producer`` or ``consumer``.
    uses
        Those of this side count; where a place is of several, their product.

    Raises
    ------
    DemandError
        If an hour with orders has nowhere to draw from.
    """
    drawn = np.empty(start_s.size, dtype=np.int64)
    hours = (start_s // SECONDS_PER_HOUR).astype(np.int64)
    of_side = [each for each in uses if each.side == side]
    begins = np.flatnonzero(np.diff(hours, prepend=-1))
    for begin, end in zip(begins, [*begins[1:], hours.size], strict=True):
        weights, hour = np.ones(places.size), int(hours[begin])
        for use in of_side:
            meant = slice(None) if use.places is None else use.places[places]
            weights[meant] *= use.hours[hour % len(use.hours)]
        sums = np.cumsum(weights)
        if not sums[-1]:
            raise DemandError(
                f"demand.uses leaves no {side} in hour {hour}, which has "
                f"{end - begin} orders, expected one or more."
            )
        last = np.flatnonzero(weights)[-1]
        at = sums.searchsorted(uniforms[begin:end] * sums[-1], side="right")
        drawn[begin:end] = np.minimum(at, last)
    return places[drawn]
