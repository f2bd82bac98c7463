"""Keys that change nothing, since what they belong to is not in use; and why."""

from collections.abc import Iterable, Iterator

from simulation.registry import DEMAND, DISPATCH, KINDS, ROUTING, is_told
from simulation.scenario.conditions import is_direct
from simulation.scenario.effect_rules import (
    NOBODY_PLANS,
    NOBODY_POOLS,
    OF_DRAWING,
    RULES,
)
from simulation.scenario.models import Scenario
from simulation.scenario.routing_effects import OF_TRAINING


def without_effect(scenario: Scenario, keys: Iterable[str]) -> dict[str, str]:
    """Return which keys change nothing under a scenario, each with the reason.

    Whatever value such a key has, every metric is the same. What is not returned
    may still be without effect: a limit that nothing reaches.

    Parameters
    ----------
    scenario
        As it is with all changes.
    keys
        Dotted; those of a scenario.
    """
    found = {}
    for key in keys:
        why = next(_reasons(scenario, key), None)
        if why is not None:
            found[key] = why
    return found


def without_effect_in_any(
    scenarios: Iterable[Scenario], keys: Iterable[str]
) -> dict[str, str]:
    """Return the keys that change nothing in any scenario: one that works is no slip.

    Each with the reason; with every scenario's own, by its name, where they differ.
    """
    names: dict[str, dict[str, str]] = {key: {} for key in keys}  # by reason
    for scenario in scenarios:
        found = without_effect(scenario, names)
        names = {
            key: {**names[key], why: names[key].get(why, scenario.name)}
            for key, why in found.items()
        }
    return {
        key: "; ".join(
            f"in {name}, {why}" if len(whys) > 1 else why for why, name in whys.items()
        )
        for key, whys in names.items()
        if whys
    }


def _others(scenario: Scenario, key: str) -> Iterator[str]:
    """Yield why a key is not in use since a part is, or is not, one's own."""
    for kind in KINDS:
        table, _, name = kind.key.partition(".")
        word = getattr(getattr(scenario, table), name)
        options = key == kind.options_key or key.startswith(f"{kind.options_key}.")
        if options and word in kind.shipped:
            yield f"{kind.key} is {word}, whose values are keys of their own"
        planned = scenario.service.plans and not scenario.service.relays
        if options and kind is DISPATCH and planned:
            yield (
                f"service.mode is {scenario.service.mode}, which plans stops by no "
                "rule of one's own"
            )
        if word in kind.shipped:
            continue
        if (kind is ROUTING and key in OF_TRAINING) or (
            kind is DEMAND and _is_not_asked_for(word, key)
        ):
            yield f"{kind.key} is {word}, which is not told of it"


def _is_not_asked_for(word: str, key: str) -> bool:
    """Return whether a demand of one's own draws its orders without a key's value."""
    whole = next((each for each in OF_DRAWING if key.startswith(each)), None)
    return whole is not None and not is_told(DEMAND, word, whole.partition(".")[2])


def _of_classes(scenario: Scenario, key: str) -> Iterator[str]:
    """Yield why a key of a further class of vehicle is not in use."""
    if not key.startswith("fleet.classes."):
        return
    fleet = scenario.fleet
    name, _, field = key.removeprefix("fleet.classes.").rpartition(".")
    if fleet.peripheral.grows:
        yield "fleet.peripheral.size is elastic: all that join are of its own class"
    elif name in fleet.classes and name not in fleet.serving:
        yield f"no vehicle is of the class {name}: it has no size and no shift"
    if field == "capacity" and not scenario.plans_stops:
        why = NOBODY_PLANS if scenario.service.pools else NOBODY_POOLS
        yield f"{why}: no peripheral vehicle has several orders aboard"


def _reasons(scenario: Scenario, key: str) -> Iterator[str]:
    """Yield why a key is not in use."""
    yield from _of_classes(scenario, key)
    if not (is_direct(scenario) and key.startswith(("routing.", "requests."))):
        yield from _others(scenario, key)
    for holds, keys, why in RULES:
        named = any(
            key.startswith(each) if each.endswith(".") else key == each for each in keys
        )
        if named and holds(scenario):
            yield why
