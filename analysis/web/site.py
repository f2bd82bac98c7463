"""What all visitors of one server share; set once, before the first comes."""

from dataclasses import dataclass
from pathlib import Path

from analysis.web.library import Library
from analysis.web.live_runs import LiveRuns
from analysis.web.view import DEFAULT_PLAN, PlanChoice
from simulation.record.run import Run
from simulation.scenario import (
    Scenario,
    list_scenarios,
    load_scenario,
    scenario_to_dict,
)
from simulation.scenario.values import paths_in


@dataclass(frozen=True)
class Site:
    """Where visitors are served from."""

    library: Library
    live_runs: LiveRuns
    plan: str = DEFAULT_PLAN  # of a link that names none


_sites: list[Site] = []


def set_up(site: Site) -> None:
    """Serve visitors from this site from now on."""
    _sites[:] = [site]


def site() -> Site:
    """Return the site; without one, the working folder's."""
    if not _sites:
        set_up(Site(Library(Path.cwd()), LiveRuns()))
    return _sites[0]


def site_of(plan: str | None, folder: Path) -> Site:
    """Return the site of a server started in `folder` to show `plan`.

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
    library.scenario_of(PlanChoice(name))
    return Site(library, LiveRuns(), name)


def _named_by(scenario: Scenario) -> list[Path]:
    """Return files and folders that a scenario names."""
    return [Path(each) for each in paths_in(scenario_to_dict(scenario)).values()]
