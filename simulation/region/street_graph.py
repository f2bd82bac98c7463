"""A street graph: streets between junctions, and the turns from one to the next."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.errors import NetworkError, RegionError
from simulation.units import TICKS_PER_S, Bools, Floats, Ints

CENTIMETRES_PER_M = 100


class Use(IntEnum):
    """What a vehicle may do on a street, in one direction; more is freer."""

    CLOSED = 0
    DESTINATION = 1  # only at the ends of a way: whoever has business there
    OPEN = 2


@dataclass(frozen=True)
class StreetGraph:
    """Streets (s), each a line between two junctions, and turns (t) between them.

    A street has two *directions*: street k is direction 2 k along its line and 2 k + 1
    against it. Who may drive, how long it takes, and where one turns next is said by
    direction.
    """

    lon: Floats  # (p,) points of all lines, street after street [degrees, WGS 84]
    lat: Floats  # (p,)
    first_point: Ints  # (s + 1,) line k has points first_point[k] to [k + 1] - 1
    ends: Ints  # (s, 2) junctions where each line begins and ends
    length_cm: Ints  # (s,) [cm]
    stops: Bools  # (s,) whether a place may be reached from it
    use: NDArray[np.uint8]  # (2 s,) Use
    time_ticks: Ints  # (2 s,) [1/1024 s], 1 or more
    first_turn: Ints  # (2 s + 1,) turns out of each direction
    turn_into: Ints  # (t,) the direction that is turned into
    turn_ticks: Ints  # (t,) [1/1024 s]

    @classmethod
    def from_edges(
        cls,
        lon: Floats,
        lat: Floats,
        tail: Ints,
        head: Ints,
        time_s: Floats,
        length_m: Floats,
    ) -> "StreetGraph":
        """Return the graph of straight one-way edges (e,) between nodes (n,).

        Two edges of one length there and back are one street driven both ways. One
        may turn from everywhere into everything, back only at dead ends. Times are
        rounded to 1/1024 s, 1/1024 s at least, lengths to 1 cm.

        Raises
        ------
        NetworkError
            If a time or a length is negative, infinite or not a number.
        """
        check_edges(tail, head, time_s, length_m)
        rows = np.flatnonzero(tail != head)
        there: dict[tuple[int, int, float], list[int]] = {}
        streets: list[tuple[int, int]] = []  # edge along, edge against or -1
        for row in rows.tolist():
            key = (int(tail[row]), int(head[row]), float(length_m[row]))
            waiting = there.get((key[1], key[0], key[2]))
            if waiting:
                at = waiting.pop()
                streets[at] = (streets[at][0], row)
            else:
                there.setdefault(key, []).append(len(streets))
                streets.append((row, -1))
        pairs = np.array(streets, dtype=np.int64).reshape(-1, 2)
        along, open_back = pairs[:, 0], pairs[:, 1] >= 0
        ends = np.column_stack((tail[along], head[along])).astype(np.int64)
        use = np.full(2 * len(pairs), Use.OPEN, dtype=np.uint8)
        use[1::2][~open_back] = Use.CLOSED
        ticks = np.ones(use.size, dtype=np.int64)
        ticks[0::2] = ticks_of(time_s[along])
        ticks[1::2][open_back] = ticks_of(time_s[pairs[open_back, 1]])
        points = ends.ravel()
        tails = np.empty(use.size, dtype=np.int64)
        tails[0::2], tails[1::2] = ends[:, 0], ends[:, 1]
        first_turn, turn_into = all_turns(tails, use)
        return cls(
            lon[points],
            lat[points],
            np.arange(0, points.size + 1, 2),
            ends,
            np.rint(length_m[along] * CENTIMETRES_PER_M).astype(np.int64),
            np.ones(len(pairs), dtype=np.bool_),
            use,
            ticks,
            first_turn,
            turn_into,
            np.zeros(turn_into.size, dtype=np.int64),
        )

    def __len__(self) -> int:
        """Return the number of streets s."""
        return int(self.length_cm.size)

    @property
    def tail(self) -> Ints:
        """Junction where each direction begins, (2 s,)."""
        return self.ends.ravel()

    @property
    def head(self) -> Ints:
        """Junction where each direction ends, (2 s,)."""
        return self.ends[:, ::-1].ravel()

    @property
    def junctions(self) -> int:
        """How many junctions there are."""
        return int(np.unique(self.ends).size)

    def check(self) -> None:
        """Check that the arrays fit together.

        Raises
        ------
        RegionError
            If they do not: a shortest path would read beyond them.
        """
        streets, points = len(self), self.lon.size
        directions, turns = 2 * streets, self.turn_into.size
        fits = (
            self.lat.size == points
            and self.ends.shape == (streets, 2)
            and self.stops.size == streets
            and self.use.size == self.time_ticks.size == directions
            and self.turn_ticks.size == turns
            and _is_offsets(self.first_point, streets, points, least=2)
            and _is_offsets(self.first_turn, directions, turns, least=0)
            and _in_range(self.turn_into, directions)
            and _in_range(self.ends.ravel(), directions + 1)
            and bool((self.use <= Use.OPEN).all())
        )
        if not fits:
            raise RegionError(
                f"streets: the arrays of {streets} streets, {points} points and "
                f"{turns} turns do not fit together, expected those of a street graph."
            )
        if streets and (
            self.time_ticks.min() < 1
            or self.length_cm.min() < 0
            or self.turn_ticks.min(initial=0) < 0
        ):
            raise RegionError(
                "streets: a street takes no time or has a negative length, expected "
                "1/1024 s or more and 0 cm or more."
            )

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return what a file has to keep of the graph."""
        small = ("stops", "use")
        exact = ("lon", "lat")
        kept: dict[str, NDArray[Any]] = {}
        for name in self.__dataclass_fields__:
            column = getattr(self, name)
            plain = name in exact or name in small
            kept[name] = column if plain else column.astype(np.int32)
        return kept

    @classmethod
    def restored(cls, arrays: Mapping[str, NDArray[Any]]) -> "StreetGraph":
        """Return the graph from its `arrays`, checked.

        Raises
        ------
        RegionError
            If they do not fit together.
        """
        as_they_are = ("lon", "lat", "stops", "use")
        columns: dict[str, Any] = {
            name: arrays[name]
            if name in as_they_are
            else np.asarray(arrays[name], dtype=np.int64)
            for name in cls.__dataclass_fields__
        }
        graph = cls(**columns)
        graph.check()
        return graph

    def kept(self, use: NDArray[np.uint8]) -> tuple["StreetGraph", Ints]:
        """Return the graph of the directions that are not `CLOSED` in `use` (2 s,).

        And the old numbers of its streets; one that is closed both ways is gone.
        """
        streets = np.flatnonzero((use[0::2] != Use.CLOSED) | (use[1::2] != Use.CLOSED))
        new = np.full(2 * len(self), -1, dtype=np.int64)
        directions = np.column_stack((2 * streets, 2 * streets + 1)).ravel()
        new[directions] = np.arange(directions.size)
        new[use == Use.CLOSED] = -1
        out_of = np.repeat(np.arange(2 * len(self)), np.diff(self.first_turn))
        turns = (new[out_of] >= 0) & (new[self.turn_into] >= 0)
        counts = np.bincount(new[out_of[turns]], minlength=directions.size)
        own = np.diff(self.first_point)
        points = np.repeat(self.first_point[:-1][streets], own[streets]) + within(
            own[streets]
        )
        graph = StreetGraph(
            self.lon[points],
            self.lat[points],
            offsets(own[streets]),
            np.unique(self.ends[streets], return_inverse=True)[1].reshape(-1, 2),
            self.length_cm[streets],
            self.stops[streets],
            use[directions],
            self.time_ticks[directions],
            offsets(counts),
            new[self.turn_into[turns]],
            self.turn_ticks[turns],
        )
        return graph, streets


