"""12 random scenarios whose vehicles turn off, 4 of them forked, have their logs.

``pytest tests/golden --update-golden`` writes their hashes anew, as of the others.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulation.record.kinds import Kind
from simulation.region.routers import RectilinearRouter
from tests.golden.expecting_scenarios import ExpectingScenario
from tests.golden.random_scenarios import checksum_of
from tests.region.squares import region_of

HASHES = Path(__file__).parent / "hashes" / "turning.json"
DRAWN = "all that is drawn"
FIRST, TURNING = 700, 12
TURNING_VALUES: dict[str, tuple[Any, ...]] = {  # beside those that look ahead
    "dispatch.waypoints": (20, 60),
    "dispatch.interval_s": (0.0, 0.0, 15.0),
}


@dataclass(frozen=True)
class TurningScenario(ExpectingScenario):
    """One scenario of stacked or through service with waypoints."""

    @property
    def values(self) -> dict[str, tuple[Any, ...]]:  # noqa: D102 - as of every one
        return super().values | TURNING_VALUES

    @property
    def region_number(self) -> int:  # noqa: D102
        return self.number % 2


def turning_scenarios() -> list[TurningScenario]:
    """Return all of them, on streets and on a grid in turn."""
    regions = [
        region_of(np.random.default_rng(11)),
        region_of(
            np.random.default_rng(12), lambda lon, lat: RectilinearRouter(lon, lat, 8.0)
        ),
    ]
    numbers = range(FIRST, FIRST + TURNING)
    return [TurningScenario(number, regions[number % 2]) for number in numbers]


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """Return all runs and forks, by name."""
    folder, runs = tmp_path_factory.mktemp("turning"), {}
    for each in turning_scenarios():
        try:
            runs |= each.runs(folder)
        except Exception as error:
            error.add_note(f"{each.name}: {each.keys}, forked with {each.changes}")
            raise
    return runs


def test_the_logs_are_the_golden_ones(runs, request):
    hashes = {DRAWN: checksum_of(turning_scenarios())}
    hashes |= {name: run.log_hash for name, run in runs.items()}
    if request.config.getoption("--update-golden"):
        HASHES.write_text(json.dumps(hashes, indent=1) + "\n", encoding="utf-8")
    golden = json.loads(HASHES.read_text(encoding="utf-8"))
    assert hashes == golden


def test_they_turn_off_many_times(runs):
    turned = [run.events.rows(Kind.DIVERTED).size for run in runs.values()]
    assert sum(turned) >= 15
    assert len(runs) == TURNING + TURNING // 3
