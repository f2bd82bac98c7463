"""What if: a recorded run, replayed to a moment, goes on under other keys.

A run is deterministic, so it is simulated again up to the moment and checked
against its record row by row. Then keys change and it goes on: with the same
orders, from the same state. Of a fork, the manifest's ``forked_from`` says of which
run (``log_hash``), from when (``at_s``) and what changed (``changes``, and
``before``: the values until then, ``in_force``: those that interventions held);
``forked_from`` within it if that run was a fork itself.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.assemble import Prepared, prepare
from simulation.assemble.parts import check_as_recorded
from simulation.assemble.timeline import timeline_of
from simulation.errors import RunError
from simulation.record.log import EventLog
from simulation.record.released import ReleasedOrders
from simulation.record.run import Run
from simulation.record.same_region import check_region
from simulation.record.table import first_difference
from simulation.scenario import (
    Scenario,
    changed_scenario,
    scenario_from_dict,
    scenario_to_dict,
)
from simulation.scenario.in_flight import check_in_flight
from simulation.scenario.loading import Overrides
from simulation.scenario.values import Values, differences, leaves, with_values
from simulation.simulation import Moment, Progress, simulate
from simulation.units import on_time_grid


@dataclass(frozen=True)
class Replay:
    """A recorded run, ready to be simulated again."""

    run: Run
    where: str  # its folder, for errors
    scenario: Scenario  # from its start
    prepared: Prepared
    moments: tuple[Moment, ...]  # at which it was forked itself

    @property
    def now(self) -> Scenario:
        """The scenario in force at its end."""
        return self.moments[-1].scenario if self.moments else self.scenario

    def change(
        self, overrides: Overrides, at_s: float = 0.0
    ) -> tuple[Scenario, Values, Values]:
        """Return the scenario under changed keys; the values before and after.

        What changes is what differs from the keys in force at a time [s], under the
        interventions that hold then; the values before are those without them.

        Raises
        ------
        ScenarioError
            If a key is unknown, has a wrong value or cannot change in flight.
        """
        in_force = scenario_to_dict(self._in_force(at_s))
        tables = _without_defaults_of(in_force, overrides)
        changed = changed_scenario(tables, overrides, self.run.name, self.where)
        _, after = differences(in_force, scenario_to_dict(changed))
        for key in after:
            check_in_flight(key, changed)
        before = dict(leaves(scenario_to_dict(self.now)))
        tables = with_values(scenario_to_dict(self.now), after)
        scenario = scenario_from_dict(tables, self.run.name, self.where)
        return scenario, {key: before.get(key) for key in after}, after

    def _in_force(self, at_s: float) -> Scenario:
        """Return the keys in force at a time [s], before they change."""
        timeline = timeline_of(self.scenario, self.prepared, self.run.replication)
        if not timeline.windows:
            return self.now
        for moment in self.moments:
            timeline.change(moment.at_s, moment.changes or {})
        return timeline.at(self.now, at_s)

    def check_moment(self, at_s: float) -> float:
        """Return a moment on the time grid [s], if it lies within the run.

        Raises
        ------
        RunError
            If it does not, or lies before the run's own fork.
        """
        on_grid = float(on_time_grid(at_s))
        horizon_s, end_s = self.now.horizon_s, self.run.end_s
        within = on_grid > 0 and (
            on_grid <= end_s if horizon_s is None else on_grid < end_s
        )
        if not within:
            raise RunError(
                f"{self.where}: the moment is {at_s:,.0f} s after the start, expected "
                f"one after 0 s and before the run ends, at {end_s:,.0f} s."
            )
        if self.moments and on_grid < self.moments[-1].at_s:
            raise RunError(
                f"{self.where}: the moment is {at_s:,.0f} s after the start, expected "
                f"one not before {self.moments[-1].at_s:,.0f} s, from where this run "
                "was forked itself."
            )
        return on_grid

    def fork(
        self, at_s: float, overrides: Overrides = (), progress: Progress | None = None
    ) -> Run:
        """Return the run that goes on under other keys from a moment on.

        Its log before the moment is that of the recorded run. Without changes it is
        the recorded run to its end.

        Parameters
        ----------
        at_s
            The moment [s] since the start; keys change before anything of that
            instant happens.
        overrides
            Keys of ``IN_FLIGHT`` and their values, as of ``load_scenario``.
        progress
            Told now and then how many orders are released.

        Raises
        ------
        InputError
            If the moment is not within the run, a key cannot change, or the
            recorded run cannot be repeated.
        SimulationError
            If the run breaks off.
        """
        at_s = self.check_moment(at_s)
        scenario, before, after = self.change(overrides, at_s)
        shared = [self.prepared, *(moment.prepared for moment in self.moments)]
        prepared = prepare(scenario, shared, given=self.prepared.given)
        moment = Moment(at_s, scenario, prepared, self._checked(at_s), after)
        run = simulate(
            self.scenario,
            self.run.replication,
            prepared=self.prepared,
            progress=progress,
            moments=(*self.moments, moment),
        )
        forked_from = {
            "log_hash": self.run.log_hash,
            "at_s": at_s,
            "changes": after,
            "before": before,
        }
        held = dict(leaves(scenario_to_dict(self._in_force(at_s))))
        under = {key: held.get(key) for key in after if held.get(key) != before[key]}
        if under:
            forked_from["in_force"] = under
        if self.run.forked_from is not None:
            forked_from["forked_from"] = self.run.forked_from
        return replace(run, forked_from=forked_from)

    def _checked(self, at_s: float) -> Callable[[EventLog], None]:
        """Return a check that a log is the record up to a moment."""

        def check(log: EventLog) -> None:
            row = first_difference(self.run.events, log.table(), at_s)
            if row is not None:
                raise _other_version(self.run, f"row {row} of its log", self.where)

        return check


def fork(run: Run, at_s: float, overrides: Overrides = ()) -> Run:
    """Return the run that goes on under other keys from `at_s` [s] on.

    As :meth:`Replay.fork`, for a run at hand.

    Examples
    --------
    >>> from simulation import load_scenario, simulate
    >>> keys = {"demand.load_per_min": 2, "demand.duration_min": 10}
    >>> run = simulate(load_scenario("paper/hotspots_only", keys))
    >>> slower = fork(run, 300.0, {"hotspots.handover_s": 60})
    >>> slower.scenario.hotspots.handover_s
    60.0
    >>> slower.forked_from["at_s"], slower.end_s > run.end_s
    (300.0, True)
    """
    return replay_of(run).fork(at_s, overrides)


def replay_of(run: Run, where: str = "run", prepared: Prepared | None = None) -> Replay:
    """Return what it takes to simulate a recorded run again.

    Parameters
    ----------
    run
        As recorded.
    where
        Begins the sentences of errors.
    prepared
        The ground it stood on, if it is at hand; absent: prepared here.

    Raises
    ------
    InputError
        If region, trace or routing table are gone or others than they were, or
        other orders come of them.
    """
    steps = list(_history(run, where))
    _, tables, _ = steps[0]
    scenario = scenario_from_dict(tables, run.name, where)
    prepared = prepared or prepare(scenario)
    check_region(prepared.region, run, where)
    moments: list[Moment] = []
    check_as_recorded(run.parts, scenario, prepared.given, where)
    for at_s, later, changes in steps[1:]:
        then = scenario_from_dict(later, run.name, where)
        shared = [prepared, *(moment.prepared for moment in moments)]
        ready = prepare(then, shared, given=prepared.given)
        moments.append(Moment(at_s, then, ready, changes=changes))
        check_as_recorded(run.parts, then, prepared.given, where)
    inputs = (moments[-1].prepared if moments else prepared).inputs
    for key, checksum in run.inputs.items():
        if inputs.get(key) != checksum:
            raise RunError(
                f"{where}: the file of {key} has changed since, expected it as it was."
            )
    orders, count = prepared.orders(scenario, run.replication), len(run.orders)
    again = ReleasedOrders.of(orders, count)
    for column, recorded in vars(run.orders).items():
        ours = getattr(again, column)
        if recorded is not None and not _same(ours, recorded):
            raise _other_version(run, f"{column} of its orders", where)
    return Replay(run, where, scenario, prepared, tuple(moments))


def _same(ours: NDArray[Any] | None, recorded: NDArray[Any]) -> bool:
    """Return whether two columns are alike; NaN is like NaN."""
    if ours is None:
        return False
    return bool(np.array_equal(ours, recorded, equal_nan=recorded.dtype.kind == "f"))


def _other_version(run: Run, what: str, where: str) -> RunError:
    version = run.versions.get("deliverai", "unknown")
    return RunError(
        f"{where}: {what} does not come out again, expected a run that this version "
        f"repeats (it was made by deliverai {version}, numpy "
        f"{run.versions.get('numpy', 'unknown')})."
    )


# What a run was made from, and what changes ---------------------------------------


def _history(run: Run, where: str) -> Iterator[tuple[float, dict[str, Any], Values]]:
    """Yield from when [s] on which scenario was in force, and what that changed."""
    tables = run.scenario_tables
    steps: list[tuple[float, dict[str, Any], Values]] = []
    link = run.forked_from
    while link is not None:
        try:
            steps.append((float(link["at_s"]), tables, dict(link["changes"])))
            tables = with_values(tables, link["before"])
            link = link.get("forked_from")
        except (AttributeError, KeyError, TypeError, ValueError) as cause:
            raise RunError(
                f"{where}: forked_from in its manifest is damaged, expected at_s and "
                "before."
            ) from cause
    yield 0.0, tables, {}
    yield from reversed(steps)


def _without_defaults_of(
    tables: dict[str, Any], overrides: Overrides
) -> dict[str, Any]:
    """Return tables without what belongs to a policy that is about to change.

    A table holds the values of one policy, and each policy has its own number of
    episodes.
    """
    said = [str(each).partition("=")[0].strip() for each in overrides]
    if "routing.policy" not in said:
        return tables
    return with_values(tables, {"routing.table": None, "routing.episodes": None})
