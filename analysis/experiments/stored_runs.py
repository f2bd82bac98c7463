"""Stored runs: run folders, and the tables of sweeps, in the folders that hold them."""

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulation.errors import RunError
from simulation.folders import whole_file
from simulation.manifests import FILES, check_manifest, checked_content, sealed
from simulation.record.run import EVENTS, MANIFEST, ORDERS

SWEEP_TABLE, SWEEP_MANIFEST = "runs.parquet", "sweep.json"
SUMMARY = "summary.json"  # of replications, beside the folders of their runs


@dataclass(frozen=True)
class StoredRuns:
    """What some folders hold, each named once, in order."""

    runs: tuple[Path, ...]  # run folders
    sweeps: tuple[Path, ...]  # folders with a table of runs


def stored_runs_in(folders: Sequence[Path]) -> StoredRuns:
    """Return the run folders and sweeps in or below `folders`.

    A run folder is not looked into, and neither is a sweep: the runs it may have
    stored belong to its table. Below a folder they come in the order of their names.

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
            state = "is no folder" if folder.exists() else "does not exist"
            raise RunError(
                folder, state, "a run folder, a folder of several, or a sweep"
            )
        some = _below(folder, runs, sweeps)
        if len(runs) + len(sweeps) == before and not some:
            raise RunError(
                folder,
                "holds no run",
                f"a run folder (with {MANIFEST} and {EVENTS}), a folder of "
                f"several, or a sweep (with {SWEEP_TABLE})",
            )
    return StoredRuns(tuple(runs.values()), tuple(sweeps.values()))


def write_summary(
    folder: Path, summary: Mapping[str, Any], runs: Iterable[str]
) -> None:
    """Write what replications came to, with the checksums of their runs.

    Parameters
    ----------
    folder, summary
        Where, and what.
    runs
        The run folders that it is of, by their paths in there.

    Raises
    ------
    RunError
        If it cannot be written, or a run is not there.
    """
    names = [f"{run}/{MANIFEST}" for run in runs]
    contents = {name: checked_content(folder, name, None, RunError) for name in names}
    text = json.dumps(sealed(summary, contents), indent=2, allow_nan=False)
    with whole_file(folder / SUMMARY, RunError) as draft:
        draft.write_text(text + "\n", encoding="utf-8")


def check_summary(folder: Path) -> None:
    """Check that the runs beside a summary are those that it is of.

    Raises
    ------
    RunError
        If the summary was changed since, or a run is missing or another one.
    """
    path = folder / SUMMARY
    content = checked_content(folder, SUMMARY, None, RunError)
    try:
        summary = json.loads(content)
    except (ValueError, RecursionError) as cause:
        raise RunError(
            path, f"is damaged ({cause})", "the summary of replications"
        ) from cause
    checksums = summary.get(FILES, {}) if isinstance(summary, dict) else None
    if not isinstance(checksums, dict):
        raise RunError(path, "is no table", "the summary of replications")
    check_manifest(path, summary, RunError)
    for name in checksums:
        checked_content(folder, name, checksums, RunError)


def _below(folder: Path, runs: dict[Path, Path], sweeps: dict[Path, Path]) -> bool:
    """Add what is in a folder or below it; return whether there was anything."""
    if os.path.lexists(folder / SUMMARY):
        check_summary(folder)
    if any(os.path.lexists(folder / each) for each in (SWEEP_TABLE, SWEEP_MANIFEST)):
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
            folder, f"cannot be read ({cause.strerror or cause})", "a folder of runs"
        ) from cause
    inside = [each for each in inside if not each.name.startswith(".")]
    held = [_below(each, runs, sweeps) for each in inside]  # all, not the first only
    return any(held)
