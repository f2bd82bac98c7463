"""The course of a run: its world, and the rules that come and go in it."""

from collections.abc import Sequence
from math import inf
from typing import Any

from simulation.assemble.failing import Failing, what_fails
from simulation.assemble.parts import records_of
from simulation.assemble.places import recalled_of
from simulation.assemble.prepared import Prepared, prepare
from simulation.assemble.timeline import timeline_of
from simulation.assemble.world import assemble, policies_of
from simulation.demand.orders import Orders
from simulation.record.kinds import Kind
from simulation.scenario import Scenario, scenario_to_dict
from simulation.scenario.values import Values, differences
from simulation.streams import Streams
from simulation.world.world import World


class Course:
    """A world that adopts other rules when interventions begin and end.

    Parameters
    ----------
    scenario, prepared
        What is asked, and what it stands on.
    orders
        Sorted by start.
    replication
        Names the random streams, together with the scenario's seed.
    world
        A new one, to be filled; absent: made here.
    later
        Scenarios that it is going to adopt, as far as they are known.

    Attributes
    ----------
    scenario, prepared
        What holds now, or would without interventions.
    parts
        Where the parts come from that are not shipped.

    Raises
    ------
    InputError
        If interventions do not go together, or with what they meet.
    """

    def __init__(
        self,
        scenario: Scenario,
        prepared: Prepared,
        orders: Orders,
        replication: int,
        world: World | None = None,
        later: Sequence[Scenario] = (),
    ) -> None:
        self.scenario, self.prepared = scenario, prepared
        self.parts = records_of(scenario, prepared.given)
        self._orders, self._replication = orders, replication
        self._timeline = timeline_of(scenario, prepared, replication)
        self._share = [prepared]
        to_come = list(self._timeline.check(scenario))  # bad ones before all happens
        for each in to_come:
            self._share.append(self._ready(each))
        for each in (*to_come, *later):
            recalled_of(each, prepared.region)  # bad places as well
        self._failing = Failing.under([scenario, *to_come, *later])
        self._in_force = scenario
        self.world = assemble(
            scenario,
            prepared,
            orders,
            world=world,
            replication=replication,
            failing=self._failing,
        )

    @property
    def next_s(self) -> float:
        """When keys change next [s]; ``inf``: never, or after all that happens."""
        return inf if self._over else self._timeline.next_s

    @property
    def _over(self) -> bool:
        """Whether interventions would change nothing that is still to happen."""
        return self.scenario.horizon_s is None and self.world.done

    def interventions(self) -> list[dict[str, Any]]:
        """Return the interventions as a manifest has them."""
        return [each.record() for each in self._timeline.windows]

    def go_on(self, before_s: float) -> None:
        """Let all happen up to the last intervention before a time [s], and obey it."""
        horizon_s = self.scenario.horizon_s
        if horizon_s is not None:
            before_s = min(before_s, horizon_s)
        while (at_s := self._timeline.next_s) < before_s:
            self.world.happen(at_s)
            if self._over:
                return
            self.world.advance(at_s)
            self._note()
            self._obey(self._timeline.now(self.scenario))

    def adopt(
        self, scenario: Scenario, prepared: Prepared, changes: Values | None
    ) -> None:
        """Go on under another scenario from now on; `changes` None: what differs."""
        now_s = self.world.env.now
        if self._timeline.next_s == now_s:
            self._note()
        if changes is None:
            tables = scenario_to_dict(self.scenario), scenario_to_dict(scenario)
            _, changes = differences(*tables)
        self.scenario, self.prepared = scenario, prepared
        self._share.append(prepared)
        self._timeline.change(now_s, changes)
        self._obey(self._timeline.now(scenario), always=True)

    def _note(self) -> None:
        """Record which interventions begin and end now."""
        for begins, number in self._timeline.passes():
            kind = Kind.INTERVENTION_STARTED if begins else Kind.INTERVENTION_ENDED
            self.world.log.add(kind, self.world.env.now, number)

    def _ready(self, scenario: Scenario) -> Prepared:
        """Return a scenario in force prepared, which shares with those before."""
        if scenario is self.scenario:
            return self.prepared
        return prepare(scenario, self._share, given=self.prepared.given)

    def _obey(self, scenario: Scenario, *, always: bool = False) -> None:
        """Let the world go on by the rules of a scenario, if they are others."""
        before = (self._in_force, self.world.policies)
        if scenario == self._in_force and not always:
            return
        self._in_force, prepared = scenario, self._ready(scenario)
        found = records_of(scenario, prepared.given)
        self.parts += [each for each in found if each not in self.parts]
        rules = policies_of(
            scenario, prepared, self._orders, None, self._replication, before=before
        )
        if what_fails(scenario) != what_fails(before[0]):
            streams = Streams(scenario.seed, self._replication)
            given = self.world, scenario, prepared, self._orders, streams
            self._failing.begin(*given)
        self.world.adopt(rules)
