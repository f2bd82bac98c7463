"""One run of a scenario, its log in memory or on its way to a file."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from simulation.assemble import Prepared, prepare
from simulation.assemble.course import Course
from simulation.assemble.parts import Objects, named
from simulation.assemble.shocks import shocks_of
from simulation.interpreter import settled_heap, versions
from simulation.record.log import EventLog
from simulation.record.run import ReleasedOrders, Run
from simulation.record.stored import StoredEvents
from simulation.record.streaming import log_file, stretches
from simulation.record.table import EventTable
from simulation.scenario import Scenario
from simulation.scenario.values import Values
from simulation.world.world import World

Progress = Callable[[int, int], None]  # orders released so far, of how many


@dataclass(frozen=True)
class Moment:
    """From when on a run goes on under another scenario."""

    at_s: float  # [s], on the time grid; before all that happens at that instant
    scenario: Scenario  # in force from then on
    prepared: Prepared
    check: Callable[[EventLog], None] = lambda _: None  # told the log so far
    changes: Values | None = None  # by key; None: those in which the scenario differs


def simulate(  # noqa: PLR0913 - one for each kind of part
    scenario: Scenario,
    replication: int = 0,
    *,
    prepared: Prepared | None = None,
    progress: Progress | None = None,
    moments: Sequence[Moment] = (),
    log_to: Path | str | None = None,
    handler: object = None,
    routing: object = None,
    dispatch: object = None,
    service: object = None,
    demand: object = None,
    traffic: object = None,
) -> Run:
    """Return the run of one replication of a scenario.

    The same scenario and replication give the same event log everywhere.

    Parameters
    ----------
    scenario
        All that is asked.
    replication
        Names the random streams, together with the scenario's seed.
    prepared
        Region, legs and policy from :func:`prepare`, to share between runs;
        absent: prepared here.
    progress
        Told now and then how many orders are released.
    moments
        In order of time: when keys change, see :mod:`simulation.forks`.
    log_to
        A new file to which the log goes while the run goes on, for runs too large to
        keep all of it in memory. The run's events are read from there when they are
        asked for, so the file is to stay. Whatever comes before the last moment is
        kept in memory until then.
    handler, routing, dispatch, service, demand, traffic
        Parts of one's own in place of those that the scenario names: objects, or
        classes, which are made as those of a word are (:mod:`simulation.registry`).

    Raises
    ------
    InputError
        If the scenario's region, trace, table or parts cannot be used, or the log
        cannot be written.
    SimulationError
        If a part of one's own breaks the run.

    Examples
    --------
    >>> from simulation import load_scenario
    >>> keys = {"demand.load_per_min": 2, "demand.duration_min": 10}
    >>> scenario = load_scenario("paper/point_to_point", keys)
    >>> simulate(scenario, replication=3)
    <Run of paper/point_to_point: seed 1, replication 3, 20 orders>
    >>> simulate(scenario).log_hash == simulate(scenario).log_hash
    True
    """
    parts = {
        "handler": handler,
        "routing": routing,
        "dispatch": dispatch,
        "service": service,
        "demand": demand,
        "traffic": traffic,
    }
    later = [each.scenario for each in moments]
    simulation = Simulation(
        scenario, replication, prepared=prepared, parts=parts, later=later
    )
    if progress is not None:
        simulation.report_to(progress)
    for moment in moments:
        simulation.turn(moment)
    return simulation.result(None if log_to is None else Path(log_to))


class Simulation:
    """A run that goes on when it is told to; its log is that of a run in one go.

    Parameters
    ----------
    scenario, replication, prepared
        As of :func:`simulate`.
    world
        A new one, to be filled, such as a Mesa model of one's own; absent: made here.
    parts
        Parts of one's own by the name of their kind, as of :func:`simulate`.
    later
        Scenarios that it is told to adopt in time, as far as that is known.

    Raises
    ------
    InputError
        As :func:`simulate` does.
    """

    def __init__(
        self,
        scenario: Scenario,
        replication: int = 0,
        *,
        prepared: Prepared | None = None,
        world: World | None = None,
        parts: Objects | None = None,
        later: Sequence[Scenario] = (),
    ) -> None:
        if any(each is not None for each in (parts or {}).values()):
            scenario, given = named(scenario, parts or {})
            share = () if prepared is None else (prepared,)
            prepared = prepare(scenario, share, given=given)
        self.replication = replication
        prepared = prepared or prepare(scenario)
        self._orders = made = prepared.orders(scenario, replication)
        self._course = Course(scenario, prepared, made, replication, world, later)
        self._world = self._course.world
        self._wall_s = self._cpu_s = 0.0

    @property
    def scenario(self) -> Scenario:
        """What holds now, or would without interventions."""
        return self._course.scenario

    @property
    def prepared(self) -> Prepared:
        """What that stands on."""
        return self._course.prepared

    @property
    def finished(self) -> bool:
        """Whether nothing is left to happen before the horizon."""
        horizon_s, next_s = self.scenario.horizon_s, self.next_s
        return next_s == float("inf") or (horizon_s is not None and next_s >= horizon_s)

    @property
    def next_s(self) -> float:
        """When the next thing happens [s], or keys change; infinity if nothing is."""
        return min(self._world.env.peek(), self._course.next_s)

    @property
    def ordered(self) -> int:
        """Number of orders that are to come in all."""
        return len(self._orders)

    def report_to(self, progress: Progress) -> None:
        """Tell `progress`, now and then, how many orders are released."""
        self._world.report_to(lambda released: progress(released, self.ordered))

    def run(self, until_s: float) -> None:
        """Let everything happen that happens before a time [s]."""
        with self._timed():
            self._course.go_on(until_s)
            horizon_s = self.scenario.horizon_s
            self._world.happen(
                until_s if horizon_s is None else min(until_s, horizon_s)
            )

    def turn(self, moment: Moment) -> None:
        """Go on to a moment, and from there under its scenario."""
        with self._timed():
            self._course.go_on(moment.at_s)
            if moment.at_s > self._world.env.now:
                self._world.advance(moment.at_s)
            moment.check(self._world.log)
            self.adopt(moment.scenario, moment.prepared, moment.changes)

    def adopt(
        self, scenario: Scenario, prepared: Prepared, changes: Values | None = None
    ) -> None:
        """Go on under another scenario from this instant on.

        To be called before anything of the instant has happened. Interventions that
        begin later lie over it; those that hold already lie below what has changed.

        Parameters
        ----------
        scenario, prepared
            They differ in keys of ``IN_FLIGHT`` only.
        changes
            The keys that change, and their values; absent: those that differ.
        """
        self._course.adopt(scenario, prepared, changes)

    def leg_s(self, pool: int, origin: int, target: int, depart_s: float) -> float:
        """Return how long a leg [s] takes that a vehicle of a pool begins then."""
        return self._world.fleets[pool].travel.leg(origin, target, depart_s)[0]

    def events(self) -> EventTable:
        """Return all events so far, but for those that went to a file."""
        return self._world.log.table()

    def outline(self) -> Run:
        """Return the run without what is not known yet: all its orders, no events."""
        return self._as_run(EventLog().table(), ReleasedOrders.of(self._orders))

    def result(self, log_to: Path | None = None) -> Run:
        """Go on to the end and return the run; its log in memory, or in a new file."""
        if log_to is None:
            self._end()
            events = self.events()
        else:
            events = self._streamed(log_to)
        orders = ReleasedOrders.of(self._orders, self._world.released)
        run, decisions = self._as_run(events, orders), self._world.decisions
        return run if decisions is None else replace(run, decisions=decisions.table())

    def _end(self) -> None:
        """Let all happen that is left, and the horizon."""
        with self._timed():
            self._course.go_on(float("inf"))
            self._world.run(self.scenario.horizon_s)

    def _streamed(self, log_to: Path) -> EventTable:
        """Go on to the end, the log going to a file whenever there is much of it."""
        log = self._world.log
        with settled_heap(), log_file(log_to) as file:
            for _ in stretches(self, log, file.rows_per_group):
                file.add(log.take())
            self._end()
            file.add(log.take())
        return StoredEvents(log_to, file.hash)

    def _as_run(self, events: EventTable, orders: ReleasedOrders) -> Run:
        prepared = self.prepared
        learnt = {"routing": prepared.routing_of(self.scenario)}
        return Run(
            scenario=self.scenario.model_copy(update=learnt),
            replication=self.replication,
            region_checksum=prepared.region.checksum,
            versions=versions(),
            inputs=prepared.inputs,
            parts=self._course.parts,
            wall_s=self._wall_s,
            cpu_s=self._cpu_s,
            end_s=self._world.end_s,
            events=events,
            orders=orders,
            places=prepared.region.places,
            tract_ids=prepared.region.tracts.ids,
            time_zero=prepared.time_zero,
            interventions=self._course.interventions(),
            shocks=[each.record() for each in shocks_of(self.scenario, prepared)],
        )

    @contextmanager
    def _timed(self) -> Iterator[None]:
        """Count what the event loop takes, the garbage collector kept out of it."""
        with settled_heap():
            wall_s, cpu_s = time.perf_counter(), time.process_time()
            yield
            self._wall_s += time.perf_counter() - wall_s
            self._cpu_s += time.process_time() - cpu_s
