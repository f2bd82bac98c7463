"""What traffic changes about legs, put into the log as they begin."""

from simulation.network.by_hour import LegsByHour
from simulation.network.travel_times import TravelTimes
from simulation.record.kinds import Kind
from simulation.world.vehicle import Slowed, Surroundings


def slowed_by(travel: TravelTimes, around: Surroundings) -> Slowed | None:
    """Return who is to be told of legs that begin; ``None`` where nothing changes."""
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

    return told
