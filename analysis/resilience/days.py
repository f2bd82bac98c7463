"""Bad days: files of what happens, laid over any scenario."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from simulation.errors import InputError, ScenarioError
from simulation.scenario import (
    Scenario,
    changed_scenario,
    library_folder,
    scenario_to_dict,
)
from simulation.scenario.in_flight import may_change, wanted_instead
from simulation.scenario.interventions import InterventionSpec, ShockSpec
from simulation.scenario.outlines import as_tuples
from simulation.scenario.values import Values, leaves, resolved
from simulation.specs import Spec, Text, nearest, read_toml, validated

SHELF = "stress"
_CLOSURES, _FEED = "traffic.closures.", "traffic.feed"
_MARK = "what"  # a key that days have and scenarios have not


class DayDemandSpec(Spec):
    """What is ordered on such a day."""

    shocks: Annotated[tuple[ShockSpec, ...], BeforeValidator(as_tuples)] = Field(
        default=(), description="As demand.shocks of a scenario."
    )


class DaySpec(Spec):
    """All that a file of a bad day says."""

    what: Text = Field(description="What kind of day it is, in a few words.")
    set: dict[str, Any] = Field(
        default={}, description="Keys of the scenario, other all day long."
    )
    interventions: Annotated[
        tuple[InterventionSpec, ...], BeforeValidator(as_tuples)
    ] = Field(default=(), description="As interventions of a scenario.")
    demand: DayDemandSpec = DayDemandSpec()


@dataclass(frozen=True)
class Day:
    """A bad day."""

    name: str
    path: Path
    spec: DaySpec

    def over(
        self, plan: Scenario, later_min: float = 0.0
    ) -> tuple[Scenario, list[str]]:
        """Return a plan on that day, and the keys that its service makes no use of.

        Parameters
        ----------
        plan
            Keeps its own interventions and shocks; those of the day come beside them.
        later_min
            By how much later everything happens than the file says [min].

        Raises
        ------
        ScenarioError
            If something of the day cannot happen to that plan.
        """
        interventions: list[dict[str, Any]] = []
        unused: list[str] = []
        for each in self.spec.interventions:
            idle = [
                key
                for key in (*each.set, *each.scale)
                if may_change(key) and wanted_instead(key, plan)
            ]
            unused += idle
            used = each.model_dump(mode="json", exclude_none=True)
            for table in ("set", "scale"):
                used[table] = {k: v for k, v in used[table].items() if k not in idle}
            if used["set"] or used["scale"]:
                interventions.append(_later(used, later_min, "at_min"))
        shocks = [
            _later(
                each.model_dump(mode="json", exclude_none=True), later_min, "from_min"
            )
            for each in self.spec.demand.shocks
        ]
        tables = scenario_to_dict(plan)
        closures = tables.get("traffic", {}).get("closures", {})
        overrides = _set_later(dict(leaves(self.spec.set)), closures, later_min)
        before = tables.get("interventions", [])
        overrides["interventions"] = [*before, *interventions]
        overrides["demand.shocks"] = [*tables["demand"].get("shocks", []), *shocks]
        day = changed_scenario(
            tables, overrides, plan.name, str(self.path), lambda _: str(self.path)
        )
        return day, list(dict.fromkeys(unused))


def _later(table: dict[str, Any], later_min: float, begins: str) -> dict[str, Any]:
    """Return a table with its times later."""
    for key in (begins, "until_min"):
        if key in table:
            table[key] += later_min
    return table


def _set_later(values: Values, own: Collection[str], later_min: float) -> Values:
    """Return keys that a day sets, the times of its closures and its feed later.

    Parameters
    ----------
    values
        By dotted key.
    own
        Names of the closures that a plan has itself.
    later_min
        By how much [min].
    """
    times: Values = {}
    for key in values:
        table, dot, last = key.rpartition(".")
        name = table.removeprefix(_CLOSURES)
        if key.startswith((_CLOSURES, f"{_FEED}.")) and dot:
            if name not in own:
                times.setdefault(f"{table}.from_min", 0.0)
            if last in {"from_min", "until_min"}:
                times[key] = values[key]
    moved = {
        key: value + later_min if isinstance(value, int | float) else value
        for key, value in times.items()
    }
    return {**values, **moved}


def days_of(names: Sequence[str]) -> list[Day]:
    """Return the days of files, folders and shipped names, each once.

    A folder stands for all files in it, ``stress`` for all that are shipped.

    Raises
    ------
    InputError
        If there is no such day, or a file is none.
    """
    paths = dict.fromkeys(path for name in names for path in _paths(name))
    days = [_day(path) for path in paths]
    seen: dict[str, Day] = {}
    for day in days:
        if day.name in seen:
            raise InputError(
                day.path,
                f"is called {day.name} as {seen[day.name].path} is",
                "days with names of their own",
            )
        seen[day.name] = day
    return days


def is_day(name: str) -> bool:
    """Return whether a name is that of a file that says what kind of day it is."""
    path = Path(name)
    if path.suffix != ".toml" or not path.is_file():
        return False
    try:
        return _MARK in read_toml(path, ScenarioError)
    except ScenarioError:
        return False


def _day(path: Path) -> Day:
    tables = resolved(read_toml(path, ScenarioError), path.resolve().parent)
    tables["set"] = resolved(tables.get("set", {}), path.resolve().parent)
    return Day(path.stem, path, validated(DaySpec, tables, str(path), ScenarioError))


def _paths(name: str) -> Iterator[Path]:
    path, shelf = Path(name), library_folder() / SHELF
    shipped = sorted(shelf.glob("*.toml"))
    known = {f"{SHELF}/{each.stem}": each for each in shipped}
    if path.is_file():
        yield path
    elif path.is_dir():
        inside = sorted(path.glob("*.toml"))
        if not inside:
            raise InputError(path, "holds no day", "files of days")
        yield from inside
    elif name == SHELF:
        yield from shipped
    elif name in known:
        yield known[name]
    else:
        near = nearest(name, [*known, SHELF])
        raise InputError(
            name or '""',
            "no such day",
            "a file, a folder or a shipped name",
            hint=f"did you mean {near}?" if near else f"shipped: {', '.join(known)}",
        )
