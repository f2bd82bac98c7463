"""What may be looked at: shipped scenarios, and files and runs of one folder.

Nothing outside that folder is read on a visitor's word, be it said in a link, by a
control or in an uploaded file. What the operator named on the command line is
granted besides, and so is what files and runs of the folder name themselves.
"""

from collections.abc import Collection
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from analysis.web.folder_scan import plans_below, regions_below
from analysis.web.view import PlanChoice, check_words
from simulation.errors import RunError, ScenarioError
from simulation.record.run import MANIFEST, Run
from simulation.region.files import EMBEDDED
from simulation.scenario import (
    Scenario,
    list_scenarios,
    load_scenario,
    scenario_from_dict,
    scenario_to_dict,
)
from simulation.scenario.shifts import in_shifts
from simulation.scenario.values import leaves, names_path, paths_in, with_values
from simulation.specs import toml_tables
from simulation.units import SECONDS_PER_MINUTE

LONGEST_S = 14 * 86_400.0  # of a run; gauges and measures of more fill the memory
LARGEST_UPLOAD = 200_000  # bytes of a scenario file
MOST_ORDERS = 200_000  # of a run; more take a page minutes
MOST_VEHICLES = 20_000  # of a pool; more take a page's thread and memory minutes
MOST_EPISODES = 100_000  # of a training
_MOST_LISTED = 200
_LONGEST_QUOTE = 200  # characters of a name that is no plan's


class Library:
    """Scenarios and runs by the names under which a visitor asks for them.

    Parameters
    ----------
    folder
        The working folder.
    granted
        Files and folders that the operator named; they may lie elsewhere.
    """

    def __init__(self, folder: Path, granted: tuple[Path, ...] = ()) -> None:
        self.folder = folder.resolve()
        self.granted = tuple(each.resolve() for each in granted)
        self._elsewhere = _named(self.granted, self.folder)
        self._runs = lru_cache(maxsize=4)(_read)  # a slider asks again and again

    def names(self) -> list[str]:
        """Return the names of all that may be looked at, shipped ones first."""
        ours = [self.name_of(each) for each in self.granted]
        below = sorted(self.name_of(path) for path in plans_below(self.folder))
        return list(dict.fromkeys([*ours, *list_scenarios(), *below[:_MOST_LISTED]]))

    def name_of(self, path: Path) -> str:
        """Return the name of a file or folder: its path in the working folder.

        What was granted elsewhere goes by its last part: names stand in links, and
        whoever gets one need not know the folders above.
        """
        path = path.resolve()
        if path.is_relative_to(self.folder):
            return path.relative_to(self.folder).as_posix()
        names = (name for name, each in self._elsewhere.items() if each == path)
        return next(names, path.as_posix())

    def run_of(self, choice: PlanChoice) -> Run | None:
        """Return the recorded run that is asked for as it is, if one is.

        Raises
        ------
        InputError
            If the name may not be looked at, or the run is damaged.
        """
        if choice.changes or choice.base in list_scenarios():
            return None
        path = self._path(choice.base)
        return self._run(path) if path.is_dir() else None

    def replication_of(self, choice: PlanChoice) -> int:
        """Return whose orders are asked for: those of a recorded run, else 0.

        Raises
        ------
        InputError
            As :meth:`run_of`.
        """
        if choice.base in list_scenarios():
            return 0
        path = self._path(choice.base)
        return self._run(path).replication if path.is_dir() else 0

    def scenario_of(self, choice: PlanChoice) -> Scenario:
        """Return the scenario that is asked for, checked.

        Raises
        ------
        InputError
            In one sentence: the name or key, what was given, what is expected.
        """
        choice = self._meant(choice)
        check_words(choice.changes)
        name, changes = choice.base, choice.texts()
        if name in list_scenarios():
            scenario = load_scenario(name, changes, beside=self.folder, said_in=str)
        else:
            path = self._path(name)
            if path.is_dir():
                scenario = _rerun(self._run(path), choice, name)
            else:
                scenario = load_scenario(path, changes, beside=self.folder, said_in=str)
        self._check(scenario, choice.changes)
        return scenario

    def uploaded(self, name: str, content: bytes) -> PlanChoice:
        """Return an uploaded scenario file as changes of a shipped scenario.

        The file is read and checked; it is neither kept nor executed. As changes a
        link can say it whole.

        Raises
        ------
        InputError
            If it is too large, no scenario, or names files outside the folder.
        """
        tables = _tables(name, content)
        base = tables.pop("extends", PlanChoice().base)
        if base not in list_scenarios():
            raise ScenarioError(
                f"{name}: extends is {base!r}, expected a shipped scenario "
                f"({', '.join(list_scenarios())})."
            )
        below = scenario_to_dict(load_scenario(base))
        try:
            changes = dict(leaves(tables))
            check_words(changes)
            scenario = scenario_from_dict(with_values(below, changes), name, name)
        except RecursionError as cause:
            raise ScenarioError(
                f"{name}: has tables within tables within tables, expected a scenario "
                "file."
            ) from cause
        self._check(scenario, changes)
        return PlanChoice(base, changes)

    def _meant(self, choice: PlanChoice) -> PlanChoice:
        """Return what is asked for, with the paths that names stand for."""
        paths = {
            key: str(self._elsewhere[value])
            for key, value in choice.changes.items()
            if names_path(key) and value in self._elsewhere
        }
        return replace(choice, changes={**choice.changes, **paths})

    def _run(self, folder: Path) -> Run:
        """Return a run, read anew if another one stands in its place."""
        manifest = folder / MANIFEST
        written = manifest.stat().st_mtime_ns if manifest.is_file() else 0
        return self._runs(folder, written)

    def _path(self, name: str) -> Path:
        """Return the file or folder of a name, if it may be looked at."""
        path = self._elsewhere.get(name, self.folder / name)
        if not self._allowed(path) or not (path.is_dir() or path.suffix == ".toml"):
            raise ScenarioError(
                f"{name[:_LONGEST_QUOTE]!r}: no such plan, expected a shipped "
                "scenario, or a scenario file or run folder of the working folder."
            )
        path = path.resolve()
        if not path.exists():
            raise RunError(f"{name}: does not exist, expected a file or a run folder.")
        return path

    def _allowed(self, path: Path) -> bool:
        """Return whether a path can be one, and lies where visitors may look."""
        try:
            path = path.resolve()
            path.exists()
        except (OSError, ValueError):  # too long, or with a zero byte
            return False
        return any(path.is_relative_to(each) for each in (self.folder, *self.granted))

    def _check(self, scenario: Scenario, changed_keys: Collection[str]) -> None:
        """Refuse what a page cannot carry, and paths that a visitor may not name.

        What files and runs of the folder name themselves, the operator has chosen.
        """
        for key, path in paths_in(scenario_to_dict(scenario)).items():
            # Also a whole table may have been said: `demand` with a `trace_file`.
            named = any(f"{key}.".startswith(f"{each}.") for each in changed_keys)
            if named and not self._allowed(Path(path)):
                raise ScenarioError(
                    f"{key}: lies outside the working folder, expected a path in it."
                )
        fleet = scenario.fleet
        for key, value, most in (
            ("fleet.core.size", fleet.core.size, MOST_VEHICLES),
            ("fleet.peripheral.size", fleet.peripheral.size, MOST_VEHICLES),
            ("fleet.core.shifts", in_shifts(fleet.core.shifts), MOST_VEHICLES),
            (
                "fleet.peripheral.shifts",
                in_shifts(fleet.peripheral.shifts),
                MOST_VEHICLES,
            ),
            ("routing.episodes", scenario.routing.episodes, MOST_EPISODES),
        ):
            if isinstance(value, int) and value > most:
                raise ScenarioError(
                    f"{key}: {key} is {value}, expected at most {most:,} in a page "
                    "(`deliverai run` takes more)."
                )
        demand = scenario.demand
        for key, given_s in (
            ("horizon_s", scenario.horizon_s or 0),
            ("demand.duration_min", demand.duration_min * SECONDS_PER_MINUTE),
            ("hotspots.handover_s", scenario.hotspots.handover_s),
            ("requests.decision_interval_s", scenario.requests.decision_interval_s),
        ):
            if given_s > LONGEST_S:
                raise ScenarioError(
                    f"{key}: {key} makes {given_s / 3600:,.0f} h, expected at most "
                    f"{LONGEST_S / 3600:.0f} h in a page (`deliverai run` takes more)."
                )
        orders = demand.load_per_min * demand.duration_min
        if demand.profile != "trace" and orders > MOST_ORDERS:
            raise ScenarioError(
                f"demand.load_per_min times demand.duration_min: {orders:,.0f} orders, "
                f"expected at most {MOST_ORDERS:,} in a page (`deliverai run` takes "
                "more)."
            )

    def regions(self) -> list[str]:
        """Return the names of the regions that may be chosen."""
        prepared = sorted(self.name_of(each) for each in regions_below(self.folder))
        return [EMBEDDED, *prepared]

    def region_name(self, region: str) -> str:
        """Return the name of a scenario's region."""
        return region if region == EMBEDDED else self.name_of(Path(region))


