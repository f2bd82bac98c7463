"""Scenario files into scenarios: bases, overrides, and who said which key."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from simulation.errors import ScenarioError
from simulation.scenario.changing import check_interventions
from simulation.scenario.library import locate
from simulation.scenario.models import Scenario
from simulation.scenario.parts import check_parts
from simulation.scenario.said_together import OVERRIDE, check_trace_alone
from simulation.scenario.values import resolved
from simulation.specs import DEEPEST, quoted, read_toml, toml_tables, validated

_BASE = "extends"
Overrides = Mapping[str, Any] | Sequence[str]


def _as_set(key: str) -> str:
    return f"{OVERRIDE} {key}"


def load_scenario(
    name_or_path: str | Path,
    overrides: Overrides = (),
    *,
    beside: Path | None = None,
    said_in: Callable[[str], str] = _as_set,
) -> Scenario:
    """Return the scenario of a file or of a shipped name.

    Parameters
    ----------
    name_or_path
        A TOML file, or a name such as ``paper/deliverai_2``.
    overrides
        Values over those of the file: dotted keys to values, or texts
        ``KEY=VALUE`` whose values are read as TOML, as plain text where that
        fails.
    beside
        The folder to which relative paths belong, that of the file and those in
        `overrides`; absent: the working folder.
    said_in
        Names where the override of a key was said, for errors.

    Raises
    ------
    ScenarioError
        In one sentence: file, key, what was given and what is expected.

    Examples
    --------
    >>> scenario = load_scenario("paper/deliverai_2", ["fleet.core.capacity=3"])
    >>> scenario.fleet.core.capacity, scenario.promise_s
    (3, 900.0)
    >>> load_scenario("paper/deliverai_2", {"promise_s": -1})
    Traceback (most recent call last):
    simulation.errors.ScenarioError: --set promise_s: promise_s is -1, expected ...
    """
    path, name = locate(name_or_path, beside)
    tables, said = _overridden(
        _with_bases(path, ()), overrides, beside or Path.cwd(), said_in
    )
    return _with_parts(tables, name, said, str(path))


def changed_scenario(
    tables: Mapping[str, Any],
    overrides: Overrides,
    name: str = "scenario",
    where: str = "scenario",
    said_in: Callable[[str], str] = _as_set,
) -> Scenario:
    """Return the scenario of tables nested as in TOML, with other values over them.

    `said_in` as of :func:`load_scenario`.

    Raises
    ------
    ScenarioError
        In one sentence that begins with `where`, or names the override.
    """
    changed, said = _overridden((dict(tables), {}), overrides, Path.cwd(), said_in)
    return _with_parts(changed, name, said, where)


def _overridden(
    layers: tuple[dict[str, Any], dict[str, str]],
    overrides: Overrides,
    folder: Path,
    said_in: Callable[[str], str],
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return tables under overrides, and who said which key.

    Relative paths in the overrides belong to `folder`.
    """
    tables, said = layers
    for key, value in _pairs(overrides):
        label = said_in(key)
        if key.partition(".")[0] == _BASE:
            raise ScenarioError(label, f"{_BASE} cannot be set, write it in a file")
        layer = resolved(_nested(key, value), folder)
        tables = _merged(tables, layer)
        said = _said(said, layer, label)
    return tables, said


def read_overrides(overrides: Sequence[str]) -> dict[str, Any]:
    """Return dotted keys to values of texts ``KEY=VALUE``, the last of a key.

    Relative paths are made absolute, from the working folder.

    Raises
    ------
    ScenarioError
        If a text is no key and value.
    """
    read: dict[str, Any] = {}
    for key, value in _pairs(overrides):
        tables: Any = resolved(_nested(key, value), Path.cwd())
        for part in key.split("."):
            tables = tables[part]
        read.pop(key, None)
        read[key] = tables
    return read


def scenario_from_dict(
    tables: Mapping[str, Any], name: str = "scenario", where: str = "scenario"
) -> Scenario:
    """Return the scenario of tables nested as in TOML; paths as they stand.

    Parts of one's own are not looked for: a run can be read without them.

    Raises
    ------
    ScenarioError
        In one sentence that begins with `where`.
    """
    return _built(tables, name, {}, where)


def scenario_to_dict(scenario: Scenario) -> dict[str, Any]:
    """Return a scenario nested as in TOML, with all defaults, absent keys left out."""
    return scenario.model_dump(mode="json", exclude_none=True)


