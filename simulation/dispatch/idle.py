"""Which idle vehicle is nearest: an index of them for each rule (model 6)."""

from collections.abc import Iterable, Mapping
from heapq import heapify, heappop, heappush
from typing import Protocol, TypeVar

import numpy as np
from typing_extensions import override

from simulation.dispatch.protocol import IdleVehicle
from simulation.network.travel_times import TravelTimes
from simulation.units import Floats

Area = dict[int, list[int]]  # idle vehicles' numbers, as a heap at each place

Item = TypeVar("Item", int, tuple[float, int])


class IdleIndex(Protocol):
    """The idle vehicles of a fleet."""

    def add(self, vehicle: IdleVehicle) -> None:
        """Take in a vehicle that stands idle."""
        ...

    def remove(self, vehicle: IdleVehicle) -> None:
        """Strike a vehicle that stands idle no longer, before it moves."""
        ...

    def nearest(self, place: int, now_s: float) -> int | None:
        """Return the number of the vehicle for a trip that starts at `place`."""
        ...

    def take(self, place: int, now_s: float) -> int | None:
        """Strike that vehicle and return its number."""
        ...


class IdleAtHotspot:
    """Core vehicles, each at the hotspot where it stands.

    The one that arrived last goes first, then the lower number: the order in
    which Figure 3 of the paper leaves v2 at A.
    """

    def __init__(self, hotspots: int) -> None:
        # Heaps, so that a large fleet joins in linear time.
        self._at: list[list[tuple[float, int]]] = [[] for _ in range(hotspots)]

    def add(self, vehicle: IdleVehicle) -> None:
        """Take in a vehicle at its hotspot."""
        heappush(self._at[vehicle.place], (-vehicle.since_s, vehicle.id))

    def remove(self, vehicle: IdleVehicle) -> None:
        """Strike a vehicle from its hotspot."""
        _strike(self._at[vehicle.place], (-vehicle.since_s, vehicle.id))

    def nearest(self, place: int, now_s: float) -> int | None:  # noqa: ARG002
        """Return the vehicle that came last to the hotspot `place`."""
        here = self._at[place]
        return here[0][1] if here else None

    def take(self, place: int, now_s: float) -> int | None:  # noqa: ARG002
        """Strike the vehicle that came last to the hotspot `place`, and return it."""
        here = self._at[place]
        return heappop(here)[1] if here else None

    def latest(self, hotspots: Iterable[int]) -> int | None:
        """Return the hotspot, of some, to which the vehicle came that came last."""
        heads = [(self._at[each][0], each) for each in hotspots if self._at[each]]
        return min(heads)[1] if heads else None


class IdleInOverlay(IdleAtHotspot):
    """Core vehicles of a finite fleet: the nearest comes, wherever it stands."""

    def __init__(self, travel_time_s: Floats) -> None:
        super().__init__(travel_time_s.shape[0])
        # By time to the hotspot, in groups of equal time.
        self._nearest: list[list[list[int]]] = []
        for column in travel_time_s.T.tolist():
            groups: dict[float, list[int]] = {}
            for hotspot, time_s in enumerate(column):
                groups.setdefault(time_s, []).append(hotspot)
            self._nearest.append([groups[time_s] for time_s in sorted(groups)])

    @override
    def nearest(self, place: int, now_s: float) -> int | None:
        """Return the nearest vehicle by time; of those, the one idle last."""
        where = self._where(place)
        return None if where is None else super().nearest(where, now_s)

    @override
    def take(self, place: int, now_s: float) -> int | None:
        """Strike the nearest vehicle by time, and return its number."""
        where = self._where(place)
        return None if where is None else super().take(where, now_s)

    def _where(self, place: int) -> int | None:
        """Return the nearest hotspot with a vehicle; of those, the one reached last."""
        for equally_near in self._nearest[place]:
            hotspot = self.latest(equally_near)
            if hotspot is not None:
                return hotspot
        return None


class IdleInTraffic(IdleAtHotspot):
    """Core vehicles of a finite fleet: the nearest comes, by the times of the hour.

    Parameters
    ----------
    travel
        Travel times between hotspots.
    hotspots
        Their number.
    """

    def __init__(self, travel: TravelTimes, hotspots: int) -> None:
        super().__init__(hotspots)
        self._travel = travel

    @override
    def nearest(self, place: int, now_s: float) -> int | None:
        """Return the nearest vehicle by time; of those, the one idle last."""
        where = self._where(place, now_s)
        return None if where is None else super().nearest(where, now_s)

    @override
    def take(self, place: int, now_s: float) -> int | None:
        """Strike the nearest vehicle by time, and return its number."""
        where = self._where(place, now_s)
        return None if where is None else super().take(where, now_s)

    def _where(self, place: int, now_s: float) -> int | None:
        """Return the nearest hotspot with a vehicle; of those, the one reached last."""
        idle = np.flatnonzero([bool(heap) for heap in self._at])
        if not idle.size:
            return None
        time_s = self._travel.times_to(place, idle, now_s)
        return self.latest(idle[time_s == time_s.min()].tolist())


