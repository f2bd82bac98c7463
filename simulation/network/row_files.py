"""A file of rows that several processes read and fill, whole rows or none.

The file is as large as all rows, but takes room on the disk only for those it holds.
Each row has a seal, written after it: a row that was half-written when a process was
killed, or altered later, is one that the file does not hold.
"""

import os
import zlib
from contextlib import suppress
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from simulation.folders import draft_of, make_room

_FORMAT = b"deliverai rows 1\n"
_PAGE = 4096  # bytes; what is mapped begins at a page
_SEALED = 1 << 32  # beside the check sum of a row, which may be 0
_SUFFIX = ".rows"
MOST_FILES_BYTES = 1 << 31  # of a folder, taken up on the disk


class RowFile:
    """Rows of n cells of two whole numbers each, n rows at most.

    Use `opened`.

    Attributes
    ----------
    rows : (n, n, 2) array
        As they are in the file; 0 where it holds none.
    """

    def __init__(self, path: Path, places: int) -> None:
        begin = _begin(places)
        file_rows = np.memmap(
            path, "<i4", mode="r", offset=begin, shape=(places, places, 2)
        )
        self.rows: NDArray[np.int32] = np.asarray(file_rows)
        self._seals = np.asarray(
            np.memmap(path, "<u8", mode="r", offset=_PAGE, shape=(places,))
        )
        self._path = path
        self._begin = begin
        self._writes: int | None = None  # open for writing

    def __del__(self) -> None:
        """Close the file."""
        if getattr(self, "_writes", None) is not None:
            os.close(self._writes)  # type: ignore[arg-type]

    @classmethod
    def opened(
        cls, folder: Path, mark: bytes, side: str, places: int
    ) -> "RowFile | None":
        """Return the file of a mark, made if there is none that is whole.

        ``None`` if the folder can be neither read nor written.

        Parameters
        ----------
        folder
        mark
            By what rows are known again; others get a file of their own.
        side
            Which of the rows of the mark.
        places
            Their number n.
        """
        path = folder / f"{mark.hex()[:16]}.{side}{_SUFFIX}"
        head = _FORMAT + mark + side.encode() + places.to_bytes(8, "little")
        try:
            if not _is_whole(path, head, places):
                _make(path, head, places)
            with suppress(OSError):
                os.utime(path)  # used last now
            return cls(path, places)
        except (OSError, ValueError):
            return None

    def holds(self, row: int) -> bool:
        """Return whether the file holds a row, whole and as it was written."""
        seal = int(self._seals[row])
        return bool(seal) and seal == _seal(self.rows[row])

    def write(self, row: int, cells: NDArray[np.int32]) -> None:
        """Write a row, and then its seal.

        Raises
        ------
        OSError
            If it cannot be written.
        """
        if self._writes is None:
            self._writes = os.open(self._path, os.O_WRONLY)
        body = np.ascontiguousarray(cells, dtype="<i4")
        size = body.nbytes
        _write_at(self._writes, body.tobytes(), self._begin + row * size)
        seal = _seal(body).to_bytes(8, "little")
        _write_at(self._writes, seal, _PAGE + 8 * row)


def _seal(row: NDArray[np.int32]) -> int:
    return _SEALED | zlib.crc32(np.ascontiguousarray(row).data)


def _begin(places: int) -> int:
    """Return where the rows begin: behind the head and the seals."""
    return _PAGE * (1 + -(-8 * places // _PAGE))


def _is_whole(path: Path, head: bytes, places: int) -> bool:
    """Return whether there is a file with that head, of the right size."""
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            same = file.read(len(head)) == head
    except FileNotFoundError:
        return False
    return same and size == _begin(places) + 8 * places**2


def _make(path: Path, head: bytes, places: int) -> None:
    """Make a file that holds no row yet, and room for it."""
    path.parent.mkdir(exist_ok=True)
    make_room(path.parent, _SUFFIX, MOST_FILES_BYTES)
    with draft_of(path) as draft, draft.open("wb") as file:
        file.write(head)
        file.truncate(_begin(places) + 8 * places**2)


def _write_at(file: int, body: bytes, at: int) -> None:
    """Write all bytes at a place of a file."""
    view = memoryview(body)
    while view:
        written = os.pwrite(file, view, at)
        view, at = view[written:], at + written
