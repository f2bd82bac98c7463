"""The parts of a scenario: found by its words, or given as objects."""

from collections.abc import Iterable, Mapping
from typing import Any

from simulation.errors import RunError, ScenarioError
from simulation.registry import KINDS, SERVICE, Kind, Part, find, from_object
from simulation.scenario.models import Scenario
from simulation.specs.wording import one_of

Objects = Mapping[str, object]  # parts given, by the name of their kind
Given = dict[str, Part]
DECISIONS = "decisions"  # as a service names them


def named(scenario: Scenario, objects: Objects) -> tuple[Scenario, Given]:
    """Return a scenario that names its parts, and those given as objects.

    Parameters
    ----------
    scenario
        Its words are replaced by those of the objects.
    objects
        By the name of their kind; ``None`` for what the scenario says.

    Raises
    ------
    ScenarioError
        If an object cannot be such a part.
    """
    kinds = {kind.name: kind for kind in KINDS}
    given: Given = {}
    for name, each in objects.items():
        if name not in kinds:
            raise ScenarioError(
                scenario.name, f"{name} is no kind of part", one_of(list(kinds))
            )
        if each is not None:
            given[name] = from_object(kinds[name], each, scenario.name)
    for part in given.values():
        table, _, key = part.kind.key.partition(".")
        spec = getattr(scenario, table).model_copy(update={key: part.word})
        scenario = scenario.model_copy(update={table: spec})
    return scenario, given


def part_of(kind: Kind, scenario: Scenario, given: Mapping[str, Part]) -> Part:
    """Return a part of a scenario, that given as an object if there is one.

    Raises
    ------
    ScenarioError
        As :func:`simulation.registry.find`.
    """
    table, _, key = kind.key.partition(".")
    spec = getattr(scenario, table)
    word, options = getattr(spec, key), spec.options
    if kind.name in given and given[kind.name].word == word:
        return given[kind.name].with_options(options)
    return find(kind, word, options, scenario.name)


def decides(scenario: Scenario, given: Mapping[str, Part]) -> bool:
    """Return whether the service sends deliveries between hotspots by agents."""
    return part_of(SERVICE, scenario, given).names(DECISIONS)


def records_of(scenario: Scenario, given: Mapping[str, Part]) -> list[dict[str, Any]]:
    """Return where the parts come from that are not shipped, for a manifest."""
    found = [part_of(kind, scenario, given) for kind in KINDS]
    return [part.record() for part in found if part.source is not None]


def check_as_recorded(
    recorded: Iterable[Mapping[str, Any]],
    scenario: Scenario,
    given: Mapping[str, Part],
    where: str,
) -> None:
    """Refuse parts that are not those of a recorded run.

    Parameters
    ----------
    recorded
        The ``parts`` of its manifest.
    scenario, given
        What is at hand.
    where
        Begins the sentence.

    Raises
    ------
    RunError
        If a part was an object that is not at hand, or its source has changed.
    """
    then = {(each.get("kind"), each.get("name")): each for each in recorded}
    for now in records_of(scenario, given):
        was = then.get((now["kind"], now["name"]), {})
        said = f"its {now['kind']} {now['name']}"
        if was.get("object") and not now.get("object"):
            raise RunError(
                where,
                f"{said} was an object",
                "a part that its word makes, or what was prepared with the object",
            )
        if was.get("sha256") != now["sha256"]:
            raise RunError(
                where,
                f"{said} has changed since",
                f"the source of {now['module']} as it was",
            )
