"""What is wrong with a region: matrices that nobody could drive, and findings."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from simulation.errors import NetworkError
from simulation.units import Bools, Floats

_LARGEST = 1e9  # s or m; sums of such times stay exact on the time grid

FAULT: Literal["fault"] = "fault"  # results are wrong
WARNING: Literal["warning"] = "warning"  # what may well be right, and should be known


@dataclass(frozen=True)
class Finding:
    """Something odd about a region."""

    kind: str  # what was looked at: "ids", "overlap", "speed", ...
    severity: Literal["fault", "warning"]
    sentence: str


def check_matrix(name: str, matrix: Floats, place_names: Sequence[str]) -> None:
    """Check a matrix of times or distances from every place (row) to every other.

    Parameters
    ----------
    name
        What the matrix holds, for the message.
    matrix : (n, n) array
    place_names
        Names of the n places.

    Raises
    ------
    NetworkError
        If the matrix is not (n, n), or an entry is NaN, negative, infinite
        (unreachable) or above 1e9, or a diagonal entry is not 0; the first such
        pair is named.
    """
    places = len(place_names)
    if matrix.shape != (places, places):
        raise NetworkError(
            f"{name}: the matrix has shape {matrix.shape}, "
            f"expected {(places, places)}, one row and column per place."
        )
    if not np.issubdtype(matrix.dtype, np.floating):
        raise NetworkError(f"{name}: the matrix holds {matrix.dtype}, expected floats.")
    faults: tuple[tuple[Bools, str], ...] = (
        (np.isnan(matrix), "is not a number, expected 0 or more"),
        (matrix < 0, "is negative, expected 0 or more"),
        (np.isposinf(matrix), "is infinite, expected a way from place to place"),
        (matrix > _LARGEST, f"is too large, expected {_LARGEST:.0f} or less"),
        (np.eye(places, dtype=np.bool_) & (matrix != 0), "expected 0 to itself"),
    )
    for fault, sentence in faults:
        if fault.any():
            row, column = (int(at[0]) for at in np.nonzero(fault))
            raise NetworkError(
                f"{name}: from {place_names[row]} to {place_names[column]} "
                f"the entry {matrix[row, column]:g} {sentence}."
            )
