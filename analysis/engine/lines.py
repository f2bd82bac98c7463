"""Where two lines on a map part from each other."""

from dataclasses import dataclass

import numpy as np

from simulation.region.geometry import metres_per_degree
from simulation.units import Bools, Floats

STEP_M = 5.0  # between the points at which a line is looked at
_ALONG_M = 6.0  # closer than this, two lines follow one street
_CROSSING_M = 40.0  # a shorter common piece is where they cross
_AROUND_M = 40.0  # before and after a piece
_ROWS = 2_000_000


@dataclass(frozen=True)
class Stretch:
    """A piece of a line, or all of it."""

    length_m: float
    points: Floats  # (k, 2) lon, lat at even distances [degrees], with some metres more
    step_m: float  # from one point to the next, along the line


def longest_apart(line: Floats, other: Floats) -> Stretch | None:
    """Return the longest piece of a line (n, 2) apart from another one (m, 2).

    None where all of it follows the other line. Where the lines cross or touch for
    some metres only, the piece goes on. Its points begin before it and end after it,
    where both lines are one, so that the turns into it and out of it are among them.
    """
    scale = np.array(metres_per_degree(float(line[:, 1].mean())))
    points_m, step_m = _sampled(line * scale)
    first, last = _longest_run(_away_m(points_m, other * scale) > _ALONG_M)
    if first > last:
        return None
    around = int(_AROUND_M / STEP_M)
    points = points_m[max(0, first - around) : last + around + 1]
    return Stretch((last - first) * step_m, points / scale, step_m)


def whole(line: Floats) -> Stretch:
    """Return all of a line (n, 2) as one piece."""
    scale = np.array(metres_per_degree(float(line[:, 1].mean())))
    points_m, step_m = _sampled(line * scale)
    return Stretch((len(points_m) - 1) * step_m, points_m / scale, step_m)


def _sampled(line_m: Floats) -> tuple[Floats, float]:
    """Return points at even distances along a line (k, 2), and that distance [m]."""
    steps_m = np.hypot(*np.diff(line_m, axis=0).T)
    along_m = np.concatenate(([0.0], np.cumsum(steps_m)))
    count = max(1, int(np.ceil(along_m[-1] / STEP_M)))
    every = np.linspace(0.0, along_m[-1], count + 1)
    points = [np.interp(every, along_m, line_m[:, axis]) for axis in (0, 1)]
    return np.column_stack(points), float(along_m[-1]) / count


def _away_m(points: Floats, line: Floats) -> Floats:
    """Return how far each point (n, 2) is from a line (m, 2) [m]."""
    start, along = line[:-1], np.diff(line, axis=0)
    squared = np.maximum((along**2).sum(axis=1), 1e-12)
    away = np.empty(len(points))
    rows = max(1, _ROWS // len(start))
    for at in range(0, len(points), rows):
        here = points[at : at + rows, None] - start
        share = np.clip((here * along).sum(axis=2) / squared, 0, 1)
        gap = here - share[..., None] * along
        away[at : at + rows] = np.sqrt((gap**2).sum(axis=2).min(axis=1))
    return away


def _longest_run(apart: Bools) -> tuple[int, int]:
    """Return first and last of the longest run, short breaks bridged."""
    numbers = np.flatnonzero(apart)
    if not numbers.size:
        return 0, -1
    bridged = int(_CROSSING_M / STEP_M)
    breaks = np.flatnonzero(np.diff(numbers) > bridged)
    firsts = numbers[np.concatenate(([0], breaks + 1))]
    lasts = numbers[np.concatenate((breaks, [numbers.size - 1]))]
    longest = int(np.argmax(lasts - firsts))
    return int(firsts[longest]), int(lasts[longest])
