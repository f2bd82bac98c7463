"""When interventions begin and end in a run, and what holds at a time."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf, isnan, log1p, nan
from typing import Any

import numpy as np

from simulation.assemble.change_file import changes_in
from simulation.assemble.places import places_of
from simulation.assemble.prepared import Prepared
from simulation.errors import ScenarioError
from simulation.scenario.changing import scenario_under
from simulation.scenario.interventions import InterventionSpec
from simulation.scenario.models import Scenario
from simulation.streams import Streams
from simulation.units import SECONDS_PER_HOUR, SECONDS_PER_MINUTE, on_time_grid

_MOST = 100_000  # interventions of a run


@dataclass(frozen=True)
class Window:
    """What lies over the keys of a scenario for a while.

    Attributes
    ----------
    at_s, until_s
        When it begins and ends [s], on the time grid; ``inf``: never.
    what
        In a few words.
    set, scale
        As of ``InterventionSpec``.
    """

    at_s: float
    until_s: float
    what: str = ""
    set: Mapping[str, Any] = field(default_factory=dict)
    scale: Mapping[str, Any] = field(default_factory=dict)

    def record(self) -> dict[str, Any]:
        """Return it as a manifest has it; without an end ``until_s`` is None."""
        tables = {"set": dict(self.set), "scale": dict(self.scale)}
        return {
            "what": self.what,
            "at_s": self.at_s,
            "until_s": None if self.until_s == inf else self.until_s,
            **{name: each for name, each in tables.items() if each},
        }


class Timeline:
    """The interventions of a run, and what is changed beside them.

    Of those that hold at a time the later ones lie over the earlier ones; of those
    that begin together, the later ones of the file.

    Parameters
    ----------
    windows
        In order of their beginnings.
    """

    def __init__(self, windows: Sequence[Window] = ()) -> None:
        self.windows = tuple(windows)
        self._beside: list[Window] = []
        begins: dict[float, list[int]] = {}
        ends: dict[float, list[int]] = {}
        for number, each in enumerate(windows):
            begins.setdefault(each.at_s, []).append(number)
            if each.until_s < inf:
                ends.setdefault(each.until_s, []).append(number)
        self._marks = [
            (at_s, ends.get(at_s, []), begins.get(at_s, []))
            for at_s in sorted({*begins, *ends})
        ]
        self._passed = 0
        self._holding: dict[int, Window] = {}
        self._known: dict[object, tuple[Scenario, Scenario]] = {}  # by its layers

    @property
    def next_s(self) -> float:
        """When keys change next [s]; ``inf``: never again."""
        if self._passed == len(self._marks):
            return inf
        return self._marks[self._passed][0]

    def passes(self) -> Iterator[tuple[bool, int]]:
        """Go past the next time, and yield what ends and what begins then, ends first.

        True for one that begins, and its number.
        """
        _, ends, begins = self._marks[self._passed]
        self._passed += 1
        for number in ends:
            del self._holding[number]
            yield False, number
        for number in begins:
            self._holding[number] = self.windows[number]
            yield True, number

    def change(self, at_s: float, values: Mapping[str, Any]) -> None:
        """Have keys changed for good from a time [s], over what began before."""
        if self.windows:
            self._beside.append(Window(at_s, inf, set=dict(values)))

    def now(self, scenario: Scenario) -> Scenario:
        """Return what is in force from the last time passed on.

        Parameters
        ----------
        scenario
            What holds without any intervention.
        """
        return self._under(scenario, (*self._holding.values(), *self._beside))

    def at(self, scenario: Scenario, time_s: float) -> Scenario:
        """Return the same from any time [s] on: what begins then holds already."""
        every = (*self.windows, *self._beside)
        holding = [each for each in every if each.at_s <= time_s < each.until_s]
        return self._under(scenario, holding)

    def check(self, scenario: Scenario) -> Iterator[Scenario]:
        """Yield every scenario that interventions put in force, once.

        Raises
        ------
        ScenarioError
            Naming those that do not go together, and when.
        """
        holding: dict[int, Window] = {}
        for at_s, ends, begins in self._marks:
            for number in ends:
                del holding[number]
            holding |= {number: self.windows[number] for number in begins}
            known = len(self._known)
            found = self._under(scenario, holding.values(), at_s)
            if len(self._known) > known:
                yield found

    def _under(
        self, scenario: Scenario, layers: Iterable[Window], at_s: float = nan
    ) -> Scenario:
        """Return a scenario under layers; their time [s] is for the error."""
        ordered = sorted(layers, key=lambda each: each.at_s)
        if not ordered:
            return scenario
        # Of one intervention that comes again the tables are one object.
        key = (id(scenario), *((id(each.set), id(each.scale)) for each in ordered))
        if key not in self._known:
            said = " and ".join(f'"{each.what}"' for each in ordered)
            where = f"{scenario.name}: interventions {said}"
            if not isnan(at_s):
                where = f"{where} at {at_s / SECONDS_PER_MINUTE:g} min"
            self._known[key] = scenario, scenario_under(scenario, ordered, where)
        return self._known[key][1]


def timeline_of(scenario: Scenario, prepared: Prepared, replication: int) -> Timeline:
    """Return the interventions of one replication, those by chance drawn.

    Raises
    ------
    ScenarioError
        If they are too many, or one cannot be.
    """
    specs = list(scenario.interventions)
    if scenario.intervention_file is not None:
        specs += changes_in(scenario, prepared).interventions
    if not specs:
        return Timeline()
    end_s = inf if scenario.horizon_s is None else scenario.horizon_s
    windows: list[Window] = []
    seen: dict[str, int] = {}
    streams = Streams(scenario.seed, replication)
    for spec in (_placed(each, prepared) for each in specs):
        again = seen[spec.what] = seen.get(spec.what, 0) + 1
        name = f"interventions/{spec.what}" + (f"/{again}" if again > 1 else "")
        for at_s, until_s in _spans(spec, end_s, streams.get(name)):
            if at_s < min(end_s, until_s):
                windows.append(Window(at_s, until_s, spec.what, spec.set, spec.scale))
    windows.sort(key=lambda each: each.at_s)
    return Timeline(windows)


def _placed(spec: InterventionSpec, prepared: Prepared) -> InterventionSpec:
    """Return an intervention with bays at single hotspots, if it says where."""
    region, where = prepared.region, f'interventions "{spec.what}".where'
    chosen = places_of(spec.where, region, "hotspots", where)
    if chosen is None:
        return spec
    ids = [region.tracts.ids[place] for place in np.flatnonzero(chosen).tolist()]
    return spec.at_hotspots(ids)


def _spans(
    spec: InterventionSpec, end_s: float, rng: np.random.Generator
) -> Iterator[tuple[float, float]]:
    """Yield when an intervention begins and ends [s], on the time grid."""
    at_s = spec.at_min * SECONDS_PER_MINUTE
    until_s = inf if spec.until_min is None else spec.until_min * SECONDS_PER_MINUTE
    if spec.per_h is None or spec.lasts_min is None:
        yield _on_grid(at_s), _on_grid(until_s)
        return
    lasts_s = spec.lasts_min * SECONDS_PER_MINUTE
    until_s = min(until_s, end_s)
    for _ in range(_MOST):
        # math.log1p: numpy's differs in the last digit from machine to machine.
        at_s -= log1p(-float(rng.random())) * SECONDS_PER_HOUR / spec.per_h
        if at_s >= until_s:
            return
        yield _on_grid(at_s), _on_grid(at_s + lasts_s)
    raise ScenarioError(
        f'interventions "{spec.what}"',
        f"happens more than {_MOST:,} times",
        "a smaller per_h, or an earlier until_min",
    )


def _on_grid(time_s: float) -> float:
    return time_s if time_s == inf else float(on_time_grid(time_s))
