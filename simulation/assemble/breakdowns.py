"""Breakdowns of a run, from the scenario's keys."""

import numpy as np

from simulation.record.kinds import CORE, PERIPHERAL
from simulation.scenario.breakdowns import named_of
from simulation.scenario.doors import mean_of, quantiles_of
from simulation.scenario.models import Scenario
from simulation.streams import Streams
from simulation.units import SECONDS_PER_HOUR, on_time_grid
from simulation.world.breakdowns import BreakdownRules, NamedBreakdown, Uniforms


def breakdowns_of(
    scenario: Scenario, streams: Streams, *, may_come: bool = False
) -> BreakdownRules | None:
    """Return when vehicles break down; ``None`` where none does, nor `may_come` to.

    A vehicle has a stream of its own, by its class and when it joins, so that it
    breaks down after as long on the road in every service.
    """
    if not (scenario.breaks_down or may_come):
        return None
    fleet, spec = scenario.fleet, scenario.breakdowns
    pools = {"core": CORE, "peripheral": PERIPHERAL}
    pools |= {name: number for number, name in enumerate(fleet.classes, PERIPHERAL + 1)}
    names = {number: name for name, number in pools.items()}
    per_h = {
        "core": fleet.core.breakdowns_per_h,
        "peripheral": fleet.peripheral.breakdowns_per_h,
    }
    per_h |= {name: each.breakdowns_per_h for name, each in fleet.classes.items()}
    named = [
        NamedBreakdown(
            float(on_time_grid(each.time_s)),
            pools[each.of_class],
            None if each.which is None else each.which - 1,
        )
        for each in named_of(spec.named)
    ]

    def uniforms(pool: int, which: int) -> Uniforms:
        return streams.get(f"breakdowns/{names[pool]}/{which}").random

    def repair_s(uniform: float) -> float:
        if spec.repair_distribution is None:
            return float(on_time_grid(spec.repair_s))
        drawn_s = quantiles_of(spec.repair_distribution, np.array([uniform]))
        return float(on_time_grid(drawn_s[0]))

    fixed = spec.repair_distribution is None
    mean_s = spec.repair_s if fixed else mean_of(spec.repair_distribution or "")
    after_s = spec.rescue_after_s
    return BreakdownRules(
        per_s={pools[name]: often / SECONDS_PER_HOUR for name, often in per_h.items()},
        named=tuple(sorted(named, key=lambda each: each.time_s)),
        uniforms=uniforms,
        repair_s=repair_s,
        mean_repair_s=float(on_time_grid(mean_s)),
        crews=None if spec.crews == "unlimited" else spec.crews,
        rescue_after_s=None if after_s == "never" else float(on_time_grid(after_s)),
    )
