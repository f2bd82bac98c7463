"""The folder of a sweep: what is asked, what is done so far, and the tables."""

import io
import json
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.experiments.workspace import check_writable, hold
from analysis.metrics.terms import IN_GENERAL, terms_of
from analysis.sweeps.plan import Plan
from analysis.sweeps.work import program
from simulation.errors import RunError, UncheckedWarning
from simulation.folders import (
    check_new,
    is_draft,
    new_folder,
    remove,
    whole_file,
    writing,
)
from simulation.manifests import (
    FILES,
    check_manifest,
    checked_content,
    sealed,
    with_checksum,
)

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
    def run_folders(self) -> Path:
        """Where run folders are, on every machine the same."""
        return self.path.resolve() / KEPT

    def write(self, manifest: dict[str, Any], contents: dict[str, bytes]) -> None:
        """Write files whole or not at all, and last the manifest that knows them.

        Raises
        ------
        RunError
            If one cannot be written.
        """
        document = sealed(manifest, contents)
        for name, content in {
            **contents,
            MANIFEST: json_bytes(document),
        }.items():
            with whole_file(self.path / name, RunError) as draft:
                draft.write_bytes(content)

    def write_again(self, manifest: dict[str, Any], study: str) -> None:
        """Write what is asked now; the tables stay those of what was asked before.

        Raises
        ------
        RunError
            If it cannot be written.
        """
        before = read_manifest(self.path).get(FILES, {})
        document = sealed(manifest, {STUDY: study.encode()})
        document = with_checksum({**document, FILES: {**before, **document[FILES]}})
        for name, content in (
            (STUDY, study.encode()),
            (MANIFEST, json_bytes(document)),
        ):
            with whole_file(self.path / name, RunError) as draft:
                draft.write_bytes(content)


def json_bytes(content: object) -> bytes:
    """Return the content of a JSON file."""
    text = json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False)
    return f"{text}\n".encode()


def parquet_bytes(table: "pa.Table") -> bytes:
    """Return the content of a Parquet file."""
    import pyarrow.parquet as pq  # noqa: PLC0415 - heavy

    buffer = io.BytesIO()
    pq.write_table(table, buffer, compression="zstd")
    return buffer.getvalue()


@contextmanager
def opened_folder(path: Path, plan: Plan, *, resume: bool) -> Iterator[SweepFolder]:
    """Give a new folder of a sweep, or the one there; nobody else has it now.

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
            SweepFolder(draft).write(manifest, {STUDY: plan.study.text.encode()})
    with _alone_in(path):
        if resume:
            _sweep_out(folder)
            folder.write_again(manifest, plan.study.text)
        yield folder


def _terms_of(plan: Plan) -> dict[str, Any]:
    """Return whose money and which clock metrics are told in, where that is said."""
    terms = terms_of(cell.scenario for cell in plan.cells)
    general = asdict(IN_GENERAL)
    said = {name: each for name, each in asdict(terms).items() if each != general[name]}
    return {"terms": said} if said else {}


def manifest_of(plan: Plan) -> dict[str, Any]:
    """Return what ``sweep.json`` says: all that the results follow from."""
    spec = plan.study.spec
    seeds = dict.fromkeys(cell.scenario["seed"] for cell in plan.cells)
    inputs = {value: name for cell in plan.cells for name, value in cell.inputs.items()}
    return {
        "question": spec.question,
        "study": plan.study.name,
        "scenarios": plan.names,
        "replications": plan.replications,
        "runs": len(plan),
        "keep_runs": spec.keep_runs,
        "set": plan.fixed,
        **_terms_of(plan),
        "varied": plan.varied,
        "points": plan.points,
        "seeds": list(seeds),
        "inputs": [{"key": name, "sha256": value} for value, name in inputs.items()],
        "made_by": program(),
    }


def read_manifest(path: Path) -> dict[str, Any]:
    """Return what the folder of a sweep says of itself, as it was written.

    Raises
    ------
    RunError
        If it is no such folder, or says something else by now.
    """
    file = path / MANIFEST
    try:
        manifest = json.loads(file.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as cause:
        raise RunError(
            file, f"is damaged ({cause})", "the manifest of a sweep"
        ) from cause
    except OSError as cause:
        if os.path.lexists(file):
            raise RunError(
                file, f"cannot be read ({cause.strerror})", "the manifest of a sweep"
            ) from cause
        what = "exists already and is no sweep" if path.exists() else "does not exist"
        raise RunError(path, what, "the folder of a sweep") from cause
    if not isinstance(manifest, dict) or not isinstance(manifest.get(FILES, {}), dict):
        raise RunError(file, "is no table", "the manifest of a sweep")
    check_manifest(file, manifest, RunError)
    return manifest


def read_table(path: Path, name: str, manifest: dict[str, Any]) -> "pa.Table":
    """Return a table of a sweep, as it was written with the manifest.

    Raises
    ------
    RunError
        If it is missing, damaged, changed since, or of another sweep.
    """
    import pyarrow as pa  # noqa: PLC0415 - heavy
    import pyarrow.parquet as pq  # noqa: PLC0415 - heavy

    file = path / name
    if not os.path.lexists(file) and name not in manifest.get(FILES, {}):
        raise RunError(
            path,
            f"has no {name} yet",
            "a finished sweep: go on with it by `deliverai sweep ... --resume`",
        )
    content = checked_content(path, name, manifest.get(FILES), RunError)
    try:
        return pq.ParquetFile(pa.BufferReader(content)).read()
    except (pa.ArrowException, OSError, ValueError) as cause:
        reason = str(cause).strip().split("\n")[0].rstrip(".")
        raise RunError(
            file, f"cannot be read ({reason})", "the table of a sweep"
        ) from cause


def read_runs(path: Path) -> tuple[dict[str, Any], "pa.Table"]:
    """Return what a sweep says of itself, and its table of runs.

    A table without a manifest beside it is read too; a warning says that nobody knows
    whether it is whole.

    Raises
    ------
    RunError
        As `read_manifest` and `read_table`.
    """
    manifest: dict[str, Any] = {}
    if os.path.lexists(path / MANIFEST):
        manifest = read_manifest(path)
    else:
        warnings.warn(
            f"{path}: has no {MANIFEST}; whether {RUNS} was changed since it was "
            "written cannot be told.",
            UncheckedWarning,
            stacklevel=2,
        )
    return manifest, read_table(path, RUNS, manifest)


def _check_same(path: Path, manifest: dict[str, Any]) -> None:
    stored = read_manifest(path)
    expected = json.loads(json.dumps(manifest))
    for key in _SAME:
        if stored.get(key) != expected[key]:
            raise RunError(
                path,
                f"holds a sweep with other {key}",
                "the same study or a new folder's name",
            )
    check_writable(path)


@contextmanager
def _alone_in(path: Path) -> Iterator[None]:
    """Hold the folder; the system lets go of it however this process ends."""
    place = os.open(path, os.O_RDONLY)
    try:
        hold(place, path, "on this sweep")
        yield
    finally:
        os.close(place)


def _sweep_out(folder: SweepFolder) -> None:
    """Remove what a killed command has left half-written, and nothing else."""
    with writing(folder.path, RunError):
        for draft in (*folder.path.glob(".*"), *folder.run_folders.rglob(".*")):
            if is_draft(draft):
                remove(draft)
