"""60 random scenarios more, whose vehicles meet at hotspots; every third one forked."""

from dataclasses import dataclass
from typing import Any

from tests.golden.random_scenarios import (
    REGIONS,
    STACKED_IN_FLIGHT,
    STACKED_VALUES,
    VALUES,
    Draws,
    RandomScenario,
    drawn_region,
)

FIRST, MEETING = 420, 60
MEETING_VALUES: dict[str, tuple[Any, ...]] = {  # beside those of stacked service
    "service.mode": ("through",),
    "dispatch.rounds": (10, 0),
    "dispatch.transfers": (1, 1, 2, 3),
    "dispatch.least_saving_m": (0.0, 0.0, 50.0, 350.0),
    "dispatch.stacks": (True, False),
    "dispatch.busy_m_per_s": (0.0, 2.5),
    "producers.door_s": (0.0, 30.0, 180.0),
}
MEETING_IN_FLIGHT = [
    *STACKED_IN_FLIGHT,
    *(key for key in VALUES if key.startswith("hotspots.")),
    *(key for key in MEETING_VALUES if key.startswith("dispatch.")),
]


@dataclass(frozen=True)
class MeetingScenario(RandomScenario):
    """One scenario of through service."""

    @property
    def draws(self) -> Draws:  # noqa: D102 - as of every random scenario
        return Draws(self.number + REGIONS)

    @property
    def values(self) -> dict[str, tuple[Any, ...]]:  # noqa: D102
        return VALUES | STACKED_VALUES | MEETING_VALUES

    @property
    def in_flight(self) -> list[str]:  # noqa: D102
        return list(dict.fromkeys(MEETING_IN_FLIGHT))


def meeting_scenarios() -> list[MeetingScenario]:
    """Return all of them."""
    regions = [drawn_region(number) for number in range(REGIONS)]
    return [
        MeetingScenario(number, regions[number % REGIONS])
        for number in range(FIRST, FIRST + MEETING)
    ]
