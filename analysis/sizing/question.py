"""What is asked of a sizing: which pools, between which sizes, how surely."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from analysis.metrics.catalogue import KPI_OF, Kpi
from analysis.metrics.costs import is_priced
from analysis.metrics.terms import Terms, terms_of
from analysis.sizing.targets import SizingError, Target
from analysis.statistics import CONFIDENCE
from simulation.scenario import Scenario, scenario_from_dict, scenario_to_dict
from simulation.scenario.service import CHOICE, RELAYED
from simulation.specs import nearest

Fleet = tuple[int, ...]  # vehicles of each pool that is sized, in order of the keys

CORE_KEY, PERIPHERAL_KEY = "fleet.core.size", "fleet.peripheral.size"
POOL_KEYS = (CORE_KEY, PERIPHERAL_KEY)
_CLASSES = "fleet.classes."
COST = "cost_per_order"
MOST_VEHICLES = 1_000_000  # that a scenario takes
_MOST_KEYS = 2
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
        one_each = [1] * len(self.over)
        sized = self.with_fleet(one_each) if one_each else self.scenario
        return is_priced(sized)

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

    def named(self, fleet: Fleet) -> str:
        """Return a fleet in few words, for whoever reads of a run."""
        return " + ".join(map(str, fleet))

    def with_fleet(self, fleet: Sequence[int] | None) -> Scenario:
        """Return the scenario with a fleet; None: elastic."""
        tables: dict[str, Any] = scenario_to_dict(self.scenario)
        pools = tables["fleet"]
        keys = [key for key in self.over if not is_class(key)]
        if fleet is None and len(keys) < len(self.over):  # nobody is of a class there
            keys = [*keys, PERIPHERAL_KEY]
            for each in pools["classes"].values():
                each.pop("size", None)
        if fleet is not None and all(map(is_class, self.over)):
            own = pools["peripheral"]
            if own["size"] == "elastic":  # nobody but those that are sized
                own["size"], own["shifts"] = 0, []
                own.pop("shift_file", None)
        sizes = dict(zip(self.over, fleet or [], strict=fleet is not None))
        for key in keys:
            pool = pools[pool_name(key)]
            pool["size"] = sizes.get(key, "elastic")
            pool["shifts"] = []
            pool.pop("shift_file", None)
        for key in filter(is_class, sizes):
            of_class = pools["classes"][pool_name(key)]
            of_class.pop("size", None)
            if sizes[key]:
                of_class["size"] = sizes[key]
        return scenario_from_dict(tables, self.scenario.name)


def pools_over(text: str | None, scenario: Scenario) -> tuple[str, ...]:
    """Return the keys of the pools that are sized; absent: all that drive.

    Raises
    ------
    SizingError
        If a key is none of a pool, comes twice, or makes no difference; if there are
        more than two, or one of a class where other vehicles are elastic.
    """
    mode = scenario.service.mode
    direct = mode not in (RELAYED, CHOICE)
    if text is None:
        return (PERIPHERAL_KEY,) if direct else POOL_KEYS
    keys = tuple(key.strip() for key in text.split(","))
    known = [*POOL_KEYS, *(f"{_CLASSES}{name}.size" for name in scenario.fleet.classes)]
    for position, key in enumerate(keys):
        if key not in known:
            near = nearest(key, [*known, "shifts"])
            hint = f"did you mean {near}?" if near else ""
            expected = f"{', '.join(known)} or shifts"
            raise SizingError("--over", f"unknown key {key!r}", expected, hint=hint)
        if key in keys[:position]:
            raise SizingError("--over", f"{key} comes twice", "it once")
        if direct and key == CORE_KEY:
            raise SizingError(
                "--over",
                f"{key} makes no difference where service.mode is {mode}",
                PERIPHERAL_KEY,
            )
    if len(keys) > _MOST_KEYS:
        raise SizingError("--over", f"has {len(keys)} keys", "one or two")
    elastic = scenario.fleet.peripheral.size == "elastic"
    alone = len(keys) == 1 and is_class(keys[0])
    if alone and elastic:
        raise SizingError(
            "--over",
            "a class is sized where other peripheral vehicles are elastic",
            f"{PERIPHERAL_KEY} or another class too, or a number in the scenario",
        )
    return keys


def is_class(key: str) -> bool:
    """Return whether a key is the size of a class of vehicles, not of a pool."""
    return key.startswith(_CLASSES)


def pool_name(key: str) -> str:
    """Return the name of a pool or class, of the key of its size."""
    return key.removeprefix(_CLASSES).removeprefix("fleet.").removesuffix(".size")


def least_of(key: str) -> int:
    """Return the smallest size of a pool, or of a class beside it."""
    return 0 if is_class(key) else 1


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
    fit = len(sizes) == len(over) and all(
        least_of(key) <= each <= MOST_VEHICLES
        for key, each in zip(over, sizes, strict=True)
    )
    if not fit:
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
