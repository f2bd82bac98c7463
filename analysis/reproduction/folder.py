"""The folder of a reproduction: the page, the tables, and the journal to go on with."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.reproduction.datasets import Ground
from simulation.errors import RunError
from simulation.folders import draft_of, new_folder, writing

if TYPE_CHECKING:
    from pandas import DataFrame

_MANIFEST = "reproduction.json"


@dataclass(frozen=True)
class ReproductionFolder:
    """Where a reproduction is kept."""

    path: Path

    @property
    def page(self) -> Path:
        """The page."""
        return self.path / "index.html"

    @property
    def journal(self) -> Path:
        """What is done so far."""
        return self.path / "journal.jsonl"

    @classmethod
    def open(cls, path: Path, ground: Ground, name: str) -> "ReproductionFolder":
        """Return a new folder, or one that was begun on the same ground.

        The number of data sets may differ: more are added to those that are there.

        Raises
        ------
        RunError
            If there is something else, or the folder cannot be written.
        """
        this = {
            "region": name,
            "region_checksum": ground.checksum,
            "seed": ground.seed,
        }
        if os.path.lexists(path):
            begun = _read(path)
            for key, value in this.items():
                if begun.get(key) != value:
                    raise RunError(
                        f"{path}: holds a reproduction whose {key} is "
                        f"{begun.get(key)!r}, expected {value!r} or a new folder's "
                        "name."
                    )
            if not os.access(path, os.W_OK | os.X_OK):
                raise RunError(f"{path}: is not writable, expected a writable folder.")
        else:
            with new_folder(path, RunError) as draft:
                text = json.dumps(this, indent=2) + "\n"
                (draft / _MANIFEST).write_text(text, encoding="utf-8")
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
                    frame.to_csv(draft, index=False, lineterminator="\n")


def _read(path: Path) -> dict[str, Any]:
    """Return what a folder says it reproduces."""
    try:
        begun = json.loads((path / _MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as cause:
        raise RunError(
            f"{path}: exists already and is no reproduction, expected a new folder's "
            "name."
        ) from cause
    if not isinstance(begun, dict):
        raise RunError(
            f"{path}: {_MANIFEST} is no table, expected a new folder's name."
        )
    return begun
