"""One bent street, driven by a router and by an engine that may differ in a rule.

Lengths are known by hand: at the equator a degree is 111,195 m both ways, and a way
that breaks a rule is replaced by one that is a known detour longer.
"""

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from analysis.engine.answers import EngineRoute, EngineStreet
from simulation.errors import RegionError
from simulation.region.geometry import METRES_PER_DEGREE
from simulation.region.prepare import places_of
from simulation.region.region import Region, Tracts
from simulation.region.ways import Ways
from tests.region.worlds import points

CORNERS_M = np.array([(0.0, 0.0), (600.0, 0.0), (600.0, 600.0)])
DETOUR_M = 900.0
SPEED_MPS = 10.0


def degrees(metres):
    return np.asarray(metres) / METRES_PER_DEGREE


def free(_start, _end):
    """Return whether a rule stops a way, and what it adds to the cost: never."""
    return False, 0.0


def one_way(start, end):
    """Nobody drives up the street between 200 m and 400 m."""
    return start < end and start < 400 and end > 200, 0.0


def barrier(start, end):
    """Nobody passes 300 m, either way."""
    return (start - 300) * (end - 300) < 0, 0.0


def no_turn(start, end):
    """Nobody turns at the corner on the way up."""
    return start < 600 < end, 0.0


def destination(start, end):
    """Nobody drives through from 200 to 400 m: who stops between them may enter."""
    through = min(start, end) <= 200 and max(start, end) >= 400
    inside = 200 < start < 400 or 200 < end < 400
    return through, 5000.0 if inside and not through else 0.0


@dataclass
class Street:
    """The street, with a rule."""

    rule: object = free
    scale: float = 1.0  # of all lengths, as it measures them
    speed_mps: float = SPEED_MPS
    gap: tuple = ()  # from and to [m]: there is no street in between

    def along_m(self, lon, lat):
        """Return where on the street points are [m], and how far from it [m]."""
        point = np.column_stack((lon, lat)) * METRES_PER_DEGREE
        best, away = np.zeros(len(point)), np.full(len(point), np.inf)
        begin = 0.0
        for start, end in pairwise(CORNERS_M):
            length = np.hypot(*(end - start))
            share = np.clip((point - start) @ (end - start) / length**2, 0, 1)
            gap = np.hypot(*(point - start - share[:, None] * (end - start)).T)
            nearer = gap < away - 1e-9
            best[nearer] = begin + share[nearer] * length
            away[nearer] = gap[nearer]
            begin += length
        for row, at in enumerate(best):
            if self.gap and self.gap[0] < at < self.gap[1]:
                away[row] = max(away[row], min(at - self.gap[0], self.gap[1] - at))
        return best, away

    def driven(self, start, end):
        """Return distance [m], cost and line (degrees) from one place to another."""
        stopped, dearer = self.rule(start, end)
        gap = bool(self.gap) and min(start, end) < self.gap[1]
        stopped |= gap and max(start, end) > self.gap[0]
        line = self.line(start, end)
        length_m = abs(end - start) * self.scale
        if stopped:
            length_m += DETOUR_M
            away = np.array([(-200.0, 300.0), (-200.0, 900.0)])
            line = np.concatenate((line[:1], degrees(away), line[-1:]))
        return length_m, length_m / self.speed_mps + dearer, line

    def line(self, start, end):
        """Return the line from metre to metre along the street."""
        inner = [600.0] if min(start, end) < 600 < max(start, end) else []
        along = np.array([start, *inner, end])
        each = [np.interp(along, (0, 600, 1200), CORNERS_M[:, axis]) for axis in (0, 1)]
        return degrees(np.column_stack(each))


@dataclass
class FakeEngine(Street):
    """The street as an engine."""

    title: str = "an engine, made up"
    asked: int = field(default=0)

    def route(self, points, *, line=False):
        """Answer as an engine does."""
        self.asked += 1
        along, away = self.along_m(points[:, 0], points[:, 1])
        legs = [self.driven(*each) for each in pairwise(along.tolist())]
        length = sum(leg[0] for leg in legs)
        return EngineRoute(
            time_s=length / self.speed_mps,
            distance_m=length,
            cost=sum(leg[1] for leg in legs),
            away_m=away,
            line=np.concatenate([leg[2] for leg in legs]) if line else np.zeros((0, 2)),
        )

    def nearest(self, lon, lat):
        """Answer as an engine does."""
        _, away = self.along_m(np.array([lon]), np.array([lat]))
        return EngineStreet("Long Street", float(away[0]))


@dataclass
class FakeRouter(Street):
    """The street as a router, its places 30 m beside it."""

    lon: np.ndarray = field(default_factory=lambda: np.zeros(0))
    lat: np.ndarray = field(default_factory=lambda: np.zeros(0))

    def __post_init__(self):
        self._along, self.access_m = self.along_m(self.lon, self.lat)
        self.access_s = self.access_m / 4.0
        on_street = [self.line(at, at)[0] for at in self._along]
        self.street_lon, self.street_lat = np.array(on_street).reshape(-1, 2).T

    def legs(self, origins, destinations):
        """Answer as a router does."""
        found = [
            self.driven(self._along[here], self._along[there])[0]
            for here, there in zip(origins, destinations, strict=True)
        ]
        moves = origins != destinations
        ends_m = self.access_m[origins] + self.access_m[destinations]
        ends_s = self.access_s[origins] + self.access_s[destinations]
        length_m = np.array(found)
        return (
            (length_m / self.speed_mps + ends_s) * moves,
            (length_m + ends_m) * moves,
        )

    def ways(self, origins, destinations):
        """Answer as a router does."""
        lines = []
        for here, there in zip(origins, destinations, strict=True):
            line = self.driven(self._along[here], self._along[there])[2]
            doors = [np.array([[self.lon[at], self.lat[at]]]) for at in (here, there)]
            lines.append(np.concatenate((doors[0], line, doors[1])))
        starts = np.concatenate(([0], np.cumsum([len(line) for line in lines])))
        together = np.concatenate(lines)
        return Ways(together[:, 0], together[:, 1], starts)

    def with_points(self, lon, lat):
        """Answer as a router does."""
        if self.along_m(lon, lat)[1].max(initial=0) > 200:
            raise RegionError("places: a point is too far away, expected it near.")
        more = (np.concatenate((self.lon, lon)), np.concatenate((self.lat, lat)))
        return FakeRouter(self.rule, self.scale, self.speed_mps, self.gap, *more)


def street_region(along_m, **rules):
    """Return a region on the street, its places 30 m beside the metres named."""
    at = FakeRouter()
    spots = np.array([at.line(each, each)[0] for each in along_m])
    doors = [(0.0, -30.0) if each <= 600 else (30.0, 0.0) for each in along_m]
    lon, lat = (spots + degrees(doors)).T
    square = degrees([(-1e3, -1e3), (2e3, -1e3), (2e3, 2e3), (-1e3, 2e3)])
    tracts = Tracts(("all",), ((square,),))
    others = len(along_m) - 1
    places = places_of(
        tracts,
        points(lon[1:], lat[1:], [0] * others, "cafe", "p"),
        points([], [], [], "house", "c"),
        [(float(lon[0]), float(lat[0]))],
    )
    router = FakeRouter(**rules, lon=places.lon, lat=places.lat)
    return Region(
        name="Long Street",
        synthetic=True,
        tracts=tracts,
        places=places,
        travel_time_s=np.zeros((1, 1)),
        distance_m=np.zeros((1, 1)),
        router=router,
        checksum="0" * 64,
    )
