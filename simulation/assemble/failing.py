"""What may go wrong in the course of a run, and when that is other than before."""

from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter
from typing import Self

from simulation.assemble.attempts import attempts_of
from simulation.assemble.breakdowns import breakdowns_of
from simulation.assemble.doors import door_times_of
from simulation.assemble.prepared import Prepared
from simulation.demand.orders import Orders
from simulation.errors import ScenarioError
from simulation.record.situation import POOLS
from simulation.scenario.models import Scenario
from simulation.streams import Streams
from simulation.world.world import World

_RATE = "breakdowns_per_h"
# All that may go wrong and come to be other than before.
what_fails = attrgetter(
    *(f"fleet.{pool}.{_RATE}" for pool in POOLS.values()), "breakdowns", "attempts"
)


def never_failing(scenario: Scenario) -> Scenario:
    """Return a scenario as it is to the rules of fleets, which know no breakdowns."""
    reliable = {
        pool: getattr(scenario.fleet, pool).model_copy(update={_RATE: 0.0})
        for pool in POOLS.values()
    }
    fleet = scenario.fleet.model_copy(update=reliable)
    return scenario.model_copy(update={"fleet": fleet})


@dataclass(frozen=True)
class Failing:
    """What has to be reckoned with from the start, for vehicles are made for it.

    Attributes
    ----------
    breakdowns
        Whether vehicles may break down, now or later.
    attempts
        Whether nobody may be in at a door, now or later.
    """

    breakdowns: bool
    attempts: bool

    @classmethod
    def under(cls, scenarios: Iterable[Scenario]) -> Self:
        """Return what may go wrong under any of some scenarios."""
        every = list(scenarios)
        return cls(
            any(each.breaks_down for each in every),
            any(each.attempts.fail for each in every),
        )

    def begin(
        self,
        world: World,
        scenario: Scenario,
        prepared: Prepared,
        orders: Orders,
        streams: Streams,
    ) -> None:
        """Let things go wrong in a world, as a scenario says, from now on.

        Raises
        ------
        ScenarioError
            If something does that nobody reckoned with.
        """
        found = Failing.under([scenario])
        for key in ("breakdowns", "attempts"):
            if getattr(found, key) and not getattr(self, key):
                raise ScenarioError(
                    scenario.name,
                    f"{key} begin in a run that was made without",
                    "them from its start, in an intervention of it, or in a fork",
                )
        given = scenario, prepared, orders, streams
        world.open_doors(
            door_times_of(*given), attempts_of(*given, may_come=self.attempts)
        )
        world.mend(breakdowns_of(scenario, streams, may_come=self.breakdowns))
