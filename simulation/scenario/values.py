"""Scenarios as values by dotted key: what differs, other values put in, and paths."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

Values = dict[str, Any]  # by dotted key; None for a key that is absent

_PATH_KEYS = (  # whose values name files and folders
    *("region", "routing.table", "requests.table", "demand.trace_file"),
    *("fleet.core.shift_file", "fleet.peripheral.shift_file"),
    *("producers.door_file", "consumers.door_file", "intervention_file"),
    "traffic.file",
    "attempts.absent_file",
)
_CLASSES, _STREETS = "fleet.classes.", ".streets"  # around the name of a class
_EMBEDDED = "embedded"
_INTERVENTIONS = "interventions"  # a list of tables, whose `set` may name paths


def with_values(tables: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return tables with other values by dotted key; None takes a key away."""
    changed = {
        key: dict(value) if isinstance(value, dict) else value
        for key, value in tables.items()
    }
    for dotted, value in values.items():
        key, _, rest = dotted.partition(".")
        if rest:
            changed[key] = with_values(changed.get(key, {}), {rest: value})
        elif value is None:
            changed.pop(key, None)
        else:
            changed[key] = value
    return changed


def differences(
    one: Mapping[str, Any], other: Mapping[str, Any]
) -> tuple[Values, Values]:
    """Return the values of `one` and of `other` at the keys where they differ."""
    first, second = dict(leaves(one)), dict(leaves(other))
    keys = [key for key in sorted(first | second) if first.get(key) != second.get(key)]
    return (
        {key: first.get(key) for key in keys},
        {key: second.get(key) for key in keys},
    )


def leaves(tables: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the dotted key and the value of all that is no table."""
    for key, value in tables.items():
        if isinstance(value, Mapping):
            yield from leaves(value, f"{prefix}{key}.")
        else:
            yield prefix + key, value


def names_path(key: str) -> bool:
    """Return whether the value of a dotted key names a file or folder."""
    return key in _PATH_KEYS or names_streets(key)


def names_streets(key: str) -> bool:
    """Return whether the value of a dotted key names the streets of a class."""
    return key.startswith(_CLASSES) and key.endswith(_STREETS)


def paths_in(tables: Mapping[str, Any]) -> dict[str, str]:
    """Return the files and folders that a scenario's tables name, by dotted key."""
    found = {
        key: value
        for key, value in leaves(tables)
        if names_path(key) and _is_path(key, value)
    }
    for number, each in enumerate(tables.get(_INTERVENTIONS, ()), start=1):
        for key, value in leaves(each.get("set", {})):
            if names_path(key) and _is_path(key, value):
                found[f"{_INTERVENTIONS}[{number}].set.{key}"] = value
    return found


def _is_path(key: str, value: object) -> bool:
    """Return whether a value of a key that may name a path does."""
    shipped = key == "region" or names_streets(key)
    return isinstance(value, str) and value not in ("", *[_EMBEDDED] * shipped)


def resolved(
    tables: Mapping[str, Any], folder: Path, prefix: str = ""
) -> dict[str, Any]:
    """Return the tables with relative paths made absolute, from `folder`."""
    made: dict[str, Any] = {}
    for name, value in tables.items():
        key = f"{prefix}{name}"
        if isinstance(value, Mapping):
            made[name] = resolved(value, folder, f"{key}.")
        elif names_path(key) and _is_path(key, value) and "\0" not in value:
            made[name] = str((folder / value).resolve())
        elif key == _INTERVENTIONS and isinstance(value, list):
            made[name] = [_resolved_set(each, folder) for each in value]
        else:
            made[name] = value
    return made


def _resolved_set(intervention: object, folder: Path) -> object:
    """Return an intervention with the paths that it sets made absolute."""
    if not isinstance(intervention, Mapping):
        return intervention
    said = intervention.get("set")
    if not isinstance(said, Mapping):
        return intervention
    return {**intervention, "set": resolved(said, folder)}
