"""Waiting lines: how many vehicles a load takes, and how long orders wait for them.

A day is taken slot by slot as if each were stationary (the pointwise stationary
approximation: L. Green, P. Kolesar, The pointwise stationary approximation for queues
with nonstationary arrivals, Management Science 37, 1991), at the load that was seen in
it. Vehicles beyond the load go with its square root (S. Halfin, W. Whitt, Heavy-traffic
limits for queues with many exponential servers, Operations Research 29, 1981).
"""

import math

import numpy as np
from numpy.typing import NDArray

from simulation.units import Floats

Counts = NDArray[np.int64]  # (s,) vehicles by slot

_WORTH_A_VEHICLE = 1e-9  # of load: anything that is there


def erlang_c(servers: int, load: float) -> float:
    """Return the probability that an order waits [1]; 1 if the line only grows.

    Parameters
    ----------
    servers
        Vehicles on duty.
    load
        Offered, busy vehicles if there were enough.
    """
    if load <= 0:
        return 0.0
    if servers <= load:
        return 1.0
    blocked = 1.0  # Erlang B, by its recursion
    for each in range(1, servers + 1):
        blocked = load * blocked / (each + load * blocked)
    return blocked / (1 - load / servers * (1 - blocked))


def waiting(servers: int, load: float, slot_over_service: float) -> float:
    """Return about how many orders wait in the mean of a slot, fewer for each vehicle.

    A line that the slot is too short for comes to about the square root of the load;
    to one that only grows comes what there is too much, until the slot's middle.

    Parameters
    ----------
    servers, load
        As of `erlang_c`.
    slot_over_service
        How many times the mean time of one order a slot lasts.
    """
    if load <= 0:
        return 0.0
    short = math.sqrt(load)
    if servers <= load:
        return short + (load - servers) * slot_over_service / 2
    settled = erlang_c(servers, load) * load / (servers - load)
    return settled * short / (settled + short)


def staffed(load: Floats, beyond: float) -> Counts:
    """Return vehicles by slot (s,): the load, and so many of its square roots beyond.

    Where there is work there is one at least.
    """
    wanted = np.ceil(load + beyond * np.sqrt(load) - _WORTH_A_VEHICLE)
    least = (load > _WORTH_A_VEHICLE).astype(np.float64)
    vehicles: Counts = np.maximum(wanted, least).astype(np.int64)
    return vehicles
