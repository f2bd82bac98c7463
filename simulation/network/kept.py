"""Legs along streets, searched once: whole rows, in memory and beside a region.

A search of the streets finds the legs from one place to all others, or to one place
from all others: a *row*. Kept rows are shared by all runs of a process, and by all
processes that read the same prepared region. Times are whole 1/1024 s and distances
whole decimetres, so that what is read is what was searched, to the last bit.
"""

import hashlib
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from simulation.errors import NetworkError, RegionError
from simulation.network.row_files import RowFile
from simulation.region.region import Router
from simulation.region.routers import MatrixRouter
from simulation.region.streets import StreetRouter
from simulation.units import TICKS_PER_S, Floats, Ints

SWITCH = "DELIVERAI_LEGS"  # of the environment
FOLDER = "legs"  # in that of the region
MOST_BYTES = 1 << 30  # of the rows of one region
MOST_PLACES = 1 << 15  # of one: of more, most of a row would be asked for by no run

_DECIMETRES_PER_M = 10
_CELL = 8  # bytes: time and distance
_PAIRS_AT_ONCE = 1 << 18  # searched together: bounds the memory that takes

Keep = Literal["disk", "memory", "off"]
Search = Callable[[Ints, Ints], tuple[Floats, Floats]]  # as of `Router.legs`


def how_to_keep() -> Keep:
    """Return where legs are kept, as the environment says.

    Raises
    ------
    RegionError
        If it says nothing that is known.
    """
    said = os.environ.get(SWITCH, "disk")
    for word in get_args(Keep):
        if said == word:
            known: Keep = word
            return known
    raise RegionError(f"{SWITCH} is {said!r}, expected disk, memory or off.")


def kept_legs_of(
    router: Router, folder: Path | None, checksum: str
) -> "KeptLegs | None":
    """Return what keeps the legs of a router; ``None`` where none is to be kept.

    Parameters
    ----------
    router
        Of a prepared region, or one that knows further places.
    folder
        Of the region; ``None`` if it is in none.
    checksum
        Of the region, and so of its streets and speeds.

    Raises
    ------
    RegionError
        If the environment does not say where legs are kept.
    """
    how = how_to_keep()
    streets = router.beyond if isinstance(router, MatrixRouter) else router
    if how == "off" or not isinstance(streets, StreetRouter):
        return None
    places = streets.lon.size
    if places > MOST_PLACES:
        return None
    if how == "memory" or folder is None:
        return KeptLegs(places, router.legs)
    digest = hashlib.sha256(f"{checksum}\0{places}\0".encode())
    for each in (streets.lon, streets.lat):
        digest.update(np.ascontiguousarray(each, dtype="<f8").tobytes())
    return KeptLegs(places, router.legs, folder / FOLDER, digest.digest())


class _Rows:
    """Rows from the places, or to them: by that place, then by the other one."""

    def __init__(self, places: int, file: RowFile | None) -> None:
        self.known = np.zeros(places, np.bool_)
        self._file = file
        self.legs: NDArray[np.int32] = (
            np.zeros((places, places, 2), np.int32) if file is None else file.rows
        )

    def recall(self, rows: list[int]) -> None:
        """Take note of those rows that the file holds."""
        if self._file is not None:
            self.known[[row for row in rows if self._file.holds(row)]] = True

    def keep(self, rows: list[int], legs: NDArray[np.int32]) -> None:
        """Keep rows; if they cannot be written, in memory from now on."""
        if self._file is not None:
            try:
                for row, each in zip(rows, legs, strict=True):
                    self._file.write(row, each)
            except OSError:
                own = np.zeros(self.legs.shape, np.int32)
                own[self.known] = self.legs[self.known]
                self.legs, self._file = own, None
        if self._file is None:
            self.legs[rows] = legs
        self.known[rows] = True


