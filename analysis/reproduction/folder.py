"""The folder of a reproduction: the page, the tables, and the journal to go on with."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.experiments.csv_files import write_csv
from analysis.experiments.workspace import Manifest, Workspace
from analysis.reproduction.datasets import ExperimentSetup
from simulation.errors import RunError
from simulation.folders import draft_of, writing

if TYPE_CHECKING:
    from pandas import DataFrame

_MANIFEST = Manifest(
    "reproduction.json",
    "reproduction",
    lambda key, stored, given: (
        f"whose {key} is {stored!r}, expected {given!r} or a new folder's name"
    ),
)


@dataclass(frozen=True)
class ReproductionFolder(Workspace):
    """The workspace of a reproduction."""

    @classmethod
    def open(
        cls, path: Path, setup: ExperimentSetup, name: str
    ) -> "ReproductionFolder":
        """Return a new folder, or the one there on the same region and seed.

        The number of data sets may differ: more are added to those that are there.

        Raises
        ------
        RunError
            If there is something else, or the folder cannot be written.
        """
        this = {
            "region": name,
            "region_checksum": setup.checksum,
            "seed": setup.seed,
        }
        _MANIFEST.open(path, this)
        return cls(path)

    def write_tables(self, tables: Mapping[str, "DataFrame"]) -> None:
        """Write every table as CSV, each whole or not at all.

        Raises
        ------
        RunError
            If one cannot be written.
        """
        folder = self.path / "tables"
        with writing(folder, RunError):
            folder.mkdir(exist_ok=True)
            for name, frame in tables.items():
                with draft_of(folder / f"{name}.csv") as draft:
                    write_csv(frame, draft)
