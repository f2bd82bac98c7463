"""Resilience: how bad an hour gets, who is hurt, and how long it lasts.

A disturbed run is compared with the undisturbed one of the same replication, order by
order: an order is known by its id, without ids by its number.
"""

from collections import Counter
from typing import Any

import numpy as np

from analysis.metrics.over_time import open_orders_over_time
from analysis.tables.deliveries import delivery_columns
from analysis.tables.spells import PARTS
from simulation.record.kinds import Kind
from simulation.record.run import Run
from simulation.region.region import PLACE_KINDS
from simulation.units import SECONDS_PER_MINUTE, Floats, Ints

FEWEST = 20  # orders of a window, or its share says little
_STEPS = 4  # of a window: so often it is looked at
ABOARD = "aboard a vehicle"


def worst_window(run: Run, window_min: float) -> tuple[float, float] | None:
    """Return the least share on time of the orders placed within a window of time.

    Parameters
    ----------
    run
        A run.
    window_min
        How long the window is [min]; it is moved by a quarter of that.

    Returns
    -------
    tuple or None
        The share [1] and when the window begins [min]; None if no window has 20 orders
        of which it is known whether they are on time.
    """
    table = delivery_columns(run)
    start_min = table.start_s[table.decided] / SECONDS_PER_MINUTE
    on_time = table.on_time[table.decided]
    if not start_min.size:
        return None
    first, last = np.floor(start_min.min()), start_min.max()
    found: list[tuple[float, float]] = []
    for at_min in np.arange(first, last + window_min, window_min / _STEPS):
        within = (start_min >= at_min) & (start_min < at_min + window_min)
        if within.sum() >= FEWEST:
            found.append((float(on_time[within].mean()), float(at_min)))
    return min(found, default=None)


def open_per_min(run: Run, minutes: int) -> Floats:
    """Return the open orders at each full minute from 0 on, (minutes,)."""
    at_s = np.arange(minutes, dtype=np.float64) * SECONDS_PER_MINUTE
    return open_orders_over_time(run).at(at_s)


def recovery_min(
    run: Run, undisturbed: Run, since_s: float, tolerance: float
) -> float | None:
    """Return how long after a time the open orders are back for good [min].

    Back: no more above those of the undisturbed run than a share of its mean number
    while orders come, or one order, whichever is more. Looked at each full minute.

    Parameters
    ----------
    run, undisturbed
        Of the same replication.
    since_s
        When the disturbance ends [s].
    tolerance
        That share [1].

    Returns
    -------
    float or None
        None if they are not back before the run ends.
    """
    end_s = max(run.end_s, undisturbed.end_s)
    minutes = int(end_s // SECONDS_PER_MINUTE) + 2
    here, there = open_per_min(run, minutes), open_per_min(undisturbed, minutes)
    placed = undisturbed.orders.start_s
    last = int(placed.max(initial=0.0) // SECONDS_PER_MINUTE) + 1
    allowed = max(1.0, tolerance * float(there[:last].mean()))
    above = np.flatnonzero(here - there > allowed)
    if not above.size:
        return 0.0
    if above[-1] == minutes - 1:
        return None
    back_s = float(above[-1] + 1) * SECONDS_PER_MINUTE
    return max(0.0, back_s - since_s) / SECONDS_PER_MINUTE


def hurt(run: Run, undisturbed: Run) -> dict[str, Any]:
    """Return what the disturbance did to orders, by number.

    ``later``: delivered later than without it, or not at all, cancelled ones left out;
    ``late_by_it``: on time without it, and not with it; ``later_mean_s``: by how much
    those delivered in both runs are later, on average over all of them [s];
    ``added_s``: the same by what the time went to; ``more`` and ``fewer``: orders that
    one run alone has.
    """
    ours, theirs = _paired(run, undisturbed)
    here, there = delivery_columns(run), delivery_columns(undisturbed)
    both = here.delivered[ours] & there.delivered[theirs]
    undone = ~here.delivered[ours] & ~here.cancelled[ours] & there.delivered[theirs]
    more_s = here.time_s[ours] - there.time_s[theirs]
    late = there.on_time[theirs] & ~here.on_time[ours] & here.decided[ours]
    added = here.parts[:, ours[both]] - there.parts[:, theirs[both]]
    count = int(both.sum())
    return {
        "paired": int(ours.size),
        "later": int((both & (more_s > 0)).sum() + undone.sum()),
        "late_by_it": int(late.sum()),
        "later_mean_s": float(more_s[both].mean()) if count else None,
        "added_s": {
            name: float(row.mean()) if count else 0.0
            for name, row in zip(PARTS, added, strict=True)
        },
        "more": len(here) - int(ours.size),
        "fewer": len(there) - int(theirs.size),
    }


def open_at_end(run: Run) -> dict[str, int]:
    """Return how many orders are open at the end, by where they are."""
    events = run.events
    rows = events.rows(Kind.STILL_OPEN)
    kinds = run.places.kind
    return dict(
        Counter(
            ABOARD if place < 0 else f"at a {PLACE_KINDS[kinds[place]]}"
            for place in events.place[rows].tolist()
        )
    )


def _paired(run: Run, undisturbed: Run) -> tuple[Ints, Ints]:
    """Return the numbers of the orders that both runs have, in either."""
    number = {name: at for at, name in enumerate(_names(undisturbed))}
    pairs = [
        (at, number[name]) for at, name in enumerate(_names(run)) if name in number
    ]
    both: Ints = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return both[:, 0], both[:, 1]


def _names(run: Run) -> list[str]:
    ids = run.orders.ids
    return [str(each) for each in (range(len(run.orders)) if ids is None else ids)]
