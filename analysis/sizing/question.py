"""What is asked of a sizing: which pools, between which sizes, how surely."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from analysis.metrics.catalogue import KPI_OF, Kpi
from analysis.metrics.terms import Terms, terms_of
from analysis.sizing.targets import SizingError, Target
from analysis.statistics import CONFIDENCE
from simulation.scenario import Scenario, scenario_from_dict, scenario_to_dict
from simulation.specs import nearest

Fleet = tuple[int, ...]  # vehicles of each pool that is sized, in order of the keys

CORE_KEY, PERIPHERAL_KEY = "fleet.core.size", "fleet.peripheral.size"
POOL_KEYS = (CORE_KEY, PERIPHERAL_KEY)
POOL_NAMES = {CORE_KEY: "core", PERIPHERAL_KEY: "peripheral"}
COST = "cost_per_order"
MOST_VEHICLES = 1_000_000  # that a scenario takes
_MOST_FLEETS = 20_000_000
_FIRST_LOOK = 8  # replications before the first verdict


@dataclass(frozen=True)
class Question:
    """What is asked.

    Parameters
    ----------
    scenario
        Whose fleet it is; sizes of the pools that are sized are left aside.
    targets
        All to be met.
    over
        Keys of the pools that are sized.
    replications
        Most of them that one fleet gets.
    indifference
        Share of a limit [1]: a fleet that keeps it by less may be refused.
    probes
        Most fleets that a search over two pools tries.
    """

    scenario: Scenario
    targets: tuple[Target, ...]
    over: tuple[str, ...]
    replications: int = 64
    indifference: float = 0.01
    probes: int = 40
    confidence: float = CONFIDENCE

    def __post_init__(self) -> None:
        """Have the targets told in the scenario's terms."""
        told = tuple(replace(each, terms=self.terms) for each in self.targets)
        object.__setattr__(self, "targets", told)

    @property
    def terms(self) -> Terms:
        """Whose money and which clock metrics are told in."""
        return terms_of([scenario_to_dict(self.scenario)])

    def kpi(self, name: str) -> Kpi:
        """Return a KPI in these terms."""
        return self.terms.of(KPI_OF[name])

    @property
    def by_cost(self) -> bool:
        """Whether the cheapest fleet is asked for, as the scenario has costs."""
        return self.scenario.costs.priced

    @property
    def exact(self) -> bool:
        """Whether one run of a fleet says all: every one meets the same trace."""
        return not self.scenario.demand.repeats

    @property
    def looks(self) -> tuple[int, ...]:
        """Numbers of replications after which a fleet is looked at."""
        if self.exact:
            return (1,)
        count = _FIRST_LOOK
        looks = []
        while count < self.replications:
            looks.append(count)
            count *= 2
        return (*looks, self.replications)

    @property
    def zones(self) -> tuple[float, ...]:
        """The indifference zone of each target, in its KPI's unit."""
        return tuple(self.indifference * abs(target.limit) for target in self.targets)

    def with_fleet(self, fleet: Sequence[int] | None) -> Scenario:
        """Return the scenario with a fleet; None: elastic."""
        sizes = ["elastic"] * len(self.over) if fleet is None else list(fleet)
        tables: dict[str, Any] = scenario_to_dict(self.scenario)
        for key, size in zip(self.over, sizes, strict=True):
            _, pool, name = key.split(".")
            tables["fleet"][pool][name] = size
        return scenario_from_dict(tables, self.scenario.name)


def pools_over(text: str | None, scenario: Scenario) -> tuple[str, ...]:
    """Return the keys of the pools that are sized; absent: all that drive.

    Raises
    ------
    SizingError
        If a key is none of a pool, comes twice, or makes no difference.
    """
    mode = scenario.service.mode
    direct = mode != "relayed"
    if text is None:
        return (PERIPHERAL_KEY,) if direct else POOL_KEYS
    keys = tuple(key.strip() for key in text.split(","))
    for position, key in enumerate(keys):
        if key not in POOL_KEYS:
            near = nearest(key, list(POOL_KEYS))
            hint = f"did you mean {near}?" if near else ""
            raise SizingError(
                "--over", f"unknown key {key!r}", " or ".join(POOL_KEYS), hint=hint
            )
        if key in keys[:position]:
            raise SizingError("--over", f"{key} comes twice", "it once")
        if direct and key == CORE_KEY:
            raise SizingError(
                "--over",
                f"{key} makes no difference where service.mode is {mode}",
                PERIPHERAL_KEY,
            )
    return keys


def bounds(name: str, text: str | None, over: Sequence[str]) -> Fleet | None:
    """Return the sizes of an option, one a pool; one alone is meant for all.

    Raises
    ------
    SizingError
        If it is no list of so many whole numbers of 1 or more.
    """
    if text is None:
        return None
    try:
        sizes = tuple(int(part) for part in text.split(","))
    except ValueError:
        sizes = ()
    if len(sizes) == 1:
        sizes *= len(over)
    if len(sizes) != len(over) or not all(1 <= each <= MOST_VEHICLES for each in sizes):
        raise SizingError(
            f"{name} is {text!r}, expected a whole number from 1 to {MOST_VEHICLES}, "
            f"or one for each of {', '.join(over)}."
        )
    return sizes


def check_bounds(least: Fleet, most: Fleet, over: Sequence[str]) -> None:
    """Check that there are fleets between two bounds, and not too many.

    Raises
    ------
    SizingError
        If the least of a pool is above its most, or two pools have more fleets
        between them than a search can keep in mind.
    """
    fleets = math.prod(
        max(0, high - low + 1) for low, high in zip(least, most, strict=True)
    )
    if len(over) > 1 and fleets > _MOST_FLEETS:
        raise SizingError(
            f"--least and --most have {fleets:,} fleets between them, expected "
            f"{_MOST_FLEETS:,} or fewer."
        )
    for key, low, high in zip(over, least, most, strict=True):
        if low > high:
            raise SizingError(
                key, f"--least is {low} and --most is {high}", "no more than that"
            )


def bisection_probes(least: int, most: int) -> int:
    """Return how many fleets a bisection tries at most: the largest, then halves."""
    return 1 + (most - least).bit_length()
