"""What plans are called where people read, and which of their keys were changed.

A recorded scenario has all defaults filled in and does not say what its file or the
command set: that is told by comparison with the shipped scenario it is made from, or
that it differs least from.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from typing_extensions import override

from analysis.words import POLICY_NAMES, counted
from simulation.scenario import (
    list_scenarios,
    load_scenario,
    scenario_to_dict,
    toml_value,
)
from simulation.scenario.service import FROM_DOOR_TO_DOOR, MEETS, PLANNED, RELAYED
from simulation.scenario.values import differences, leaves, names_path

Tables = Mapping[str, Any]  # a scenario, nested as in TOML

_NAMES = {
    "paper/point_to_point": f"{POLICY_NAMES['baseline_1']} (point to point)",
    "paper/hotspots_only": f"{POLICY_NAMES['baseline_2']} (hotspots only)",
    "paper/deliverai_1": f"{POLICY_NAMES['deliverai_1']} (Boltzmann)",
    "paper/deliverai_2": f"{POLICY_NAMES['deliverai_2']} (epsilon)",
    "baselines/stacked": "Baseline 3 (stacked)",
    "sharing/through": "Through (stacked, vehicles meet)",
    "sharing/through_finite": "Through, finite fleet (looking ahead)",
}
_LOAD = "demand.load_per_min"
_TRACED = (_LOAD, "demand.duration_min", "demand.arrivals")  # unused with a trace
_RELAYED = ("hotspots.", "routing.", "requests.", "fleet.core.")  # unused else
_WORDS = {  # of a key within a title; the others are said as `key value`
    _LOAD: "{} orders/min",
    "demand.duration_min": "{} min of orders",
    "demand.profile": "{} demand",
    "demand.trace_file": "orders of {}",
    "dispatch.interval_s": "stops planned every {} s",
    "fleet.core.capacity": "capacity {}",
    "fleet.core.size": "{} core vehicles",
    "fleet.peripheral.capacity": "{} orders a vehicle",
    "fleet.peripheral.size": "{} peripheral vehicles",
    "horizon_s": "horizon {} s",
    "hotspots.docks": "{} bays",
    "hotspots.storage": "room for {} orders",
    "hotspots.handover_s": "{} s a handover",
    "promise_s": "promise {} s",
    "region": "on {}",
    "report.clock": "delivery times from when {}",
    "requests.decision_interval_s": "decisions every {} s",
    "requests.handler": "{} requests",
    "requests.interaction_range_m": "range {} m",
    "requests.max_wait_s": "patience {} s",
    "routing.policy": "{} routing",
    "seed": "seed {}",
    "service.mode": "{} service",
}
_KINDS = {"service.mode", "routing.policy", "requests.handler"}
_HAPPENS = {"interventions", "demand.shocks"}  # said by what happens
_EMPTY: tuple[object, ...] = (
    [],
    (),
    {},
)  # of a table that is new, such as a closure: as if not given
_MOST_IN_A_TITLE = 4  # changes, besides the load


@dataclass(frozen=True)
class Changed:
    """A key whose value is not that of the shipped scenario; None where absent."""

    key: str
    now: Any
    before: Any

    @override
    def __str__(self) -> str:
        """Return it as ``hotspots.docks = 4 (was "unlimited")``."""
        now, before = (_value_text(self.key, each) for each in (self.now, self.before))
        return f"{self.key} = {now} (was {before})"


def base_of(name: str, scenario: Tables) -> str:
    """Return the shipped scenario that a plan is, or differs least from."""
    shipped = list_scenarios()
    if name in shipped:
        return name
    return min(shipped, key=lambda each: len(differences(scenario, _tables(each))[0]))


def changed(
    name: str, scenario: Tables, base: Tables | None = None
) -> tuple[Changed, ...]:
    """Return the keys in which a plan differs from what it is made from.

    Parameters
    ----------
    name
        The scenario's.
    scenario
        Nested, all defaults filled in; a key that it has not is not compared.
    base
        What it is made from; its `base_of` if that is not known.
    """
    if base is None or name in list_scenarios():
        base = _tables(base_of(name, scenario))
    now, before = differences(scenario, base)
    there = dict(leaves(scenario))
    unused = (
        *(_TRACED if there.get("demand.profile") == "trace" else ()),
        *(_RELAYED if there.get("service.mode") in FROM_DOOR_TO_DOOR else ()),
    )
    keys = [each for each in now if each in there and not each.startswith(unused)]
    return tuple(
        Changed(each, now[each], before[each])
        for each in keys
        if before[each] is not None or now[each] not in _EMPTY
    )


def plain_name(name: str) -> str:
    """Return a scenario's name as people read it; a file's is its own."""
    return _NAMES.get(name, name)


def title(name: str, scenario: Tables, base: Tables | None = None) -> str:
    """Return a plan's title: ``DeliverAI-II (epsilon), 25 orders/min, 4 bays``."""
    return ", ".join((_called(name, scenario), *_parts(name, scenario, base)))


