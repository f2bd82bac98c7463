"""What traffic changes about legs, put into the log and watched as they begin."""

from collections.abc import Mapping

from simulation.network.by_hour import LegsByHour
from simulation.network.moment import BelievedLegs
from simulation.network.travel_times import TravelTimes
from simulation.record.kinds import Kind
from simulation.world.vehicle import Slowed, Surroundings


def slowed_by(
    around: Surroundings,
    believed: Mapping[int, BelievedLegs],
    travel: TravelTimes,
    pool: int,
) -> Slowed | None:
    """Return who is to be told of legs that begin; ``None`` where nothing changes.

    Parameters
    ----------
    around
        Has the log, and perhaps a detector, which compares legs with what was told.
    believed
        What is told of legs, by pool.
    travel, pool
        Legs as they are driven, and whose they are.
    """
    if not isinstance(travel, LegsByHour):
        return None
    env, log, free = around.env, around.log, travel.free_leg

    def told(
        vehicle: int, origin: int, target: int, time_s: float, distance_m: float
    ) -> None:
        """Record how much longer a leg is than at free flow, if it is another one."""
        free_s, free_m = free(origin, target)
        if time_s != free_s or distance_m != free_m:
            further_m = round((distance_m - free_m) * 10) / 10
            log.add(
                Kind.SLOWED,
                env.now,
                vehicle,
                origin,
                target,
                further_m,
                time_s - free_s,
            )

    detector, legs = around.detector, believed.get(pool)
    if detector is None or legs is None:
        return told

    def watched(
        vehicle: int, origin: int, target: int, time_s: float, distance_m: float
    ) -> None:
        """Record a leg, and have it compared with what was told, at its end."""
        told(vehicle, origin, target, time_s, distance_m)
        told_s = legs.told_s(origin, target, env.now)
        detector.departed(vehicle, origin, target, told_s, time_s)

    return watched