class _IdleByPlace:
    """Peripheral vehicles, each in an area: the nearest of the area goes first.

    By travel time, then the lower number.
    """

    def __init__(self, travel: TravelTimes, area_of: list[int]) -> None:
        self._travel = travel
        self._area_of = area_of
        areas = max(area_of, default=-1) + 1
        self._in: list[Area] = [{} for _ in range(areas)]

    def add(self, vehicle: IdleVehicle) -> None:
        """Take in a vehicle where it stands."""
        place = vehicle.place
        area = self._in[self._area_of[place]]
        if place in area:
            heappush(area[place], vehicle.id)
        else:
            area[place] = [vehicle.id]

    def remove(self, vehicle: IdleVehicle) -> None:
        """Strike a vehicle from where it stands."""
        place = vehicle.place
        area = self._in[self._area_of[place]]
        here = area[place]
        if len(here) == 1:
            del area[place]
        else:
            _strike(here, vehicle.id)

    def nearest(self, place: int, now_s: float) -> int | None:
        """Return the vehicle of the area nearest to `place` by travel time."""
        area = self._in[self._area_of[place]]
        if not area:
            return None
        nearest = self._nearest_of(area, place, now_s) if len(area) > 1 else min(area)
        return area[nearest][0]

    def take(self, place: int, now_s: float) -> int | None:
        """Strike the vehicle of the area nearest to `place`, and return its number."""
        area = self._in[self._area_of[place]]
        if not area:
            return None
        nearest = self._nearest_of(area, place, now_s) if len(area) > 1 else min(area)
        here = area[nearest]
        if len(here) > 1:
            return heappop(here)
        del area[nearest]
        return here[0]

    def _nearest_of(self, area: Area, place: int, now_s: float) -> int:
        """Return the nearest place with an idle vehicle, asking for all at once.

        Nothing is remembered: places times places would not fit for a city.
        """
        places = np.fromiter(area, np.int64, count=len(area))
        time_s = self._travel.times_to(place, places, now_s)
        nearest: list[int] = places[time_s == time_s.min()].tolist()
        return min(nearest, key=lambda each: area[each][0])


class IdleAnywhere(_IdleByPlace):
    """Peripheral vehicles of a finite fleet: the nearest one anywhere.

    Parameters
    ----------
    travel
        Travel times between places.
    places
        Number of places.
    """

    def __init__(self, travel: TravelTimes, places: int) -> None:
        super().__init__(travel, [0] * places)


class IdleInTract(_IdleByPlace):
    """Peripheral vehicles of an elastic fleet: the nearest one of the tract.

    Parameters
    ----------
    travel
        Travel times between places.
    area_of
        The tract of each place.
    """

    @override
    def _nearest_of(self, area: Area, place: int, now_s: float) -> int:
        """Return the nearest place with an idle vehicle, going outwards."""
        ranked = self._travel.nearest(place)
        if ranked is not None:
            places, tied = ranked
            nearest = next(filter(area.__contains__, places), None)
            if nearest is not None and nearest not in tied:
                return nearest
        return super()._nearest_of(area, place, now_s)


def _strike(heap: list[Item], item: Item) -> None:
    """Remove one item of a heap; in most cases it is the first."""
    if heap[0] == item:
        heappop(heap)
    else:
        heap.remove(item)
        heapify(heap)


class IdleOfClasses:
    """Vehicles of several classes: the nearest by the time that its own class takes.

    Of those at equal times, the class of the lower pool.

    Parameters
    ----------
    travels
        Travel times between places, by pool.
    places
        Number of places.
    """

    def __init__(self, travels: Mapping[int, TravelTimes], places: int) -> None:
        self._travels = travels
        self._of = {pool: IdleAnywhere(each, places) for pool, each in travels.items()}
        self._vehicles: dict[int, IdleVehicle] = {}

    def add(self, vehicle: IdleVehicle) -> None:
        """Take in a vehicle where it stands."""
        self._of[vehicle.pool].add(vehicle)
        self._vehicles[vehicle.id] = vehicle

    def remove(self, vehicle: IdleVehicle) -> None:
        """Strike a vehicle from where it stands."""
        self._of[vehicle.pool].remove(vehicle)
        del self._vehicles[vehicle.id]

    def nearest(self, place: int, now_s: float) -> int | None:
        """Return the vehicle that can be at `place` first."""
        there: list[tuple[float, int, int]] = []
        for pool, index in self._of.items():
            number = index.nearest(place, now_s)
            if number is not None:
                origin = self._vehicles[number].place
                time_s, _ = self._travels[pool].leg(origin, place, now_s)
                there.append((time_s, pool, number))
        return min(there)[2] if there else None

    def take(self, place: int, now_s: float) -> int | None:
        """Strike that vehicle and return its number."""
        number = self.nearest(place, now_s)
        if number is not None:
            self.remove(self._vehicles[number])
        return number
