"""A file of changes, as a feed of what happens has them: one row each."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from simulation.demand.columns import read_table, refuse, texts
from simulation.errors import ScenarioError
from simulation.region.region import Region
from simulation.scenario.changing import check_intervention
from simulation.scenario.interventions import InterventionSpec, ShockSpec
from simulation.scenario.models import Scenario
from simulation.specs import toml_tables, validated

DEMAND = "demand"  # as a key: how much is ordered
_NEEDED = ("at_min", "key", "value")
_COLUMNS = (*_NEEDED, "until_min", "where", "what")
_TIMES = "*"  # before a value: a factor
_WHERE = (
    '"tracts", "places", "box" or "polygon" and what they are, perhaps "consumers" '
    "before, such as box -87.7 41.8 -87.6 41.9"
)
_BOX = 4


class Ground(Protocol):
    """What a scenario stands on, as far as files of changes and places are asked."""

    @property
    def region(self) -> Region:
        """Where it happens."""
        ...

    def once(self, key: tuple[str, ...], read: Callable[[], Any]) -> Any:  # noqa: ANN401
        """Return what is read of a file, remembered."""
        ...


@dataclass(frozen=True)
class FileChanges:
    """What a file of changes holds."""

    interventions: tuple[InterventionSpec, ...]
    shocks: tuple[ShockSpec, ...]


def changes_in(scenario: Scenario, ground: Ground) -> FileChanges:
    """Return what the file of changes of a scenario holds; read once.

    Raises
    ------
    InputError
        Naming the file and the row.
    """
    file = scenario.intervention_file
    if file is None:
        return FileChanges((), ())
    found = ground.once(("changes", file), lambda: _read(Path(file)))
    for row, each in found:
        if isinstance(each, InterventionSpec):
            check_intervention(scenario, each, f"{file}: row {row}")
    return FileChanges(
        tuple(each for _, each in found if isinstance(each, InterventionSpec)),
        tuple(each for _, each in found if isinstance(each, ShockSpec)),
    )


def _read(path: Path) -> list[tuple[int, InterventionSpec | ShockSpec]]:
    table = read_table(path, _COLUMNS)
    for name in _NEEDED:
        if name not in table.column_names:
            raise ScenarioError(
                path, f"has no column {name}", f"the columns {', '.join(_NEEDED)}"
            )
    for name in table.column_names:
        if name not in _COLUMNS:
            raise ScenarioError(
                path, f"has a column {name}", f"columns of {', '.join(_COLUMNS)}"
            )
    columns = {
        name: [each or "" for each in table[name].to_pylist()]
        for name in table.column_names
    }
    for name in _NEEDED:
        texts(path, table[name], name)
    return [
        (
            at + 1,
            _change(path, at, {name: cells[at] for name, cells in columns.items()}),
        )
        for at in range(table.num_rows)
    ]


def _change(
    path: Path, row: int, cells: dict[str, str]
) -> InterventionSpec | ShockSpec:
    """Return what one row (counted from 0) says."""
    where, key = cells.get("where", "").strip(), cells["key"].strip()
    said: dict[str, Any] = {}
    if cells.get("what"):
        said["what"] = cells["what"]
    if cells.get("until_min"):
        said["until_min"] = _value(cells["until_min"])
    label, at_min = f"{path}: row {row + 1}", _value(cells["at_min"])
    if key == DEMAND:
        said |= {"from_min": at_min, "factor": _value(cells["value"])}
        if where:
            said |= _places(path, row, where)
        return validated(ShockSpec, said, label, ScenarioError)
    if where:
        said["where"] = _places(path, row, where)["where"]
    value = cells["value"].strip()
    changes = {"set": {key: _value(value)}}
    if value.startswith(_TIMES):
        changes = {"scale": {key: _value(value.removeprefix(_TIMES))}}
    what = f"{key} {value}"
    return validated(
        InterventionSpec,
        {"what": what, "at_min": at_min, **said, **changes},
        label,
        ScenarioError,
    )


def _places(path: Path, row: int, where: str) -> dict[str, Any]:
    """Return whose places are meant, and which."""
    words = where.split()
    side = words.pop(0) if words[0] in {"producers", "consumers"} else "producers"
    kind = words.pop(0) if words else ""
    if kind in {"tracts", "places"} and words:
        return {"side": side, "where": {kind: words}}
    if kind not in {"box", "polygon"}:
        refuse(path, row, f"where is {where}", _WHERE)
    numbers = [_value(each) for each in words]
    wrong = any(not isinstance(each, int | float) for each in numbers)
    if wrong or (len(numbers) % 2 if kind == "polygon" else len(numbers) != _BOX):
        expected = "numbers" if wrong else f"{_BOX} numbers, or pairs for a polygon"
        refuse(path, row, f"where is {where}", expected)
    if kind == "box":
        return {"side": side, "where": {kind: numbers}}
    corners = [list(pair) for pair in zip(numbers[::2], numbers[1::2], strict=True)]
    return {"side": side, "where": {kind: corners}}


def _value(text: str) -> Any:  # noqa: ANN401 - of any type
    """Return a cell read as a TOML value, as plain text where that fails."""
    try:
        tables = toml_tables(f"value = {text.strip()}")
    except ValueError:
        return text.strip()
    return tables["value"] if len(tables) == 1 else text.strip()
