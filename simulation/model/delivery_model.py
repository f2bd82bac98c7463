"""The model: a world that Mesa steps, and collects from."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

import mesa

from simulation.assemble import Prepared
from simulation.errors import RunError
from simulation.model.given import prepared_for, replication_of, scenario_of
from simulation.model.views import HotspotView, Scene, VehicleView, ViewedSpace
from simulation.record.run import Run
from simulation.routing.agent import RoutingAgent
from simulation.scenario import Scenario
from simulation.simulation import Simulation
from simulation.units import SECONDS_PER_MINUTE, on_time_grid
from simulation.world.mesa_world import MesaWorld


class DeliveryModel(MesaWorld):
    """One replication of a scenario, as the model a Mesa user expects.

    A step is a minute of the scenario, or one decision beat where deliveries decide on
    beats (``requests.decision_interval_s``): step k lets all happen that happens
    before k minutes, or beats. However it is stepped, its log is that of
    :func:`simulation.simulate`. ``running`` turns False with the last event, or at the
    horizon; steps after that do nothing.

    Agents: the :class:`RoutingAgent` of each destination hotspot, and views of what
    the world holds: a :class:`HotspotView` per hotspot and a :class:`VehicleView` per
    vehicle in service. ``space`` holds the views by longitude and latitude.

    What each step collects is said by the class: a subclass says it otherwise, or
    ``datacollector`` is replaced before the first step.

    Parameters
    ----------
    scenario
        A scenario, the path of its file, or a shipped name such as
        ``paper/deliverai_2``. In a batch, a Scenario goes into a list.
    replication
        Names the random streams, together with the scenario's seed. Absent: `rng`;
        in a batch, the number of the iteration; else 0.
    rng
        The replication, by the name under which batches of Mesa 3.4 and later give it.
    prepared
        Region, legs and policy from :func:`simulation.prepare`; absent: shared with
        the last models, as far as they are the same.
    kwargs
        Values over those of the scenario: ``demand__load_per_min=10``, or
        ``**{"demand.load_per_min": 10}``; ``seed`` is the scenario's key of that name.

    Raises
    ------
    InputError
        As of ``load_scenario`` and ``simulate``.

    Examples
    --------
    >>> keys = {"demand__load_per_min": 2, "demand__duration_min": 10}
    >>> model = DeliveryModel("paper/point_to_point", **keys)
    >>> model.step()
    >>> model.now_s
    60.0
    >>> model.run_to_end()
    <Run of paper/point_to_point: seed 1, replication 0, 20 orders>
    """

    model_reporters: ClassVar[Mapping[str, Any]] = {
        name: name
        for name in (
            "replication",
            "now_s",
            "open_orders",
            "delivered",
            "mean_time_s",
            "distance_km",
            "vehicles_in_service",
            "vehicles_driving",
        )
    }
    agent_reporters: ClassVar[Mapping[str, Any]] = {}
    agenttype_reporters: ClassVar[Mapping[type[mesa.Agent], Mapping[str, Any]]] = {}

    def __init__(
        self,
        scenario: Scenario | str | Path,
        replication: int | None = None,
        *,
        rng: int | None = None,
        prepared: Prepared | None = None,
        **kwargs: Any,  # noqa: ANN401 - of any key; Mesa's pages ask for this name
    ) -> None:
        super().__init__()
        asked = scenario_of(scenario, kwargs)
        self.simulation = Simulation(
            asked,
            replication_of(replication, rng),
            prepared=prepared_for(asked) if prepared is None else prepared,
            world=self,
        )
        self.step_s = _step_s(asked)
        self._made_steps = 0  # unlike `steps`, not those after the end
        self._run: Run | None = None
        self._scene = Scene(self.simulation, self.log)
        self._vehicles: dict[int, VehicleView] = {}
        self.space = ViewedSpace(self, self._scene)
        for agent in list(self.agents_by_type.get(RoutingAgent, ())):
            HotspotView(self, self._scene, agent.destination)
        self._look()
        self.datacollector = mesa.DataCollector(
            model_reporters=dict(self.model_reporters),
            agent_reporters=dict(self.agent_reporters),
            agenttype_reporters=dict(self.agenttype_reporters),
        )

    @property
    def scenario(self) -> None:
        """Nothing: Mesa 3.5 keeps parameters of its own kind under this name.

        What is simulated is ``simulation.scenario``.
        """
        return

    @scenario.setter
    def scenario(self, _: object) -> None:
        """Leave it: Mesa's page would make the next model from such parameters."""

    def step(self) -> None:
        """Go on by one minute, or one decision beat, and collect."""
        if not self.running:
            return
        self._made_steps += 1
        self.simulation.run(self.now_s)
        if self.simulation.finished:
            self._end()
        self._look()
        self.datacollector.collect(self)

    def run_to_end(self) -> Run:
        """Go on to the end in one go, collect there, and return the run."""
        if self.running:
            self._end()
            self._look()
            self.datacollector.collect(self)
        return self.result()

    def result(self) -> Run:
        """Return the run, once it has ended.

        Raises
        ------
        RunError
            If it goes on.
        """
        if self._run is None:
            raise RunError(
                f"{self.simulation.scenario.name}: the run has come to "
                f"{self.now_s:,.0f} s and goes on, expected its result when running "
                "is False, or from run_to_end()."
            )
        return self._run

    def _end(self) -> None:
        self._run = self.simulation.result()
        self.running = False

    def _look(self) -> None:
        """See what is new, and have a view of each vehicle in service."""
        self._scene.look(self.now_s)
        serving = self._scene.situation.vehicles
        for number in sorted(self._vehicles.keys() - serving.keys()):
            self._vehicles.pop(number).remove()
        for number in sorted(serving.keys() - self._vehicles.keys()):
            self._vehicles[number] = VehicleView(self, self._scene, number)

    @property
    def now_s(self) -> float:
        """The time [s] before which all has happened; at the end, that of the end."""
        return self._made_steps * self.step_s if self._run is None else self.end_s

    @property
    def replication(self) -> int:
        """Names the random streams, together with the scenario's seed."""
        return self.simulation.replication

    @property
    def open_orders(self) -> int:
        """Number of orders released and not delivered."""
        return self._scene.situation.open_orders

    @property
    def delivered(self) -> int:
        """Number of orders delivered so far."""
        return self._scene.situation.delivered

    @property
    def mean_time_s(self) -> float:
        """Mean time [s] from release to delivery so far; NaN before the first."""
        return self._scene.situation.mean_time_s

    @property
    def distance_km(self) -> float:
        """Length [km] of all legs that have begun so far."""
        return self._scene.distance_km

    @property
    def vehicles_in_service(self) -> int:
        """Number of vehicles that have joined and not left."""
        return len(self._vehicles)

    @property
    def vehicles_driving(self) -> int:
        """Number of vehicles on a leg."""
        return sum(each.driving for each in self._scene.situation.vehicles.values())


def _step_s(scenario: Scenario) -> float:
    """Return how long a step is [s]: a decision beat, or a minute without beats."""
    if scenario.service.relays:
        beat_s = float(on_time_grid(scenario.requests.decision_interval_s))
        if beat_s:
            return beat_s
    return float(SECONDS_PER_MINUTE)
