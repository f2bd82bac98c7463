"""The run folders that a sweep has stored, as one table of events."""

from functools import reduce
from operator import and_
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.sweeps.folder import KEPT, RUNS
from analysis.sweeps.plan import run_place
from simulation.errors import RunError
from simulation.record.run_files import EVENTS, read_checked

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.dataset as ds

_NAMED = ("run", "point", "scenario", "replication")  # columns of the table of runs


def stored_events(
    path: Path, manifest: dict[str, Any], runs: "pa.Table"
) -> "ds.Dataset | None":
    """Return the events of all runs in the table, each row with the run it is of.

    They are read when they are asked for; None where no run was to be kept.

    Raises
    ------
    RunError
        If a run folder is missing, changed since, or of another sweep.
    """
    import pyarrow as pa  # noqa: PLC0415 - heavy
    import pyarrow.dataset as ds  # noqa: PLC0415 - heavy
    from pyarrow.fs import LocalFileSystem  # noqa: PLC0415 - heavy

    if not manifest.get("keep_runs") or not runs.num_rows:
        return None
    form, disk = ds.ParquetFileFormat(), LocalFileSystem()
    fragments = []
    for row in runs.select([*_NAMED, "log_hash"]).to_pylist():
        folder = (
            path / KEPT / run_place(row["point"], row["scenario"], row["replication"])
        )
        manifest_of_run, _ = read_checked(folder)
        if manifest_of_run["log_hash"] != row["log_hash"]:
            raise RunError(
                folder,
                f"is another run than that of {RUNS} (another log_hash)",
                "the one that the sweep kept",
            )
        values = (ds.field(name) == row[name] for name in _NAMED)
        fragments.append(
            form.make_fragment(
                str((folder / EVENTS).resolve()),
                disk,
                partition_expression=reduce(and_, values),
            )
        )
    named = pa.schema([runs.schema.field(name) for name in _NAMED])
    schema = pa.unify_schemas([named, *(each.physical_schema for each in fragments)])
    return ds.FileSystemDataset(fragments, schema, form, disk)
