"""Scenarios back into TOML, each key with its meaning."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from simulation.scenario.loading import scenario_to_dict
from simulation.scenario.models import Scenario
from simulation.specs import Spec

# Tables whose keys are not those of a model.
_FREE = ("options", "classes", "docks_at", "storage_at", "closures")


def scenario_to_toml(scenario: Scenario) -> str:
    """Return a scenario in full as a TOML file that loads to the same scenario."""
    lines = [f"# {scenario.name}, all defaults filled in", ""]
    lines += _lines(scenario, scenario_to_dict(scenario), "")
    return "\n".join(lines) + "\n"


def _lines(spec: Spec, values: Mapping[str, Any], prefix: str) -> Iterator[str]:
    """Yield the lines of a table, then those of the tables inside it."""
    inside = {name: value for name, value in values.items() if isinstance(value, dict)}
    fields = type(spec).model_fields
    for name, value in values.items():
        if name not in inside:
            yield f"# {fields[name].description}"
            yield f"{name} = {_inline(value)}"
    for name in [each for each in inside if each in _FREE]:
        yield f"# {fields[name].description}"
        yield f"{name} = {_inline(inside.pop(name))}"
    for name, value in inside.items():
        if any(
            not isinstance(each, dict) or key in _FREE for key, each in value.items()
        ):
            yield from ("", f"[{prefix}{name}]")
        yield from _lines(getattr(spec, name), value, f"{prefix}{name}.")


def _inline(value: object) -> str:
    """Return a value as TOML on one line, tables and lists in it too."""
    if isinstance(value, dict):
        pairs = (f"{toml_value(key)} = {_inline(each)}" for key, each in value.items())
        return f"{{ {', '.join(pairs)} }}" if value else "{}"
    if isinstance(value, list):
        return f"[{', '.join(map(_inline, value))}]"
    return toml_value(value)


def toml_value(value: object) -> str:
    """Return a text, number, truth value or list as TOML; JSON writes them alike."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
