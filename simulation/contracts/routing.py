"""What every routing policy owes."""

from typing import Any

import numpy as np

from simulation.contracts.drawn import (
    check_runs,
    checks,
    drawn_network,
    owed,
    part_from,
    small_scenario,
)
from simulation.registry import ROUTING
from simulation.routing.preferred import on_value_grid
from simulation.routing.protocol import RoutingPolicy, SomeHops, WholeTables
from simulation.routing.reach import check_leads_everywhere
from simulation.streams import Streams


def check_routing(make: object, cases: int = 20, *, runs: bool = True) -> None:
    """Check a routing policy, on drawn networks and in a small run.

    Values are finite numbers on the grid of 1e-9, one for each hotspot, in an array
    that the caller may change; a whole table is its rows, and some hops are the best
    of theirs; the best hops lead to every destination; the same network has the same
    values.

    Parameters
    ----------
    make
        The class, or a function that makes one; what it names it is given, as of
        `simulation.registry.ROUTING`.
    cases
        Number of networks.
    runs
        Whether to simulate too.

    Raises
    ------
    AssertionError
        In one sentence.
    """
    part = part_from(ROUTING, make)
    for case in range(cases):
        network = drawn_network(case)
        values = {
            "discount": 0.99,
            "time_scaling": "max",
            "streams": Streams(0, None),
            **network,
        }
        with checks(part):
            policy, other = part.make(values), part.make(values)
        hotspots = len(network["travel_time_s"])
        said = f"{part.word}, network {case}"
        owed(
            policy.hotspots == hotspots,
            f"{said}: hotspots is {policy.hotspots}, expected {hotspots}.",
        )
        for destination in range(hotspots):
            _check_rows(policy, other, destination, said)
        with checks(part):
            check_leads_everywhere(policy)
    if runs:
        check_runs(part, small_scenario())


def _check_rows(
    policy: RoutingPolicy, other: RoutingPolicy, destination: int, said: str
) -> None:
    """Check the values of one destination."""
    rows = []
    for here in range(policy.hotspots):
        row: Any = policy.values(destination, here)
        owed(
            isinstance(row, np.ndarray)
            and row.shape == (policy.hotspots,)
            and row.dtype == np.float64,
            f"{said}: values are no float64 array of {policy.hotspots}.",
        )
        owed(np.isfinite(row).all(), f"{said}: a value is inf or nan.")
        owed(
            np.array_equal(row, on_value_grid(row)),
            f"{said}: a value is not on the grid of 1e-9, expected on_value_grid.",
        )
        rows.append(row.copy())
        row[:] = 99.0
        owed(
            np.array_equal(policy.values(destination, here), rows[-1]),
            f"{said}: changing the answer changed the policy, expected a new array.",
        )
        owed(
            np.array_equal(other.values(destination, here), rows[-1]),
            f"{said}: made again it has other values, expected the same.",
        )
        if isinstance(policy, SomeHops):
            hops, values = policy.some(destination, here)
            others = np.delete(rows[-1], hops)
            owed(
                here in hops
                and (np.diff(hops) > 0).all()
                and np.array_equal(rows[-1][hops], values)
                and others.max(initial=-np.inf) < values.min(),
                f"{said}: some({destination}, {here}) is not the best of its row, "
                "ascending and with staying.",
            )
    if isinstance(policy, WholeTables):
        owed(
            np.array_equal(policy.table(destination), rows),
            f"{said}: table({destination}) is not its rows.",
        )
