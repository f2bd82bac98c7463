"""Drivers of a run: who comes late, not at all, or leaves early."""

from dataclasses import replace

import numpy as np

from simulation.dispatch.roster import Roster
from simulation.scenario.doors import quantiles_of
from simulation.scenario.failures import DriversSpec
from simulation.units import TICKS_PER_S, Floats, on_time_grid


def with_drivers(roster: Roster, spec: DriversSpec, rng: np.random.Generator) -> Roster:
    """Return a roster as its drivers keep to it, each shift drawn by itself.

    Parameters
    ----------
    roster
        As planned.
    spec
        How well they do.
    rng
        At the start of its stream; each shift takes as many numbers.
    """
    uniforms = rng.random((len(roster.shifts), 5))
    comes = uniforms[:, 0] >= spec.no_show_share
    late_s = _drawn(uniforms[:, 1:3], spec.late_share, spec.late_distribution)
    early_s = _drawn(uniforms[:, 3:5], spec.early_share, spec.early_distribution)
    shifts = [
        replace(
            shift,
            late_s=late if there else shift.off_s - shift.on_s,
            early_s=min(early, shift.off_s - shift.on_s),
        )
        for shift, there, late, early in zip(
            roster.shifts, comes.tolist(), late_s, early_s, strict=True
        )
    ]
    return replace(roster, shifts=tuple(shifts))


def _drawn(uniforms: Floats, share: float, distribution: str) -> list[float]:
    """Return how long, in those cases where it is so at all [s], (n,)."""
    long_s = on_time_grid(quantiles_of(distribution, uniforms[:, 1]))
    lasts_s = np.maximum(long_s, 1 / TICKS_PER_S)
    drawn: list[float] = np.where(uniforms[:, 0] < share, lasts_s, 0.0).tolist()
    return drawn
