"""What ways over places add at least to the cost of all routes."""

from collections.abc import Mapping, Sequence

import numpy as np

from simulation.dispatch.routes import Route
from simulation.dispatch.screen import Screen
from simulation.units import Floats

Known = dict[Route, tuple[Floats, Floats]]


class Detours:
    """What a way over places adds at least to the cost of each route, of all classes.

    Parameters
    ----------
    screens
        Of the classes that have routes.
    hotspots
        Their number H; they are the first places.
    among
        The routes that are asked for, by their keys.
    known
        What is known of ways over hotspots from moments before; those of this one are
        added.

    Attributes
    ----------
    keys
        Of those routes, n.
    there_s : (H, n) array
        When each of the vehicles could be at a hotspot [s].
    over_m : (H, n) array
        What a way over a hotspot adds [m].
    """

    def __init__(
        self,
        screens: Sequence[Screen],
        hotspots: int,
        among: Mapping[int, Route],
        known: Known,
    ) -> None:
        self._screens = screens
        keys = [key for each in screens for key in each.keys.tolist()]
        at = [position for position, key in enumerate(keys) if key in among]
        self._at = np.array(at, np.int64)
        self.keys = [keys[position] for position in at]
        for screen in screens:
            new = {
                key: among[key]
                for key in screen.keys.tolist()
                if key in among and among[key] not in known
            }
            known.update(zip(new.values(), screen.detours(new, hotspots), strict=True))
        columns = [known[among[key]] for key in self.keys]
        self.there_s, self.over_m = (
            np.array([column[which] for column in columns]).reshape(-1, hotspots).T
            for which in (0, 1)
        )
        self._over_door_m: dict[int, Floats] = {}

    def over_door(self, place: int) -> Floats:
        """Return what a way over a door adds, (n,) [m]."""
        if place not in self._over_door_m:
            found = [screen.over(place) for screen in self._screens]
            self._over_door_m[place] = np.concatenate(found).take(self._at)
        return self._over_door_m[place]
