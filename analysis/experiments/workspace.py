"""A workspace: a folder whose manifest says what for; only that goes on there."""

import fcntl
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulation.errors import RunError
from simulation.folders import new_folder, whole_file
from simulation.manifests import check_manifest, with_checksum


@dataclass(frozen=True)
class Manifest:
    """How the folders of one kind of work say what they are about.

    Parameters
    ----------
    name
        The file's name.
    kind
        What the folder holds, in words: such as "sizing".
    otherwise
        Returns what is held instead and what is expected, in words, given the key
        that differs, its value there and the value asked for.
    """

    name: str
    kind: str
    otherwise: Callable[[str, Any, Any], str]

    def open(self, path: Path, this: Mapping[str, Any]) -> None:
        """Make a new folder for `this`, or check that one is there for it.

        Raises
        ------
        RunError
            If there is something else, or the folder cannot be written.
        """
        if not os.path.lexists(path):
            with new_folder(path, RunError) as draft:
                text = json.dumps(with_checksum(this), indent=2) + "\n"
                (draft / self.name).write_text(text, encoding="utf-8")
            return
        stored = self._read(path)
        for key, value in this.items():
            if stored.get(key) != value:
                held = self.otherwise(key, stored.get(key), value)
                raise RunError(path, f"holds a {self.kind} {held}")
        check_writable(path)

    def _read(self, path: Path) -> dict[str, Any]:
        """Return what a folder says it is about."""
        try:
            stored = json.loads((path / self.name).read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError) as cause:
            raise RunError(
                path, f"exists already and is no {self.kind}", "a new folder's name"
            ) from cause
        if not isinstance(stored, dict):
            raise RunError(path, f"{self.name} is no table", "a new folder's name")
        check_manifest(path / self.name, stored, RunError)
        return stored


def of_another(key: str, _stored: object, _given: object) -> str:
    """Say that a folder is of another something: `otherwise` where values are long."""
    return f"of another {key.replace('_', ' ')}, expected a new folder's name"


@dataclass(frozen=True)
class Workspace:
    """The folder of work that may be interrupted and resumed."""

    path: Path

    @property
    def page(self) -> Path:
        """The page."""
        return self.path / "index.html"

    @property
    def journal(self) -> Path:
        """What is done so far."""
        return self.path / "journal.jsonl"

    def write_answer(self, document: Mapping[str, Any]) -> None:
        """Write answer.json, whole or not at all.

        Raises
        ------
        RunError
            If it cannot be written.
        """
        with whole_file(self.path / "answer.json", RunError) as draft:
            text = json.dumps(document, indent=2, allow_nan=False)
            draft.write_text(text + "\n", encoding="utf-8")


def hold(file: int, path: Path, work: str) -> bool:
    """Hold an open file or folder, which the system frees however this process ends.

    Parameters
    ----------
    file
        Its descriptor.
    path, work
        Where, and what another command may be doing, for the sentence of an error.

    Returns
    -------
    bool
        Whether it is held: not on a network's disk without locks.

    Raises
    ------
    RunError
        If another command holds it.
    """
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as cause:
        raise RunError(
            path, f"another command is at work {work}", "to be the only one"
        ) from cause
    except OSError:
        return False
    return True


def check_writable(path: Path) -> None:
    """Check that work can go on in a folder.

    Raises
    ------
    RunError
        If files cannot be made there.
    """
    if not os.access(path, os.W_OK | os.X_OK):
        raise RunError(path, "is not writable", "a writable folder")
