"""The best plans there are, by dynamic programming; nothing of the planner in it.

All orders are known at time zero, vehicles stand at their starts, ways are open.
Minimised: metres, and so many metres for each second until each delivery.
"""

import numpy as np


def cost_to_finish(distance_m, time_s, orders, capacity, price):
    """Return for each set of orders the least cost [m] from each place, as a dict.

    Place i is the origin of order i, place `orders` + i its target. A state is the
    orders still to be picked up and those aboard, as sets of bits; each leg costs its
    metres and, for every order not delivered yet, its seconds.
    """
    nobody = np.zeros(len(distance_m))
    best = {(0, 0): nobody}
    everybody = range(1 << orders)
    states = [
        (open_, aboard)
        for open_ in everybody
        for aboard in everybody
        if not open_ & aboard and (open_ | aboard) > 0
        if aboard.bit_count() <= capacity
    ]
    for open_, aboard in sorted(
        states, key=lambda s: 2 * s[0].bit_count() + s[1].bit_count()
    ):
        leg_m = distance_m + price * (open_ | aboard).bit_count() * time_s
        cost_m = nobody + np.inf
        for order in range(orders):
            bit = 1 << order
            if open_ & bit and aboard.bit_count() < capacity:
                place, after = order, (open_ ^ bit, aboard | bit)
            elif aboard & bit:
                place, after = orders + order, (open_, aboard ^ bit)
            else:
                continue
            cost_m = np.minimum(cost_m, leg_m[:, place] + best[after][place])
        best[open_, aboard] = cost_m
    return {open_: cost for (open_, aboard), cost in best.items() if not aboard}


def least_cost(distance_m, time_s, starts, orders, capacity, price=0.0):
    """Return the least cost [m] of serving all orders with vehicles at `starts`."""
    finish = cost_to_finish(distance_m, time_s, orders, capacity, price)
    everybody = (1 << orders) - 1
    shared = [finish[served][starts[0]] for served in range(everybody + 1)]
    for start in starts[1:]:
        alone = [finish[served][start] for served in range(everybody + 1)]
        shared = [
            min(shared[served ^ part] + alone[part] for part in parts_of(served))
            for served in range(everybody + 1)
        ]
    return shared[everybody]


def parts_of(whole):
    """Yield all subsets of a set of bits."""
    part = whole
    while part:
        yield part
        part = (part - 1) & whole
    yield 0
