"""60 random scenarios more, whose first and last miles are planned: rounds and choice.

Numbered on from a round number, drawn as the others are; every third one is forked.
"""

from dataclasses import dataclass
from typing import Any

from tests.golden.meeting_scenarios import MEETING_VALUES
from tests.golden.random_scenarios import (
    IN_FLIGHT,
    REGIONS,
    STACKED_VALUES,
    VALUES,
    Draws,
    RandomScenario,
    drawn_region,
)

FIRST, MILES = 600, 60
ROUNDS_VALUES: dict[str, tuple[Any, ...]] = {
    **STACKED_VALUES,
    "service.mode": ("relayed",),
    "fleet.peripheral.capacity": (2, 3, 4),
    "fleet.peripheral.deadheading": ("driven",),
    "fleet.peripheral.elastic_start": ("door", "hotspot"),
    "producers.door_s": (0.0, 30.0, 180.0),
    "consumers.door_s": (0.0, 0.0, 45.25),
}
CHOICE_VALUES: dict[str, tuple[Any, ...]] = {
    **ROUNDS_VALUES,
    **MEETING_VALUES,
    "service.mode": ("choice",),
    "service.expected_core_load": (1.0, 3.0, 1000.0),
    "service.expected_core_wait_s": (0.0, 60.0),
    "fleet.peripheral.capacity": (1, 2, 4),
}
_NEVER_FORKED = ("fleet.peripheral.deadheading", "dispatch.interval_s")


@dataclass(frozen=True)
class MilesScenario(RandomScenario):
    """One scenario of rounds, or of choice."""

    @property
    def draws(self) -> Draws:  # noqa: D102 - as of every random scenario
        return Draws(self.number + REGIONS)

    @property
    def chooses(self) -> bool:
        """Whether each order has a mode of its own."""
        return self.number % 2 == 1

    @property
    def values(self) -> dict[str, tuple[Any, ...]]:  # noqa: D102
        return VALUES | (CHOICE_VALUES if self.chooses else ROUNDS_VALUES)

    @property
    def in_flight(self) -> list[str]:  # noqa: D102
        planned = [key for key in self.values if key.startswith("dispatch.")]
        return [
            key
            for key in dict.fromkeys([*IN_FLIGHT, *planned])
            if key not in _NEVER_FORKED and len(set(self.values[key])) > 1
        ]


def miles_scenarios() -> list[MilesScenario]:
    """Return all of them."""
    regions = [drawn_region(number) for number in range(REGIONS)]
    return [
        MilesScenario(number, regions[number % REGIONS])
        for number in range(FIRST, FIRST + MILES)
    ]
