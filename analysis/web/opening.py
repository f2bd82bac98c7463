"""What the command was asked to show, checked before anything is served."""

from pathlib import Path

from analysis.web.desk import Desk
from analysis.web.library import Library
from analysis.web.shows import Stage
from analysis.web.view import DEFAULT_PLAN, Asked
from simulation.record.run import Run
from simulation.scenario import (
    Scenario,
    list_scenarios,
    load_scenario,
)


def desk_of(plan: str | None, folder: Path) -> Desk:
    """Return the desk of a server started in `folder` to show `plan`.

    The operator may name what lies outside the folder; visitors may not.

    Raises
    ------
    InputError
        If it is no scenario and no run folder, or cannot be used.
    """
    if plan is None or plan in list_scenarios():
        name, granted = plan or DEFAULT_PLAN, []
    else:
        path = Path(plan)
        scenario = Run.read(path).scenario if path.is_dir() else load_scenario(plan)
        granted = [path, *_named_by(scenario)]
        name = Library(folder).name_of(path)
    library = Library(folder, tuple(granted))
    library.scenario_of(Asked(name))
    return Desk(library, Stage(), name)


def _named_by(scenario: Scenario) -> list[Path]:
    """Return files and folders that a scenario names."""
    named = (scenario.region, scenario.routing.table, scenario.demand.trace_file)
    return [Path(each) for each in named if each is not None and each != "embedded"]
