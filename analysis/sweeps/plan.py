"""A study worked out: every run it asks for, checked before any is made."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from analysis.experiments.tasks import Task
from analysis.sweeps.points import Point, points_of, varied
from analysis.sweeps.study import Study
from analysis.sweeps.work import program, swept_run
from analysis.words import unlike
from simulation.assemble import input_checksums, input_files, prepare
from simulation.errors import ScenarioError
from simulation.scenario import (
    Scenario,
    load_scenario,
    read_overrides,
    scenario_to_dict,
    without_effect_in_any,
)
from simulation.scenario.values import leaves
from simulation.specs import quoted

_MOST_RUNS = 10_000_000


@dataclass(frozen=True)
class Cell:
    """One scenario at one point: as many runs as it has replications."""

    point: int
    name: str  # of the scenario
    scenario: dict[str, Any]  # nested as in TOML, all defaults filled
    inputs: dict[str, str] = field(repr=False)  # checksums of region and files

    @property
    def repeats(self) -> bool:
        """Whether replications differ: not where all meet the orders of a trace."""
        demand = self.scenario["demand"]
        return bool(demand["profile"] != "trace" or demand.get("replicate"))


@dataclass(frozen=True)
class PlannedRun:
    """One run of a sweep."""

    number: int
    cell: Cell
    replication: int
    task: Task


@dataclass(frozen=True)
class Plan:
    """All runs of a sweep, by point, then scenario, then replication."""

    study: Study
    fixed: dict[str, Any]  # dotted keys changed in every run
    points: list[Point]
    replications: int
    cells: list[Cell]
    without_effect: dict[str, str] = field(default_factory=dict)  # keys, and why
    notes: tuple[str, ...] = ()  # on how traces were read

    @property
    def names(self) -> list[str]:
        """The scenarios, the first being what the others are compared with."""
        return list(dict.fromkeys(cell.name for cell in self.cells))

    @property
    def varied(self) -> list[str]:
        """The keys that differ from point to point."""
        return varied(self.points)

    def __len__(self) -> int:
        """Return the number of runs."""
        return sum(map(self.replications_of, self.cells))

    def replications_of(self, cell: Cell) -> int:
        """Return how many runs a cell has: one where all would be the same."""
        return self.replications if cell.repeats else 1

    def runs(self, kept_in: Path | None = None) -> Iterator[PlannedRun]:
        """Yield every run, in the order of the table.

        Parameters
        ----------
        kept_in
            The folder that run folders go to; absent: none are kept.
        """
        number = 0
        for cell in self.cells:
            for replication in range(self.replications_of(cell)):
                aside: dict[str, Any] = {}
                if kept_in is not None:
                    place = run_place(cell.point, cell.name, replication)
                    # A process at work may stand in another folder than this one.
                    aside = {"folder": str(kept_in.absolute() / place)}
                arguments = {
                    "name": cell.name,
                    "scenario": cell.scenario,
                    "replication": replication,
                    "inputs": cell.inputs,
                    "made_by": program(),
                }
                label = f"run {number} ({cell.name}, replication {replication})"
                task = Task(label, swept_run, arguments, aside)
                yield PlannedRun(number, cell, replication, task)
                number += 1

    def value(self, cell: Cell, key: str) -> object:
        """Return what a varied key is in a cell: as the study says, or by default."""
        point = self.points[cell.point]
        if key in point:
            return point[key]
        return dict(leaves(cell.scenario)).get(key)


def run_place(point: int, name: str, replication: int) -> Path:
    """Return where a kept run is, from the folder of the runs."""
    return Path(f"{point:04d}") / name / f"{replication:03d}"


def plan_of(
    study: Study, overrides: Sequence[str] = (), replications: int | None = None
) -> Plan:
    """Return the plan of a study; every scenario of it is loaded and checked.

    Parameters
    ----------
    study
        What is asked.
    overrides
        Texts ``KEY=VALUE`` over the study's own ``set``, for every run.
    replications
        Instead of the study's.

    Raises
    ------
    InputError
        In one sentence: file, key, what was given and what is expected.
    """
    points = points_of(study)
    changes = read_overrides(overrides)
    for key in changes:
        if key in varied(points):
            raise ScenarioError(
                f"--set {key}", f"is varied by {study.path}", "a key that is not"
            )
    fixed = {**dict(leaves(study.spec.set)), **changes}
    replications = replications or study.spec.replications
    count = len(points) * len(study.spec.scenarios) * replications
    if count > _MOST_RUNS:
        raise ScenarioError(
            study.path, f"asks for {count:,} runs", f"at most {_MOST_RUNS:,}"
        )

    def said_in(key: str) -> str:
        return f"--set {key}" if key in changes else str(study.path)

    instead = _instead(study, varied(points))
    inputs: dict[tuple[object, ...], dict[str, str]] = {}
    notes: dict[str, None] = {}
    cells: list[Cell] = []
    every: list[Scenario] = []
    for number, point in enumerate(points):
        loaded = [
            load_scenario(
                name,
                {**fixed, **_as_called(point, instead.get(name, {}))},
                beside=study.folder,
                said_in=said_in,
            )
            for name in study.spec.scenarios
        ]
        _refuse_strangers(loaded, study)
        for name, scenario in zip(
            unlike(each.name for each in loaded), loaded, strict=True
        ):
            seeded = scenario.model_copy(update={"seed": loaded[0].seed})
            every.append(seeded)
            tables = scenario_to_dict(seeded)
            cells.append(Cell(number, name, tables, _inputs(seeded, inputs, notes)))
    inert = without_effect_in_any(every, [*fixed, *varied(points)])
    return Plan(study, fixed, points, replications, cells, inert, notes=tuple(notes))


def _instead(study: Study, keys: Sequence[str]) -> dict[str, dict[str, str]]:
    """Return by scenario which varied key is another one there.

    Raises
    ------
    ScenarioError
        If a scenario is none of the study, or a key is not varied.
    """
    found = {name: dict(leaves(each)) for name, each in study.spec.instead.items()}
    for name, others in found.items():
        if name not in study.spec.scenarios:
            raise ScenarioError(
                study.path,
                f"instead names {quoted(name)}",
                f"one of {', '.join(study.spec.scenarios)}",
            )
        for key, other in others.items():
            if key not in keys:
                raise ScenarioError(
                    study.path, f"instead.{name}: {key} is not varied", "a varied key"
                )
            if not isinstance(other, str) or other in keys:
                raise ScenarioError(
                    study.path,
                    f"instead.{name}.{key} is {quoted(other)}",
                    "the name of a key that is not varied",
                )
    return found


def _as_called(point: Point, instead: Mapping[str, str]) -> Point:
    """Return the keys of a point as they are called in a scenario."""
    return {instead.get(key, key): value for key, value in point.items()}


def _refuse_strangers(scenarios: Sequence[Scenario], study: Study) -> None:
    """Refuse scenarios that cannot meet the same orders."""
    first = scenarios[0]
    for each in scenarios[1:]:
        if each.region != first.region:
            raise ScenarioError(
                study.path,
                f"scenarios: region of {each.name} is {each.region}",
                f"{first.region} as in {first.name}: they share their orders",
            )


def _inputs(
    scenario: Scenario,
    checksums: dict[tuple[object, ...], dict[str, str]],
    notes: dict[str, None],
) -> dict[str, str]:
    """Return the checksums of region and files, which are read and checked once.

    How a trace was read is added to the notes.
    """
    files = (scenario.region, *input_files(scenario).items())
    if files not in checksums:
        checked = scenario
        if scenario.routing.table is None:  # nothing to read: no training now
            direct = scenario.service.model_copy(update={"mode": "direct"})
            checked = scenario.model_copy(update={"service": direct})
        prepared = prepare(checked)
        prepared.orders(scenario, 0)
        notes.update(dict.fromkeys(prepared.notes))
        checksums[files] = {
            "region": prepared.region.checksum,
            **input_checksums(scenario),
        }
    return checksums[files]
