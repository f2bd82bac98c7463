"""Storage before a busy vehicle, against queueing theory: M/D/1 with a finite buffer.

All orders go from A to D, as a Poisson process, each in a vehicle of its own to A. One
core vehicle fetches them at A and brings them to D, one at a time: a server whose
service, D to A and back to D, takes the same time for each. Its queue stands in the
storage of A, and before it, in vehicles that wait for room: blocking after service.
Nobody is lost, so how much room there is changes where orders wait and not how long.

Chosen before the first look: seed 1917, 3,000 orders, rho 0.7, 99 % intervals of 20
batches after a warm-up of a tenth. Where each one waits is exact, to the tick.
"""

import numpy as np
import pytest

from simulation.record.kinds import Kind
from simulation.units import on_time_grid
from tests.theory.waiting_lines import batch_means_interval, mean_wait_fixed
from tests.worlds import MILE_S, clique, play

WORLD = clique("AD")
WAY_S = 60.0
SERVICE_S = 2 * WAY_S
RHO, ORDERS = 0.7, 3000
ROOM = [1, 2, 5]


@pytest.fixture(scope="module")
def starts_s():
    """Return when orders are placed [s]."""
    gaps_s = np.random.default_rng(1917).exponential(SERVICE_S / RHO, ORDERS)
    return on_time_grid(np.cumsum(gaps_s))


def waits_of(starts_s, room):
    """Return how long each order waits for room, and lies at A [s]."""
    keys = {
        "requests.handler": "refuse",
        "fleet.core.size": 1,
        "fleet.peripheral.deadheading": "ignored",  # whoever fetches is there at once
        "hotspots.storage_at": {"A": room},
    }
    orders = [(float(start_s), "A", "D") for start_s in starts_s]
    events = play(WORLD, orders, keys).run.events
    docks, loads = events.rows(Kind.HANDOVER_STARTED), events.rows(Kind.DEPARTED)
    came_s, left_s = np.full(ORDERS, np.nan), np.full(ORDERS, np.nan)
    for row in docks[events.place[docks] == 0].tolist():
        came_s[list(events.load(row))] = events.time_s[row]
    for row in loads[events.place[loads] == 0].tolist():
        left_s[list(events.load(row))] = events.time_s[row]
    at_a_s = starts_s + MILE_S
    assert events.rows(Kind.DELIVERED).size == ORDERS
    return came_s - at_a_s, left_s - came_s


@pytest.mark.parametrize("room", ROOM)
def test_who_waits_where_is_what_lindley_s_recursion_says(starts_s, room):
    """Order n is let in when order n - K is loaded, half a service after its start."""
    room_s, lies_s = waits_of(starts_s, room)
    at_a_s = starts_s + MILE_S
    loaded_s: list[float] = []
    let_in_s: list[float] = []
    free_s = 0.0
    for number, came_s in enumerate(at_a_s.tolist()):
        blocked_s = loaded_s[number - room] if number >= room else 0.0
        let_in_s.append(max(came_s, blocked_s))
        begins_s = max(let_in_s[-1], free_s)
        first = number == 0  # the vehicle stands at A
        loaded_s.append(begins_s + (0.0 if first else WAY_S))
        free_s = loaded_s[-1] + WAY_S
    np.testing.assert_array_equal(room_s, np.array(let_in_s) - at_a_s)
    np.testing.assert_array_equal(lies_s, np.array(loaded_s) - np.array(let_in_s))
    assert (room_s > 0).mean() > 0.01  # or nothing is tried


@pytest.mark.parametrize("room", ROOM)
def test_room_changes_where_orders_wait_and_not_how_long(starts_s, room):
    """Pollaczek and Khinchine's mean wait, and the way of the vehicle to A."""
    waits_s = np.add(*waits_of(starts_s, room))[ORDERS // 10 :] - WAY_S
    low_s, high_s = batch_means_interval(waits_s)
    assert low_s < mean_wait_fixed(1, RHO, SERVICE_S) < high_s
