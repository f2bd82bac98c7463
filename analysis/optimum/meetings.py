r"""The fewest metres that serve orders from door to door, vehicles meeting at hotspots.

The model, in which every order is known beforehand:

- A vehicle joins at the door or hotspot where it is needed, and leaves when it is
  empty: no way there or back is driven (an elastic fleet, at its best). It has so many
  seats.
- An order is taken up at its producer, not before it is placed, and is at its consumer
  when it is due. A stop at a door takes the door's time.
- Where vehicles meet at a hotspot, one hands over all it has, or a part of it, and
  another goes on with that, `handover_s` for each order later, as often as pays. Who
  hands over leaves no sooner than whom it handed over to.
- Legs have the least time and the least metres there are between two places, over
  whatever others; each is then no longer than any vehicle drives.
- Who hands over to whom makes no circle: two vehicles whose orders came from one and
  the same do not meet again. (They could have gone on in one, unless it was full.)

*Search.* Such a plan is a tree: vehicles between two meetings are its branches. Cut at
a branch, what is before matters to what is behind by two numbers, when it is there and
how many metres it took. So for each set S of orders picked up before, and each part A
of it that is aboard, the *labels* (time, metres) that no other undercuts are kept, at
each door and hotspot; and the same for what is behind, S being delivered there and A
aboard at its beginning, by the latest time. Before a place, S grows by an order that is
picked up, by a branch that joins at a hotspot, or by a branch behind the hotspot that
takes a part of A over, with more orders that it picks up itself; behind it in the same
ways, seen backward. All labels of all sets of one size are made at once, in columns.

*Halves.* Let a side of a cut weigh what it has of orders, those aboard counted by
half; both sides weigh n at most. Some place of a plan, as of every tree, has branches
around it that weigh n / 2 at most each, seen away from it. So labels behind a place are
made up to that weight only. They suffice for what is around that place; from there on
it is the side before that grows downstream. Where it weighs more than half at a
hotspot, all that may be behind weighs less and is known: plans are ended with it, in
all ways, and the label grows no more.

*What is left out*, since legs obey the triangle inequality:

- A label of S that took no fewer metres than S takes in all by another plan: put that
  one in its place, and the vehicles that go on with A drive on without it.
- A label that is no quicker and no shorter than another one of S without an order,
  together with that order driven alone: likewise.
- Two parts whose metres, the one by its label and the other by the best plan for it on
  its own, are no fewer than both take by another plan.

Nothing else is left out, so that what is found is the least there is.
"""

import numpy as np

from analysis.optimum.branches import Sets
from analysis.optimum.doors import DoorInstance
from analysis.optimum.halves import Half
from analysis.optimum.sides import Side
from simulation.units import Floats


def least_metres(instance: DoorInstance, *, meeting: bool = True) -> float:
    """Return the fewest metres that serve all orders in time [m].

    Parameters
    ----------
    instance
        The orders.
    meeting
        Whether vehicles may meet; else an order stays in one vehicle.
    """
    least_m = _least_of_sets(instance, Sets(instance, hubs=0))
    if meeting:
        hubs = len(instance.time_s) - 2 * len(instance)
        least_m = _least_of_sets(instance, Sets(instance, hubs, least_m))
    return float(least_m[-1])


def _least_of_sets(instance: DoorInstance, sets: Sets) -> Floats:
    """Return the fewest metres of each set of orders [m], (2^n,)."""
    before = Half(sets, Side.before(instance))
    behind = Half(sets, Side.behind(instance))
    for size in range(1, sets.n + 1):
        one, other = sets.parts(size)
        np.minimum.at(sets.best, one | other, sets.best[one] + sets.best[other])
        before.grow(size, behind)
        # Larger sets weigh more than half, with all seats taken.
        if sets.hubs and size < sets.n and 2 * size <= sets.n + sets.seats:
            behind.grow(size, before)
    return sets.best