def changes_in_words(
    name: str, scenario: Tables, base: Tables | None = None
) -> list[str]:
    """Return the changed keys as text, and against what where that is a guess."""
    changes = [str(each) for each in changed(name, scenario, base)]
    if changes and base is None and name not in list_scenarios():
        changes[0] = f"unlike {base_of(name, scenario)}, {changes[0]}"
    return changes


def on_the_way(fork: Mapping[str, Any] | None) -> list[str]:
    """Return the keys that a fork changed, and when; `fork` as a manifest has it.

    Those of the run that a fork was forked from come first.
    """
    if not fork:
        return []
    before = {**fork.get("before", {}), **fork.get("in_force", {})}
    return on_the_way(fork.get("forked_from")) + [
        f"{key} = {_value_text(key, value)} from {fork['at_s']:g} s on "
        f"({_value_text(key, before.get(key))} before)"
        for key, value in fork.get("changes", {}).items()
    ]


def notes_without_folder(notes: Iterable[str], trace_file: str | None) -> list[str]:
    """Return notes on how a trace was read, without the folder that it is in."""
    path = Path(trace_file or "")
    return [each.replace(str(path), path.name) for each in notes]


def captioned(header: Mapping[str, Any]) -> dict[str, Any]:
    """Return the header of a playback with a title, and with its changes as text."""
    name, scenario = header["label"], header["scenario"]
    changes = changes_in_words(name, scenario) + on_the_way(header["forked_from"])
    return {**header, "label": title(name, scenario), "changes": changes}


def joint_title(plans: Sequence[tuple[str, Tables]]) -> str:
    """Return one title for plans side by side; what all have in common comes once."""
    if len(plans) == 1:
        return title(*plans[0])
    parts = [_parts(*each) for each in plans]
    shared = [each for each in parts[0] if all(each in other for other in parts)]
    own = [
        ", ".join((_called(*plan), *(each for each in some if each not in shared)))
        for plan, some in zip(plans, parts, strict=True)
    ]
    return ": ".join(filter(None, (_joined(own), ", ".join(shared))))


def joint_name(plans: Sequence[tuple[str, Tables]]) -> str:
    """Return what plans side by side are called, each once, without their settings."""
    return _joined([_called(*plan) for plan in plans])