def _named(granted: tuple[Path, ...], folder: Path) -> dict[str, Path]:
    """Return what lies outside a folder by its last part, numbered where need be."""
    named: dict[str, Path] = {}
    for path in granted:
        if path.is_relative_to(folder):
            continue
        name, number = path.name, 1
        while name in named or (folder / name).exists() or name in list_scenarios():
            number += 1
            name = f"{path.stem} ({number}){path.suffix}"
        named[name] = path
    return named


def _read(folder: Path, _written: int) -> Run:
    return Run.read(folder)


def _rerun(run: Run, choice: PlanChoice, name: str) -> Scenario:
    """Return a recorded run's scenario under changed keys."""
    changes = dict(choice.changes)
    if changes.keys() & {"routing.policy"}:  # a table and episodes are one policy's
        changes = {"routing.table": None, "routing.episodes": None, **changes}
    return scenario_from_dict(with_values(run.scenario_tables, changes), run.name, name)


def _tables(name: str, content: bytes) -> dict[str, Any]:
    if len(content) > LARGEST_UPLOAD:
        raise ScenarioError(
            f"{name}: has {len(content):,} bytes, expected a scenario file of at most "
            f"{LARGEST_UPLOAD:,}."
        )
    try:
        return toml_tables(content.decode("utf-8"))
    except ValueError as cause:  # no text, no TOML, endless numbers
        reason = " ".join(str(cause).split())[:200]
        raise ScenarioError(
            f"{name}: is no TOML ({reason}), expected a scenario file."
        ) from cause
