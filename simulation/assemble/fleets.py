"""Fleets of so many vehicles, and the ways they drive."""

from simulation.assemble.starts import start_hotspots
from simulation.network.legs import Leg
from simulation.network.overlay import Overlay
from simulation.units import Floats
from simulation.world.fleet import FiniteFleet, Fleet, Pool, ShrinkingFleet
from simulation.world.idle import IdleVehicles
from simulation.world.vehicle import Way


def finite_fleet(
    pool: Pool, idle: IdleVehicles, more: int, departures: Floats
) -> Fleet:
    """Return a finite fleet with so many vehicles more, or fewer, than serve already.

    `departures`: by tract (H,), the share of jobs that begin there.
    """
    if more < 0:
        return ShrinkingFleet(pool, idle, surplus=-more)
    return FiniteFleet(pool, idle, start_hotspots(more, departures))


def way_between_hotspots(overlay: Overlay) -> Way:
    """Return the legs between hotspots, as plain numbers."""
    legs = [
        list(zip(times, metres, strict=True))
        for times, metres in zip(
            overlay.travel_time_s.tolist(), overlay.distance_m.tolist(), strict=True
        )
    ]

    def way(origin: int, destination: int) -> Leg:
        return legs[origin][destination]

    return way