def facts(scenario: Tables) -> dict[str, str]:
    """Return what every page says of a plan: its orders, its bays, its fleet."""
    keys = {key: _value_text(key, value).strip('"') for key, value in leaves(scenario)}
    mode = keys.get("service.mode")
    relayed = mode not in FROM_DOOR_TO_DOOR
    if keys.get("demand.profile") == "trace":
        orders = "as in {demand.trace_file}"
    else:
        orders = (
            "{demand.load_per_min} orders/min for {demand.duration_min} min, "
            "{demand.profile}"
        )
    templates = {"Demand": orders, "Promise": "{promise_s} s"}
    if relayed or mode in MEETS:
        templates["Bays"] = (
            "{hotspots.docks} a hotspot, {hotspots.handover_s} s a handover"
        )
    if relayed:
        vehicles = _vehicles(keys, "core")
        templates["Core vehicles"] = f"{vehicles}, of capacity {{fleet.core.capacity}}"
    templates["Peripheral vehicles"] = _vehicles(keys, "peripheral")
    rounds = mode == RELAYED and keys.get("fleet.peripheral.capacity", "1") != "1"
    if rounds or mode in PLANNED:
        templates["Peripheral vehicles"] += ", of capacity {fleet.peripheral.capacity}"
        templates["Stops planned"] = "every {dispatch.interval_s} s"
    if mode in MEETS:
        templates["Vehicles meet"] = (
            "at hotspots, where that saves {dispatch.least_saving_m} m or more"
        )
    return {name: _filled(words, keys) for name, words in templates.items()}


def _vehicles(keys: Mapping[str, str], pool: str) -> str:
    """Return how many vehicles a pool has, or in which shifts they work."""
    if keys.get(f"fleet.{pool}.shift_file", "none") != "none":
        return f"in shifts, as in {{fleet.{pool}.shift_file}}"
    shifts = keys.get(f"fleet.{pool}.shifts", "[]")
    if shifts != "[]":
        return f"in shifts: {shifts.strip('[]').replace(chr(34), '')}"
    return f"{{fleet.{pool}.size}}"


def _filled(words: str, keys: Mapping[str, str]) -> str:
    """Return words with the values of the keys that stand in them in braces."""
    return re.sub(r"\{(.+?)\}", lambda match: keys.get(match[1], "unknown"), words)


def slug(text: str) -> str:
    """Return a title as part of a file name: ``deliverai-ii-epsilon-4-bays``."""
    letters = re.sub(r"[^a-z0-9]+", "-", text.lower())
    return letters[:80].strip("-") or "plan"


def _called(name: str, scenario: Tables) -> str:
    """Return what a plan is called, without the kind where that was changed."""
    called = plain_name(name)
    if any(each.key in _KINDS for each in changed(name, scenario)):
        return called.partition(" (")[0]  # it is not of that kind any more
    return called


def _parts(name: str, scenario: Tables, base: Tables | None = None) -> list[str]:
    """Return the load and the changes in words, those without words last."""
    changes = {each.key: each.now for each in changed(name, scenario, base)}
    demand = scenario.get("demand", {})
    if demand.get("profile") != "trace" and "load_per_min" in demand:
        changes = {_LOAD: demand["load_per_min"]} | changes
    keys = sorted(changes, key=lambda key: key not in _WORDS)
    first = keys[: _MOST_IN_A_TITLE + (_LOAD in changes)]
    rest = len(keys) - len(first)
    return [*(_in_words(key, changes[key]) for key in first), *_more(rest)]


def _joined(names: Iterable[str]) -> str:
    """Return names in a row, each once; some have commas of their own."""
    *others, last = dict.fromkeys(names)
    return " and ".join(filter(None, ("; ".join(others), last)))


def _more(rest: int) -> Iterable[str]:
    return [counted(rest, "more change")] if rest else []


def _in_words(key: str, value: object) -> str:
    value_words = _value_text(key, value).strip('"')
    words = _WORDS.get(key, key.replace("{", "") + " {}").format(value_words)
    return words.removesuffix("s") if words == "1 bays" else words


def _value_text(key: str, value: object) -> str:
    """Return a value as in TOML; a path without the folders above it."""
    if value is None:
        return "none"
    if names_path(key):
        return Path(str(value)).name
    if key in _HAPPENS and isinstance(value, list | tuple):
        return ", ".join(toml_value(each["what"]) for each in value) or "none"
    if isinstance(value, float) and value.is_integer():
        return f"{value:.0f}"
    return toml_value(value)


@cache
def _tables(name: str) -> Tables:
    return scenario_to_dict(load_scenario(name))