def scenario_schema() -> dict[str, Any]:
    """Return the JSON Schema of a scenario file, for editors to complete and check."""
    schema = Scenario.model_json_schema()
    del schema["properties"]["name"]
    base = {
        "type": "string",
        "description": "Another scenario, by path or shipped name; keys here win.",
    }
    schema["properties"] = {_BASE: base, **schema["properties"]}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _with_parts(
    tables: Mapping[str, Any], name: str, said_in: Mapping[str, str], where: str
) -> Scenario:
    """Return the checked scenario, whose parts are there."""
    scenario = _built(tables, name, said_in, where)
    check_trace_alone(scenario, said_in, where)
    check_interventions(scenario, partial(_place, said_in, where))
    check_parts(scenario_to_dict(scenario), partial(_place, said_in, where))
    return scenario


def _place(said_in: Mapping[str, str], where: str, key: str) -> str:
    """Return where a key was said last, or what lies within or around it."""
    key = key.partition("[")[0]  # of a list of tables, the list
    latest = list(said_in)[::-1]
    within = (each for each in latest if f"{each}.".startswith(f"{key}."))
    around = (each for each in latest if f"{key}.".startswith(f"{each}."))
    return said_in.get(next(within, next(around, "")), where)


def _built(
    tables: Mapping[str, Any], name: str, said_in: Mapping[str, str], where: str
) -> Scenario:
    """Return the checked scenario; an error names where its key was said."""
    place = partial(_place, said_in, where)
    if "name" in tables:  # a field of the model, not a key of the file
        raise ScenarioError(
            place("name"), "unknown key name, a scenario is named by its file"
        )
    return validated(Scenario, {**tables, "name": name}, place, ScenarioError)


def _with_bases(
    path: Path, above: tuple[Path, ...]
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return a file's tables over those of its bases, and who said which key."""
    this = path.resolve()
    if this in above:
        circle = " -> ".join(each.name for each in (*above[above.index(this) :], this))
        raise ScenarioError(path, f"extends itself ({circle})", "an end")
    tables = read_toml(path, ScenarioError)
    base = tables.pop(_BASE, None)
    tables = resolved(tables, this.parent)
    if base is None:
        return tables, _said({}, tables, str(path))
    if not isinstance(base, str) or not base:
        raise ScenarioError(
            path, f"{_BASE} is {quoted(base)}", "a file or a shipped name"
        )
    try:
        base_path, _ = locate(base, beside=path.parent)
    except ScenarioError as cause:
        named = f"{_BASE} names {cause.where}: {cause.given}"
        raise ScenarioError(path, named, cause.expected, hint=cause.hint) from cause
    below, said_below = _with_bases(base_path, (*above, this))
    return _merged(below, tables), _said(said_below, tables, str(path))


def _merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Return both, table by table; where both say something, `above` wins."""
    merged = dict(below)
    for key, value in above.items():
        old = merged.get(key)
        if isinstance(old, Mapping) and isinstance(value, Mapping):
            merged[key] = _merged(old, value)
        else:
            merged[key] = value
    return merged


def _said(
    before: Mapping[str, str], tables: Mapping[str, Any], label: str
) -> dict[str, str]:
    """Return who said each key, latest last, after `label` said the tables."""
    now = dict.fromkeys(_leaves(tables), label)
    return {key: said for key, said in before.items() if key not in now} | now


def _leaves(tables: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    """Yield the dotted key of every value."""
    for key, value in tables.items():
        if isinstance(value, Mapping) and value:
            yield from _leaves(value, f"{prefix}{key}.")
        else:
            yield prefix + key


def _pairs(overrides: Overrides) -> Iterator[tuple[str, Any]]:
    """Yield dotted keys and values."""
    if isinstance(overrides, Mapping):
        yield from overrides.items()
        return
    for text in overrides:
        key, equals, value = text.partition("=")
        key = key.strip()
        if not equals or not all(key.split(".")):
            raise ScenarioError(
                f"{OVERRIDE} {text}",
                "no key and value",
                "KEY=VALUE such as demand.load_per_min=10",
            )
        if key.count(".") > DEEPEST:
            raise ScenarioError(
                f"{OVERRIDE} {key[:60]}\N{HORIZONTAL ELLIPSIS}",
                "tables are nested too deeply",
                f"at most {DEEPEST}",
            )
        yield key, _value(value)


def _value(text: str) -> object:
    """Return a value read as TOML, as plain text where that fails."""
    try:
        tables = toml_tables(f"value = {text}")
    except ValueError:
        return text.strip()
    return tables["value"] if len(tables) == 1 else text.strip()


def _nested(key: str, value: object) -> dict[str, Any]:
    """Return ``{"a": {"b": value}}`` for ``a.b``."""
    for part in reversed(key.split(".")):
        value = {part: value}
    return {} if not isinstance(value, dict) else value