class KeptLegs:
    """Legs between the places of a router: those in rows searched before are kept.

    Parameters
    ----------
    places
        Their number n.
    search
        Finds legs.
    folder, mark
        Where rows are kept, and by what they are known again; absent: in memory.
    most_bytes
        How much is kept; beyond that nothing more is.
    """

    def __init__(
        self,
        places: int,
        search: Search,
        folder: Path | None = None,
        mark: bytes = b"",
        most_bytes: int = MOST_BYTES,
    ) -> None:
        self._made_of = places, search, folder, mark, most_bytes
        self._places = places
        self._search = search
        self._rows_left = most_bytes // (_CELL * max(1, places))
        self._lock = threading.Lock()  # runs of several threads may share a region
        files = [
            None if folder is None else RowFile.opened(folder, mark, side, places)
            for side in ("from", "to")
        ]
        # Memory is asked for as a whole, though only what is touched is taken.
        self._able = None not in files or 2 * _CELL * places**2 <= most_bytes
        if self._able:
            self._out, self._in = (_Rows(places, file) for file in files)

    # typing.override, which mypy misses below, needs Python 3.12.
    def __reduce__(  # type: ignore[explicit-override]
        self,
    ) -> tuple[type["KeptLegs"], tuple[object, ...]]:
        """Travel to another process without the rows in memory."""
        return KeptLegs, self._made_of

    def legs(self, here: Ints, there: Ints) -> tuple[Floats, Floats]:
        """Return times [s] and distances [m] of legs (n,), rows searched as needed.

        Raises
        ------
        NetworkError
            As the search does.
        """
        if not self._knows(here, there):
            self._learn(here, there)
            if not self._knows(here, there):
                return self._search(here, there)
        to = self._in.known[there]
        if to.all():
            legs = self._in.legs[there, here]
        else:
            legs = np.empty((here.size, 2), np.int32)
            legs[to] = self._in.legs[there[to], here[to]]
            legs[~to] = self._out.legs[here[~to], there[~to]]
        return legs[:, 0] / TICKS_PER_S, legs[:, 1] / _DECIMETRES_PER_M

    def learn_towards(self, places: Ints) -> None:
        """Keep the legs to some places (n,), from everywhere."""
        if not self._able:
            return
        with self._lock:
            asked = np.unique(places[~self._in.known[places]]).tolist()
            self._keep(self._lacking(self._in, asked), backward=True)

    def _knows(self, here: Ints, there: Ints) -> bool:
        """Return whether all legs (n,) are kept."""
        if not self._able:
            return False
        known = self._in.known[there]
        return bool(known.all() or (known | self._out.known[here]).all())

    def _learn(self, here: Ints, there: Ints) -> None:
        """Keep the rows that legs (n,) are in.

        From the places where they begin or to those where they end, whichever needs
        fewer searches.
        """
        if not self._able:
            return
        with self._lock:
            unknown = ~(self._in.known[there] | self._out.known[here])
            out = self._lacking(self._out, np.unique(here[unknown]).tolist())
            if self._knows(here, there):
                return
            into = self._lacking(self._in, np.unique(there[unknown]).tolist())
            if not self._knows(here, there):
                backward = len(into) < len(out)
                self._keep(into if backward else out, backward=backward)

    def _lacking(self, rows: _Rows, asked: list[int]) -> list[int]:
        """Return those of some rows that are not known, nor in the file."""
        rows.recall(asked)
        return [row for row in asked if not rows.known[row]]

    def _keep(self, new: list[int], *, backward: bool) -> None:
        """Search some rows and keep them, as long as there is room."""
        if len(new) > self._rows_left:
            return
        rows = self._in if backward else self._out
        at_once = max(1, _PAIRS_AT_ONCE // self._places)
        others = np.arange(self._places)
        for at in range(0, len(new), at_once):
            chunk = new[at : at + at_once]
            ends = np.repeat(chunk, self._places), np.tile(others, len(chunk))
            try:
                found = self._search(*(ends[::-1] if backward else ends))
            except NetworkError:  # of a leg that perhaps nobody asks for
                return
            cells = np.empty((len(chunk), self._places, 2), np.int32)
            for column, each, steps in zip(
                (0, 1), found, (TICKS_PER_S, _DECIMETRES_PER_M), strict=True
            ):
                cells[:, :, column] = np.rint(each * steps).reshape(len(chunk), -1)
            rows.keep(chunk, cells)
            self._rows_left -= len(chunk)
