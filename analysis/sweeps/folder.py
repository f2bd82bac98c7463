"""The folder of a sweep: what is asked, what is done so far, and the tables."""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.experiments.begun import check_writable
from analysis.sweeps.plan import Plan
from analysis.sweeps.work import program
from simulation.errors import RunError
from simulation.folders import check_new, new_folder, whole_file

if TYPE_CHECKING:
    import pyarrow as pa

STUDY, MANIFEST, JOURNAL = "study.toml", "sweep.json", "journal.jsonl"
RUNS, TIMINGS, FAILURES = "runs.parquet", "timings.parquet", "failures.json"
KEPT = "runs"  # folder of run folders

_SAME = ("scenarios", "keep_runs", "set", "points")  # on going on, these stay


class SweepFolder:
    """Where a sweep is kept.

    Parameters
    ----------
    path
        The folder.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def journal(self) -> Path:
        """What is done so far."""
        return self.path / JOURNAL

    @property
    def kept(self) -> Path:
        """Where run folders are, on every machine the same."""
        return self.path.resolve() / KEPT

    def write_table(self, name: str, table: "pa.Table") -> None:
        """Write a table as Parquet, whole or not at all.

        Raises
        ------
        RunError
            If it cannot be written.
        """
        import pyarrow.parquet as pq  # noqa: PLC0415 - heavy

        with whole_file(self.path / name, RunError) as draft:
            pq.write_table(table, draft, compression="zstd")

    def write_json(self, name: str, content: object) -> None:
        """Write a JSON file, whole or not at all.

        Raises
        ------
        RunError
            If it cannot be written.
        """
        text = json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False)
        with whole_file(self.path / name, RunError) as draft:
            draft.write_text(text + "\n", encoding="utf-8")


@contextmanager
def opened_folder(path: Path, plan: Plan, *, resume: bool) -> Iterator[SweepFolder]:
    """Give a new folder of a sweep, or one that was begun; nobody else has it now.

    Parameters
    ----------
    path
        The folder.
    plan
        What is asked.
    resume
        Whether to go on with a folder that exists; more or fewer replications of
        the same study are welcome.

    Raises
    ------
    RunError
        If the folder exists and is not to be gone on with, holds something else, is
        in use, or cannot be written.
    """
    manifest = manifest_of(plan)
    folder = SweepFolder(path)
    if resume and os.path.lexists(path):
        _check_same(path, manifest)
    else:
        check_new(path, RunError)
        with new_folder(path, RunError) as draft:
            SweepFolder(draft).write_json(MANIFEST, manifest)
            (draft / STUDY).write_text(plan.study.text, encoding="utf-8")
    with _alone_in(path):
        if resume:
            _sweep_out(folder)
            folder.write_json(MANIFEST, manifest)
        yield folder


def manifest_of(plan: Plan) -> dict[str, Any]:
    """Return what ``sweep.json`` says: all that the results follow from."""
    spec = plan.study.spec
    seeds = dict.fromkeys(cell.scenario["seed"] for cell in plan.cells)
    grounds = {
        value: name for cell in plan.cells for name, value in cell.grounds.items()
    }
    return {
        "question": spec.question,
        "study": plan.study.name,
        "scenarios": plan.names,
        "replications": plan.replications,
        "runs": len(plan),
        "keep_runs": spec.keep_runs,
        "set": plan.fixed,
        "varied": plan.varied,
        "points": plan.points,
        "seeds": list(seeds),
        "inputs": [{"key": name, "sha256": value} for value, name in grounds.items()],
        "made_by": program(),
    }


def read_manifest(path: Path) -> dict[str, Any]:
    """Return what the folder of a sweep says of itself.

    Raises
    ------
    RunError
        If it is no such folder.
    """
    try:
        manifest = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as cause:
        what = "exists already and is no sweep" if path.exists() else "does not exist"
        raise RunError(f"{path}: {what}, expected the folder of a sweep.") from cause
    if not isinstance(manifest, dict):
        raise RunError(f"{path}: {MANIFEST} is no table, expected that of a sweep.")
    return manifest


def _check_same(path: Path, manifest: dict[str, Any]) -> None:
    begun = read_manifest(path)
    asked = json.loads(json.dumps(manifest))
    for key in _SAME:
        if begun.get(key) != asked[key]:
            raise RunError(
                f"{path}: holds a sweep with other {key}, expected the same study or "
                "a new folder's name."
            )
    check_writable(path)


@contextmanager
def _alone_in(path: Path) -> Iterator[None]:
    """Hold the folder; the system lets go of it however this process ends."""
    place = os.open(path, os.O_RDONLY)
    try:
        try:
            fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as cause:
            raise RunError(
                f"{path}: another command is at work on this sweep, expected to be "
                "the only one."
            ) from cause
        except OSError:  # a network's disk without locks: nothing to hold
            pass
        yield
    finally:
        os.close(place)


def _sweep_out(folder: SweepFolder) -> None:
    """Remove what a killed command has left half-written."""
    for draft in folder.path.glob(".*"):
        draft.unlink(missing_ok=True)
    for draft in folder.kept.rglob(".*"):
        shutil.rmtree(draft, ignore_errors=True)
