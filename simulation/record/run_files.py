"""The files of a run folder, each the one that was written."""

import json
import os
from pathlib import Path
from typing import Any

from simulation.errors import RunError
from simulation.manifests import FILES, check_content, check_manifest, checked_content
from simulation.record.columns import parquet_bytes, places_to_arrow
from simulation.region.region import Places

MANIFEST = "manifest.json"
EVENTS = "events.parquet"
ORDERS = "orders.parquet"
PLACES = "places.parquet"
DECISIONS = "decisions.parquet"  # only with record.decisions

# Keys of the manifest that `Run.read` needs, with the JSON types they may have.
_KEYS: dict[str, tuple[type, ...]] = {
    "scenario": (dict,),
    "seed": (int,),
    "replication": (int,),
    "log_hash": (str,),
    "region_checksum": (str,),
    "versions": (dict,),
    "wall_s": (int, float),
    "cpu_s": (int, float),
    "end_s": (int, float),
}


class PlacesFile:
    """The file of places in the run folders that a process writes.

    Folders of one region share it, under a name in each, where the disk knows such
    names. None needs another: it is there until its last name is gone.
    """

    def __init__(self) -> None:
        self._of: tuple[Places, tuple[str, ...]] | None = None
        self._content = b""
        self._written: Path | None = None

    def content(self, places: Places, tract_ids: tuple[str, ...]) -> bytes:
        """Return the content of the file."""
        if self._of is None or self._of[0] is not places or self._of[1] != tract_ids:
            self._of, self._written = (places, tract_ids), None
            self._content = parquet_bytes(places_to_arrow(places, tract_ids))
        return self._content

    def write(self, file: Path, content: bytes) -> None:
        """Write it, or let it be the one written before if that has this content."""
        try:
            if self._written is not None and self._written.read_bytes() == content:
                os.link(self._written, file)
                return
        except OSError:  # gone, on another disk, or one without such names
            pass
        file.write_bytes(content)

    def written(self, file: Path) -> None:
        """Take in where it is now that its folder has its name."""
        self._written = file


PLACES_FILE = PlacesFile()


def read_checked(folder: Path | str) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Return the manifest and the files of a run folder, all as they were written.

    Cheaper than `Run.read`: nothing but checksums is looked at. Events, which may be
    many, are checked and not returned.

    Raises
    ------
    RunError
        If the folder or a file is missing, or changed since.
    """
    manifest = read_manifest(Path(folder))
    return manifest, read_contents(Path(folder), manifest)


def read_contents(folder: Path, manifest: dict[str, Any]) -> dict[str, bytes]:
    """Return the files of a run by name, but for the events, all checked.

    Raises
    ------
    RunError
        If one is missing or changed since.
    """
    checksums = manifest.get(FILES)
    tables = {ORDERS, PLACES}
    if os.path.lexists(folder / DECISIONS):
        tables.add(DECISIONS)
    check_content(folder, EVENTS, checksums, RunError)
    return {
        name: checked_content(folder, name, checksums, RunError)
        for name in sorted((tables | set(checksums or ())) - {EVENTS})
    }


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of a run folder, checked against its own checksum.

    Raises
    ------
    RunError
        If the folder or the manifest is missing, damaged or changed since.
    """
    if not folder.is_dir():
        found = "is no folder" if folder.exists() else "does not exist"
        raise RunError(folder, found, "a run folder")
    path = folder / MANIFEST
    try:
        manifest = json.loads(
            path.read_text(encoding="utf-8"), parse_constant=_refuse_constant
        )
    except FileNotFoundError as error:
        raise RunError(path, "does not exist", "a run folder's manifest") from error
    except OSError as error:
        raise RunError(path, f"cannot be read ({error.strerror})", "JSON") from error
    except (ValueError, RecursionError) as error:
        raise RunError(path, f"is damaged ({error})", "JSON") from error
    if not isinstance(manifest, dict):
        raise RunError(path, f"holds a {type(manifest).__name__}", "a JSON object")
    for key, types in _KEYS.items():
        if key not in manifest:
            raise RunError(path, f"has no {key!r}", "the keys of a run")
        value = manifest[key]
        if not isinstance(value, types) or isinstance(value, bool):
            raise RunError(
                path,
                f"{key} is {value!r}",
                " or ".join(each.__name__ for each in types),
            )
    check_manifest(path, manifest, RunError)
    _check_files(path, manifest.get(FILES))
    return manifest


def _check_files(path: Path, files: object) -> None:
    """Refuse a list of files that a manifest cannot have."""
    if files is None:
        return
    if not isinstance(files, dict) or any(Path(name).name != name for name in files):
        raise RunError(path, f"{FILES} is no list of the folder's files")


def _refuse_constant(constant: str) -> None:
    raise ValueError(f"{constant} is no number of JSON")
