"""Keys of a scenario that name files and folders: from where they are looked for."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

PATH_KEYS = (
    *("region", "routing.table", "demand.trace_file"),
    *("fleet.core.shift_file", "fleet.peripheral.shift_file"),
    *("producers.door_file", "consumers.door_file"),
)
_NOT_PATHS = {"region": ("embedded",)}


def resolved(tables: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """Return the tables with relative paths made absolute, from `folder`."""
    made = dict(tables)
    for dotted in PATH_KEYS:
        value: Any = made
        for key in dotted.split("."):
            value = value.get(key) if isinstance(value, Mapping) else None
        if not isinstance(value, str) or not value or "\0" in value:
            continue
        if value not in _NOT_PATHS.get(dotted, ()):
            made = _with(made, dotted.split("."), str((folder / value).resolve()))
    return made


def _with(tables: Mapping[str, Any], keys: list[str], value: str) -> dict[str, Any]:
    """Return tables with another value of a key that is there."""
    first, *rest = keys
    return {**tables, first: _with(tables[first], rest, value) if rest else value}
