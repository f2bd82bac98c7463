"""Folders of results found again: run folders, and the tables of sweeps."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from simulation.errors import RunError
from simulation.record.run import EVENTS, MANIFEST, ORDERS

SWEEP_TABLE = "runs.parquet"


@dataclass(frozen=True)
class Found:
    """What some folders hold, each named once, in order."""

    runs: tuple[Path, ...]  # run folders
    sweeps: tuple[Path, ...]  # folders with a table of runs


def found_in(folders: Sequence[Path]) -> Found:
    """Return the run folders and sweeps in or below `folders`.

    A run folder is not looked into, and neither is a sweep: the runs it may have
    kept belong to its table. Below a folder they come in the order of their names.

    Raises
    ------
    RunError
        If a folder is missing, or holds neither.
    """
    runs: dict[Path, Path] = {}
    sweeps: dict[Path, Path] = {}
    for folder in folders:
        before = len(runs) + len(sweeps)
        if not folder.is_dir():
            found = "is no folder" if folder.exists() else "does not exist"
            raise RunError(
                f"{folder}: {found}, expected a run folder, a folder of several, or a "
                "sweep."
            )
        known = _below(folder, runs, sweeps)
        if len(runs) + len(sweeps) == before and not known:
            raise RunError(
                f"{folder}: holds no run, expected a run folder (with {MANIFEST} and "
                f"{EVENTS}), a folder of several, or a sweep (with {SWEEP_TABLE})."
            )
    return Found(tuple(runs.values()), tuple(sweeps.values()))


def _below(folder: Path, runs: dict[Path, Path], sweeps: dict[Path, Path]) -> bool:
    """Add what is in a folder or below it; return whether there was anything."""
    if (folder / SWEEP_TABLE).is_file():
        sweeps.setdefault(folder.resolve(), folder)
        return True
    # A region's folder has a manifest too; a damaged run is to be named, not skipped.
    if (folder / MANIFEST).is_file() and (
        (folder / EVENTS).exists() or (folder / ORDERS).exists()
    ):
        runs.setdefault(folder.resolve(), folder)
        return True
    try:
        inside = sorted(each for each in folder.iterdir() if each.is_dir())
    except OSError as cause:
        raise RunError(
            f"{folder}: cannot be read ({cause.strerror or cause}), expected a folder "
            "of runs."
        ) from cause
    inside = [each for each in inside if not each.name.startswith(".")]
    held = [_below(each, runs, sweeps) for each in inside]  # all, not the first only
    return any(held)
