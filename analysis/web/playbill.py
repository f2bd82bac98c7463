"""The shows of one view: its plans, and the baseline whose numbers stand beside."""

from dataclasses import dataclass

from analysis.experiments.titles import changes_in_words, on_the_way, title
from analysis.web.desk import Desk
from analysis.web.shows import Maker, Show, Stage
from analysis.web.view import Asked, View
from simulation.errors import InputError
from simulation.scenario import Scenario, load_scenario, scenario_to_dict

BASELINE = "paper/point_to_point"
_SHARED = ("seed", "region", "horizon_s", "promise_s", "demand", "report")


@dataclass(frozen=True)
class Playbill:
    """Open shows, or the sentence why there are none."""

    shows: tuple[Show, ...] = ()
    baseline: Show | None = None  # its numbers only
    error: str = ""

    @property
    def every(self) -> tuple[Show, ...]:
        """All shows, the baseline's among them."""
        return (*self.shows, *([self.baseline] if self.baseline else []))

    def stop(self) -> None:
        """Compute none of them any further; what is known of them stays."""
        for show in self.every:
            show.give_up()

    def close(self, stage: Stage) -> None:
        """Give all of them up."""
        for show in self.every:
            stage.close(show)


def open_playbill(desk: Desk, view: View) -> Playbill:
    """Return the shows of a view, begun; both plans meet the same orders."""
    opened: list[Show] = []
    try:
        first = desk.library.scenario_of(view.first)
        replication = desk.library.replication_of(view.first)
        opened.append(_opened(desk, view.first, first, replication))
        if view.second is not None:
            second = desk.library.scenario_of(view.second)
            same = _on_orders_of(first, second)
            make = desk.stage.live(same, replication)
            opened.append(_shown(desk, view.second, same, make))
        baseline = None
        if first.service.mode != "direct":
            same = _on_orders_of(first, load_scenario(BASELINE))
            make = desk.stage.live(same, replication)
            baseline = desk.stage.open("Baseline 1", make, gauges_only=True)
    except InputError as cause:
        Playbill(tuple(opened)).close(desk.stage)
        return Playbill(error=str(cause))
    return Playbill(tuple(opened), baseline)


def _opened(desk: Desk, asked: Asked, scenario: Scenario, replication: int) -> Show:
    run = desk.library.run_of(asked)
    if run is not None:
        make = desk.stage.recorded(run, asked.base)
    else:
        make = desk.stage.live(scenario, replication)
    return _shown(desk, asked, scenario, make)


def _shown(desk: Desk, asked: Asked, scenario: Scenario, make: Maker) -> Show:
    """Return the show of a plan, called by what was changed in what was chosen."""
    base = scenario_to_dict(desk.library.scenario_of(Asked(asked.base)))
    plan = (scenario.name, scenario_to_dict(scenario), base)
    run = desk.library.run_of(asked)
    forked = on_the_way(run.forked_from if run else None)
    return desk.stage.open(title(*plan), make, changes_in_words(*plan) + forked)


def _on_orders_of(first: Scenario, other: Scenario) -> Scenario:
    """Return another plan for the orders of the first."""
    return other.model_copy(update={key: getattr(first, key) for key in _SHARED})
