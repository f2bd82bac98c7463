"""Fleets whose service is known exactly, with noise: no simulation, all the rest."""

from dataclasses import dataclass, field

import numpy as np

from analysis.sizing.question import Question
from analysis.sizing.targets import read_target
from simulation.scenario import load_scenario
from simulation.streams import Streams

CORE_ONLY = ("fleet.core.size",)
BOTH = ("fleet.core.size", "fleet.peripheral.size")


@dataclass
class MadeUp:
    """Trials whose KPIs are functions of the fleet plus noise.

    Half of the noise is common to all fleets, as with common random numbers.
    """

    service: dict  # KPI -> function of a fleet
    noise: float
    seed: int = 0
    elastic: tuple[int, int] = (40, 40)
    asked: list = field(default_factory=list)

    def rows(self, fleet, replications):
        """Return made-up rows, and note what was asked."""
        self.asked += [(fleet, number) for number in replications]
        return [self._row(fleet, number) for number in replications]

    def _row(self, fleet, number):
        streams = Streams(self.seed, number)
        common = streams.get("common").normal()
        own = streams.get(f"own {fleet}").normal()
        noise = self.noise * (common + own) / np.sqrt(2)
        core, peripheral = self.elastic
        pools = {"core_vehicles": core, "peripheral_vehicles": peripheral}
        at = fleet or self.elastic
        return {kpi: f(at) + noise for kpi, f in self.service.items()} | pools


def question(*targets, over=CORE_ONLY, **given):
    scenario = load_scenario("paper/hotspots_only")
    return Question(scenario, tuple(map(read_target, targets)), over, **given)
