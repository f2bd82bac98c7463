"""What a visitor can turn: keys of the scenario, their ranges and their words.

What a key means and what it may be is said by the scenario's models; here stands
only which keys get a control and over which range a slider runs. A file or a link
may say more.
"""

from dataclasses import dataclass
from typing import Any, Literal

from simulation.registry import DEMAND, HANDLER, ROUTING, SERVICE
from simulation.scenario import Scenario
from simulation.scenario.service import CHOICE, RELAYED

Scope = Literal["orders", "plan"]  # the same for both plans, or each one's own


@dataclass(frozen=True)
class Choice:
    """One of a few words."""

    key: str
    label: str
    values: tuple[str, ...]
    scope: Scope = "plan"
    relayed: bool = False  # of no use in another service
    stacked: bool = False  # of no use where no stops are planned


@dataclass(frozen=True)
class Range:
    """A number on a slider, or the word that stands for no limit."""

    key: str
    label: str
    least: float
    most: float
    step: float = 1
    unit: str = ""
    word: str = ""  # such as "unlimited"; none: always a number
    number: float = 0  # where the slider stands when the word is given up
    scope: Scope = "plan"
    relayed: bool = False
    stacked: bool = False
    whole: bool = True


Knob = Choice | Range

_BY_SHIFTS = "fleet.peripheral.size"  # is not turned where shifts say who works

KNOBS: tuple[Knob, ...] = (
    Range(
        "demand.load_per_min",
        "Load",
        1,
        120,
        unit="orders/min",
        scope="orders",
        whole=False,
    ),
    Range(
        "demand.duration_min", "Orders come in for", 5, 240, 5, "min", scope="orders"
    ),
    Choice(
        "demand.profile",
        "Profile of the day",
        tuple(word for word in DEMAND.shipped if word != "trace"),  # a file
        scope="orders",
    ),
    Range("seed", "Seed", 1, 50, scope="orders"),
    Choice("service.mode", "Service", tuple(SERVICE.shipped)),
    Choice(
        "routing.policy",
        "Routing policy",
        tuple(ROUTING.shipped),
        relayed=True,
    ),
    Choice(
        "requests.handler",
        "Request handler",
        tuple(word for word in HANDLER.shipped if word != "reservation"),  # a file
        relayed=True,
    ),
    Range(
        "fleet.core.capacity",
        "Capacity of core vehicles",
        1,
        8,
        unit="deliveries",
        relayed=True,
    ),
    Range(
        "fleet.core.size",
        "Core vehicles",
        5,
        600,
        5,
        word="elastic",
        number=150,
        relayed=True,
    ),
    Range(
        "fleet.peripheral.size",
        "Peripheral vehicles",
        5,
        900,
        5,
        word="elastic",
        number=400,
    ),
    Range(
        "fleet.peripheral.capacity",
        "Orders in one vehicle",
        1,
        8,
        unit="orders",
        stacked=True,
    ),
    Range("dispatch.interval_s", "Planning beat", 0, 300, 5, "s", stacked=True),
    Range("dispatch.hold_s", "Vehicles held for", 0, 300, 10, "s", stacked=True),
    Range(
        "hotspots.handover_s", "Handover, per delivery", 0, 180, 5, "s", relayed=True
    ),
    Range(
        "hotspots.docks",
        "Bays of a hotspot",
        1,
        20,
        word="unlimited",
        number=3,
        relayed=True,
    ),
    Range(
        "requests.interaction_range_m",
        "Interaction range",
        0,
        5000,
        100,
        "m",
        relayed=True,
    ),
    Range(
        "requests.max_wait_s",
        "Patience",
        0,
        1800,
        30,
        "s",
        word="unbounded",
        number=300,
        relayed=True,
    ),
    Range(
        "requests.decision_interval_s", "Decision beat", 0, 300, 10, "s", relayed=True
    ),
)


def value_of(scenario: Scenario, key: str) -> Any:  # noqa: ANN401 - as the key has it
    """Return what a scenario says at a dotted key."""
    value: Any = scenario
    for part in key.split("."):
        value = getattr(value, part)
    return value


def meaning_of(key: str) -> str:
    """Return what a key means, as its model says."""
    spec: Any = Scenario
    *tables, name = key.split(".")
    for table in tables:
        spec = spec.model_fields[table].annotation
    return str(spec.model_fields[name].description)


def knobs_of(scenario: Scenario, scope: Scope) -> list[Knob]:
    """Return the knobs of a scope that a scenario makes use of."""
    mode = scenario.service.mode
    traced = scenario.demand.profile == "trace"
    return [
        knob
        for knob in KNOBS
        if knob.scope == scope
        and (mode in (RELAYED, CHOICE) or not knob.relayed)
        and (scenario.plans_stops or not knob.stacked)
        and not (traced and knob.key.startswith("demand."))
        and not (scenario.fleet.peripheral.by_shifts and knob.key == _BY_SHIFTS)
    ]
