"""The ways of legs as lines, each drawn once in a playback."""

import numpy as np

from analysis.replay.basemap import side_by_side
from analysis.replay.columns import Group, packed
from analysis.replay.lines import simplified
from analysis.replay.plane import Plane
from simulation.region import Region
from simulation.units import Bools, Floats, Ints

STRAIGHT = -1  # the number of a way that needs no line


class WayBook:
    """Numbers the ways of a playback in order of their first leg.

    Parameters
    ----------
    region, plane
        Whose router knows the ways, and where they are drawn.
    """

    def __init__(self, region: Region, plane: Plane) -> None:
        self.router = region.router
        self._plane = plane
        self._places = len(region.places)
        self._number: dict[int, int] = {}  # by pair of places
        self._drawn = 0

    def numbers(self, place: Ints, to_place: Ints, drawn: Bools) -> tuple[Ints, Group]:
        """Return the number of each leg's way (n,), and the lines of new ones.

        Parameters
        ----------
        place, to_place : (n,) arrays
            The legs, in order of departure.
        drawn : (n,) array
            Which are seen; the others are straight.
        """
        pair = place * self._places + to_place
        pairs, first = np.unique(pair[drawn], return_index=True)
        in_turn = pairs[np.argsort(first)].tolist()
        new = np.array([each for each in in_turn if each not in self._number], int)
        x, y, starts = self._lines(new)
        for each, points in zip(new.tolist(), np.diff(starts).tolist(), strict=True):
            self._number[each] = self._drawn if points else STRAIGHT
            self._drawn += points > 0
        of_pair = np.array([self._number[each] for each in pairs.tolist()], int)
        number = np.full(place.size, STRAIGHT)
        number[drawn] = of_pair[np.searchsorted(pairs, pair[drawn])]
        bent = np.append(True, np.diff(starts) > 0)
        return number, {
            "points": packed(side_by_side(x, y), "f4"),
            "starts": packed(starts[bent], "i4"),
        }

    def _lines(self, pairs: Ints) -> tuple[Floats, Floats, Ints]:
        """Return the points of the pairs' ways, and where each begins."""
        ways = self.router.ways(*np.divmod(pairs, self._places))
        x, y = self._plane.x(ways.lon), self._plane.y(ways.lat)
        return simplified(x, y, ways.starts)
