"""The live runs of one view: its plans, and the baseline whose numbers stand beside."""

from dataclasses import dataclass

from analysis.experiments.titles import changes_in_words, on_the_way, title
from analysis.web.live_runs import LiveRun, LiveRuns, Maker
from analysis.web.site import Site
from analysis.web.view import PlanChoice, View
from simulation.errors import InputError
from simulation.scenario import Scenario, load_scenario, scenario_to_dict

BASELINE = "paper/point_to_point"
_SHARED = ("seed", "region", "horizon_s", "promise_s", "demand", "report")


@dataclass(frozen=True)
class Session:
    """Open runs, or the sentence why there are none."""

    runs: tuple[LiveRun, ...] = ()
    baseline: LiveRun | None = None  # its numbers only
    error: str = ""

    @property
    def every(self) -> tuple[LiveRun, ...]:
        """All runs, the baseline's among them."""
        return (*self.runs, *([self.baseline] if self.baseline else []))

    def stop(self) -> None:
        """Compute none of them any further; what is known of them stays."""
        for live_run in self.every:
            live_run.give_up()

    def close(self, live_runs: LiveRuns) -> None:
        """Give all of them up."""
        for live_run in self.every:
            live_runs.close(live_run)


def open_session(site: Site, view: View) -> Session:
    """Return the runs of a view, begun; both plans meet the same orders."""
    opened: list[LiveRun] = []
    try:
        first = site.library.scenario_of(view.first)
        replication = site.library.replication_of(view.first)
        opened.append(_opened(site, view.first, first, replication))
        if view.second is not None:
            second = site.library.scenario_of(view.second)
            same = _on_orders_of(first, second)
            make = site.live_runs.live(same, replication)
            opened.append(_titled(site, view.second, same, make))
        baseline = None
        if first.service.relays:
            same = _on_orders_of(first, load_scenario(BASELINE))
            make = site.live_runs.live(same, replication)
            baseline = site.live_runs.open("Baseline 1", make, gauges_only=True)
    except InputError as cause:
        Session(tuple(opened)).close(site.live_runs)
        return Session(error=str(cause))
    return Session(tuple(opened), baseline)


def _opened(
    site: Site, choice: PlanChoice, scenario: Scenario, replication: int
) -> LiveRun:
    run = site.library.run_of(choice)
    if run is not None:
        make = site.live_runs.recorded(run, choice.base)
    else:
        make = site.live_runs.live(scenario, replication)
    return _titled(site, choice, scenario, make)


def _titled(site: Site, choice: PlanChoice, scenario: Scenario, make: Maker) -> LiveRun:
    """Return the live run of a plan, called by what was changed in what was chosen."""
    base = scenario_to_dict(site.library.scenario_of(PlanChoice(choice.base)))
    plan = (scenario.name, scenario_to_dict(scenario), base)
    run = site.library.run_of(choice)
    forked = on_the_way(run.forked_from if run else None)
    return site.live_runs.open(title(*plan), make, changes_in_words(*plan) + forked)


def _on_orders_of(first: Scenario, other: Scenario) -> Scenario:
    """Return another plan for the orders of the first."""
    return other.model_copy(update={key: getattr(first, key) for key in _SHARED})
