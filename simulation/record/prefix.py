"""Whether two logs begin alike."""

import numpy as np

from simulation.record.kinds import FLOAT_FIELDS, INTEGER_FIELDS
from simulation.record.table import EventTable


def first_difference(one: EventTable, other: EventTable, until_s: float) -> int | None:
    """Return the first row in which two logs differ; None if they begin alike.

    Parameters
    ----------
    one, other
        The logs.
    until_s
        Only rows before this time [s] are looked at.
    """
    rows = [int(np.searchsorted(each.time_s, until_s)) for each in (one, other)]
    shared = min(rows)
    differs = one.loads[:shared] != other.loads[:shared]
    for name in ("time_s", "kind", *INTEGER_FIELDS):
        differs |= getattr(one, name)[:shared] != getattr(other, name)[:shared]
    for name in FLOAT_FIELDS:
        ours, theirs = getattr(one, name)[:shared], getattr(other, name)[:shared]
        differs |= (ours != theirs) & ~(np.isnan(ours) & np.isnan(theirs))
    # Up to there all lists are as long as the other's.
    first = int(np.argmax(differs)) if differs.any() else shared
    aboard = int(one.offsets[first])
    unlike = np.flatnonzero(one.orders[:aboard] != other.orders[:aboard])
    if unlike.size:
        return int(np.searchsorted(one.offsets, unlike[0], side="right")) - 1
    return None if first == rows[0] == rows[1] else first