def check_edges(tail: Ints, head: Ints, time_s: Floats, length_m: Floats) -> None:
    """Check times and lengths of edges (e,).

    Raises
    ------
    NetworkError
        If one is negative, infinite or not a number; the edge is named.
    """
    for name, values in (("time_s", time_s), ("length_m", length_m)):
        wrong = ~(np.isfinite(values) & (values >= 0))
        if wrong.any():
            edge = int(np.flatnonzero(wrong)[0])
            raise NetworkError(
                f"streets: {name} of the edge from node {tail[edge]} to node "
                f"{head[edge]} is {values[edge]}, expected 0 or more."
            )


def ticks_of(time_s: Floats) -> Ints:
    """Return times on the grid [1/1024 s], one tick at least."""
    ticks: Ints = np.maximum(np.rint(time_s * TICKS_PER_S), 1).astype(np.int64)
    return ticks


def all_turns(tail: Ints, use: NDArray[np.uint8]) -> tuple[Ints, Ints]:
    """Return the turns out of each direction (2 s,): first turn, and into what.

    From each direction into all that begin where it ends; back into the same street
    only where there is no other.
    """
    leaving: dict[int, list[int]] = {}
    for direction in np.flatnonzero(use != Use.CLOSED).tolist():
        leaving.setdefault(int(tail[direction]), []).append(direction)
    into: list[int] = []
    counts = np.zeros(tail.size, dtype=np.int64)
    for direction in np.flatnonzero(use != Use.CLOSED).tolist():
        at = leaving.get(int(tail[direction ^ 1]), [])
        on = [each for each in at if each != direction ^ 1] or at
        into += on
        counts[direction] = len(on)
    return offsets(counts), np.array(into, dtype=np.int64)


def offsets(counts: Ints) -> Ints:
    """Return where each of several runs of so many begins, and where the last ends."""
    return np.concatenate(([0], np.cumsum(counts)))


def within(counts: Ints) -> Ints:
    """Return 0, 1, ... for each of several runs of so many, one after the other."""
    whole = np.arange(int(counts.sum()))
    inside: Ints = whole - np.repeat(np.cumsum(counts) - counts, counts)
    return inside


def _is_offsets(begins: Ints, rows: int, total: int, *, least: int) -> bool:
    return (
        begins.size == rows + 1
        and int(begins[0]) == 0
        and int(begins[-1]) == total
        and bool((np.diff(begins) >= least).all())
    )


def _in_range(numbers: Ints, end: int) -> bool:
    return not numbers.size or 0 <= int(numbers.min()) <= int(numbers.max()) < end
