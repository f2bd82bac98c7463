"""Views: Mesa agents that show what the world holds, and hold nothing of it."""

import mesa
from mesa.agent import AgentSet
from mesa.space import ContinuousSpace
from typing_extensions import override

from simulation.record.log import START, EventLog
from simulation.record.situation import POOLS, Situation, VehicleState
from simulation.simulation import Simulation
from simulation.units import METRES_PER_KM

_NUMBERS = {name: number for number, name in POOLS.items()}
Point = tuple[float, float]  # longitude, latitude [degrees]


class Scene:
    """All that is looked up of a world by those who look at it.

    Parameters
    ----------
    simulation
        Knows scenario, region and legs.
    log
        Of the world.
    """

    def __init__(self, simulation: Simulation, log: EventLog) -> None:
        self.now_s = 0.0  # the time before which all has been seen
        self.situation = Situation()
        self._simulation = simulation
        self._log = log
        self._seen = START

    def look(self, now_s: float) -> None:
        """Take in what happened before a time [s]."""
        self.now_s = now_s
        self.situation.take_in(self._log.table(self._seen))
        self._seen = self._log.position

    @property
    def distance_km(self) -> float:
        """Length [km] of all legs that have begun."""
        return self.situation.distance_m / METRES_PER_KM

    def point(self, place: int) -> Point:
        """Return where a place is."""
        places = self._simulation.prepared.region.places
        return float(places.lon[place]), float(places.lat[place])

    def bounds(self) -> tuple[Point, Point]:
        """Return the south-western and the north-eastern corner of all places."""
        places = self._simulation.prepared.region.places
        return (
            (float(places.lon.min()), float(places.lat.min())),
            (float(places.lon.max()), float(places.lat.max())),
        )

    def point_of(self, vehicle: VehicleState) -> Point:
        """Return where a vehicle is, on a leg as if it were straight."""
        lon, lat = self.point(vehicle.place)
        if vehicle.bound_for is None:
            return lon, lat
        leg_s = self._simulation.leg_s(
            _NUMBERS[vehicle.pool], vehicle.place, vehicle.bound_for, vehicle.since_s
        )
        share = min(1.0, (self.now_s - vehicle.since_s) / leg_s) if leg_s else 1.0
        to_lon, to_lat = self.point(vehicle.bound_for)
        return lon + share * (to_lon - lon), lat + share * (to_lat - lat)


class _View(mesa.Agent):
    """An agent that shows something of a scene."""

    def __init__(self, model: mesa.Model, scene: Scene) -> None:
        self._scene = scene
        super().__init__(model)

    @property
    def pos(self) -> Point:
        """Longitude and latitude, by the name under which Mesa looks for a place."""
        return self._point()

    @pos.setter
    def pos(self, _: object) -> None:
        """Leave it: Mesa begins with None, where things are is the world's to say."""

    def _point(self) -> Point:
        raise NotImplementedError

    @property
    def lon(self) -> float:
        """Longitude [degrees]."""
        return self.pos[0]

    @property
    def lat(self) -> float:
        """Latitude [degrees]."""
        return self.pos[1]


class HotspotView(_View):
    """A hotspot: what lies there, and who is at its bays.

    Parameters
    ----------
    model
        The model it belongs to.
    scene
        What it looks at.
    place
        Its place number.
    """

    def __init__(self, model: mesa.Model, scene: Scene, place: int) -> None:
        super().__init__(model, scene)
        self.place = place

    @override
    def _point(self) -> Point:
        return self._scene.point(self.place)

    @property
    def orders(self) -> tuple[int, ...]:
        """The orders that lie here, by number."""
        return tuple(sorted(self._scene.situation.lying.get(self.place, ())))

    @property
    def deliveries(self) -> int:
        """Number of deliveries that lie here."""
        return len(self._scene.situation.lying.get(self.place, ()))

    @property
    def docked(self) -> int:
        """Number of vehicles that hand over at a bay."""
        return len(self._scene.situation.docked.get(self.place, ()))

    @property
    def queue(self) -> int:
        """Number of vehicles that wait for a bay."""
        return len(self._scene.situation.queue.get(self.place, ()))


class VehicleView(_View):
    """A vehicle in service.

    Parameters
    ----------
    model
        The model it belongs to.
    scene
        What it looks at.
    number
        Its number in the log.
    """

    def __init__(self, model: mesa.Model, scene: Scene, number: int) -> None:
        super().__init__(model, scene)
        self.number = number

    @property
    def _state(self) -> VehicleState:
        return self._scene.situation.vehicles[self.number]

    @override
    def _point(self) -> Point:
        return self._scene.point_of(self._state)

    @property
    def pool(self) -> str:
        """``core`` or ``peripheral``."""
        return self._state.pool

    @property
    def place(self) -> int:
        """The place where it is, or which it left last."""
        return self._state.place

    @property
    def bound_for(self) -> int | None:
        """The place it drives to."""
        return self._state.bound_for

    @property
    def orders(self) -> tuple[int, ...]:
        """The orders aboard."""
        return self._state.aboard

    @property
    def driving(self) -> bool:
        """Whether it is on a leg."""
        return self._state.driving

    @property
    def idle(self) -> bool:
        """Whether it has nothing to do."""
        return self._state.idle


class ViewedSpace(ContinuousSpace):
    """The region as a Mesa space; its agents are the views, wherever they are.

    Nothing is placed or moved in it: for Mesa's drawing.
    """

    def __init__(self, model: mesa.Model, scene: Scene) -> None:
        (west, south), (east, north) = scene.bounds()
        super().__init__(east, north, torus=False, x_min=west, y_min=south)
        self._model = model

    @property
    def agents(self) -> AgentSet:
        """The views: hotspots, then vehicles as they joined."""
        return self._model.agents.select(lambda agent: isinstance(agent, _View))
