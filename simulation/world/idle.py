"""Which idle vehicle takes a job: one class per rule (model 6)."""

from heapq import heappop, heappush
from operator import attrgetter
from typing import Protocol

import numpy as np
from typing_extensions import override

from simulation.network.legs import Legs
from simulation.units import Floats
from simulation.world.vehicle import Vehicle

Area = dict[int, list[tuple[int, Vehicle]]]  # idle vehicles by number, at each place

_BY_NUMBER = attrgetter("id")


class IdleVehicles(Protocol):
    """The idle vehicles of a pool."""

    def add(self, vehicle: Vehicle) -> None:
        """Take in a vehicle that stands idle."""
        ...

    def take(self, place: int) -> Vehicle | None:
        """Give out the vehicle for a job that starts at `place`, if there is one."""
        ...

    def take_all(self) -> list[Vehicle]:
        """Give out all vehicles, by number."""
        ...


class IdleAtHotspot:
    """Core vehicles, each at the hotspot where it stands.

    The one that arrived last goes first, then the lower number: the order in
    which Figure 3 of the paper leaves v2 at A.
    """

    def __init__(self, hotspots: int) -> None:
        # Heaps, so that a large fleet joins in linear time.
        self._at: list[list[tuple[float, int, Vehicle]]] = [[] for _ in range(hotspots)]

    def add(self, vehicle: Vehicle) -> None:
        """Take in a vehicle at its hotspot."""
        heappush(self._at[vehicle.place], (-vehicle.since_s, vehicle.id, vehicle))

    def take(self, place: int) -> Vehicle | None:
        """Give out the vehicle that came last to the hotspot `place`."""
        here = self._at[place]
        return heappop(here)[2] if here else None

    def take_all(self) -> list[Vehicle]:
        """Give out all vehicles, by number."""
        idle = [vehicle for here in self._at for _, _, vehicle in here]
        for here in self._at:
            here.clear()
        return sorted(idle, key=_BY_NUMBER)


class IdleInOverlay:
    """Core vehicles of a finite fleet: the nearest comes, wherever it stands."""

    def __init__(self, travel_time_s: Floats) -> None:
        self._at = IdleAtHotspot(travel_time_s.shape[0])
        # By time to the hotspot, in groups of equal time.
        self._nearest: list[list[list[int]]] = []
        for column in travel_time_s.T.tolist():
            groups: dict[float, list[int]] = {}
            for hotspot, time_s in enumerate(column):
                groups.setdefault(time_s, []).append(hotspot)
            self._nearest.append([groups[time_s] for time_s in sorted(groups)])

    def add(self, vehicle: Vehicle) -> None:
        """Take in a vehicle at its hotspot."""
        self._at.add(vehicle)

    def take(self, place: int) -> Vehicle | None:
        """Give out the nearest vehicle by time; of those, the one idle last."""
        for equally_near in self._nearest[place]:
            found = [
                vehicle
                for hotspot in equally_near
                if (vehicle := self._at.take(hotspot)) is not None
            ]
            if found:
                found.sort(key=lambda vehicle: (-vehicle.since_s, vehicle.id))
                for other in found[1:]:
                    self._at.add(other)
                return found[0]
        return None

    def take_all(self) -> list[Vehicle]:
        """Give out all vehicles, by number."""
        return self._at.take_all()


class _IdleByPlace:
    """Peripheral vehicles, each in an area: the nearest of the area goes first.

    By travel time, then the lower number.
    """

    def __init__(self, legs: Legs, area_of: list[int]) -> None:
        self._legs = legs
        self._area_of = area_of
        areas = max(area_of, default=-1) + 1
        self._in: list[Area] = [{} for _ in range(areas)]

    def add(self, vehicle: Vehicle) -> None:
        """Take in a vehicle where it stands."""
        place = vehicle.place
        area = self._in[self._area_of[place]]
        if place in area:
            heappush(area[place], (vehicle.id, vehicle))
        else:
            area[place] = [(vehicle.id, vehicle)]

    def take(self, place: int) -> Vehicle | None:
        """Give out the vehicle of the area nearest to `place` by travel time."""
        area = self._in[self._area_of[place]]
        if not area:
            return None
        nearest = self._nearest(area, place)
        vehicles = area[nearest]
        if len(vehicles) == 1:
            del area[nearest]
            return vehicles[0][1]
        return heappop(vehicles)[1]

    def take_all(self) -> list[Vehicle]:
        """Give out all vehicles, by number."""
        areas = [each for area in self._in for each in area.values()]
        idle = [vehicle for here in areas for _, vehicle in here]
        for area in self._in:
            area.clear()
        return sorted(idle, key=_BY_NUMBER)

    def _nearest(self, area: Area, place: int) -> int:
        """Return the nearest place with an idle vehicle, asking for all at once.

        Nothing is remembered: places times places would not fit for a city.
        """
        places = np.fromiter(area, np.int64, count=len(area))
        time_s = self._legs.times(places, place)
        nearest: list[int] = places[time_s == time_s.min()].tolist()
        return min(nearest, key=lambda each: area[each][0][0])


class IdleAnywhere(_IdleByPlace):
    """Peripheral vehicles of a finite fleet: the nearest one anywhere.

    Parameters
    ----------
    legs
        Travel times between places.
    places
        Number of places.
    """

    def __init__(self, legs: Legs, places: int) -> None:
        super().__init__(legs, [0] * places)


class IdleInTract(_IdleByPlace):
    """Peripheral vehicles of an elastic fleet: the nearest one of the tract.

    Parameters
    ----------
    legs
        Travel times between places.
    area_of
        The tract of each place.
    """

    @override
    def _nearest(self, area: Area, place: int) -> int:
        """Return the nearest place with an idle vehicle, going outwards."""
        ranked = self._legs.nearest(place)
        if ranked is not None:
            places, tied = ranked
            nearest = next(filter(area.__contains__, places), None)
            if nearest is not None and nearest not in tied:
                return nearest
        return super()._nearest(area, place)
