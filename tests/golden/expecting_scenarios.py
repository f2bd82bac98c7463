"""30 random scenarios more, which look ahead to where orders are expected."""

from dataclasses import dataclass
from typing import Any

from tests.golden.meeting_scenarios import FIRST as FIRST_MEETING
from tests.golden.meeting_scenarios import MEETING, MEETING_VALUES, MeetingScenario
from tests.golden.random_scenarios import REGIONS, STACKED_VALUES, VALUES, drawn_region

FIRST, EXPECTING = FIRST_MEETING + MEETING, 30
EXPECTING_VALUES: dict[str, tuple[Any, ...]] = {  # beside those of through service
    "service.mode": ("stacked", "through"),
    "dispatch.end_weight": (0.0, 0.5, 2.0),
    "dispatch.memory_s": (1800.0, 60.0),
    "dispatch.rebalance_s": (0.0, 10.0, 5.5, 30.0),
    "dispatch.rebalance_ahead_s": (300.0, 60.0),
    "fleet.peripheral.size": ("elastic", 12, 30, 60),
}


@dataclass(frozen=True)
class ExpectingScenario(MeetingScenario):
    """One scenario of stacked or through service."""

    @property
    def values(self) -> dict[str, tuple[Any, ...]]:  # noqa: D102 - as of every one
        return VALUES | STACKED_VALUES | MEETING_VALUES | EXPECTING_VALUES

    @property
    def in_flight(self) -> list[str]:  # noqa: D102
        return [key for key in EXPECTING_VALUES if key.startswith("dispatch.")]


def expecting_scenarios() -> list[ExpectingScenario]:
    """Return all of them."""
    regions = [drawn_region(number) for number in range(REGIONS)]
    return [
        ExpectingScenario(number, regions[number % REGIONS])
        for number in range(FIRST, FIRST + EXPECTING)
    ]
