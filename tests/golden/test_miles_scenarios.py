"""60 random scenarios of rounds and of choice, 20 of them forked, have their logs.

``pytest tests/golden --update-golden`` writes their hashes anew, as of the others.
"""

import json
from pathlib import Path

import pytest

from simulation.record.kinds import Kind
from tests.golden.miles_scenarios import (
    CHOICE_VALUES,
    MILES,
    ROUNDS_VALUES,
    miles_scenarios,
)
from tests.golden.random_scenarios import checksum_of

HASHES = Path(__file__).parent / "hashes" / "miles.json"
DRAWN = "all that is drawn"


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """Return all runs and forks, by name."""
    folder = tmp_path_factory.mktemp("miles")
    runs = {}
    for each in miles_scenarios():
        try:
            runs |= each.runs(folder)
        except Exception as error:
            error.add_note(f"{each.name}: {each.keys}, forked with {each.changes}")
            raise
    return runs


def test_the_logs_are_the_golden_ones(runs, request):
    hashes = {DRAWN: checksum_of(miles_scenarios())}
    hashes |= {name: run.log_hash for name, run in runs.items()}
    if request.config.getoption("--update-golden"):
        HASHES.write_text(json.dumps(hashes, indent=1) + "\n", encoding="utf-8")
    golden = json.loads(HASHES.read_text(encoding="utf-8"))
    assert hashes == golden


def test_they_relay_and_do_not_and_meet_many_times(runs):
    relayed = kept = meetings = rounds = 0
    for run in runs.values():
        events = run.events
        rows = events.rows(Kind.MODE_CHOSEN)
        relayed += int((events.distance_m[rows] < 0).sum())
        kept += int((events.distance_m[rows] >= 0).sum())
        meetings += len(events.rows(Kind.MEETING_PLANNED))
        rounds += int((events.loads[events.rows(Kind.DEPARTED)] > 1).sum())
    assert min(relayed, kept, meetings, rounds) >= 50
    assert len(runs) == MILES + MILES // 3


def test_every_value_is_drawn():
    scenarios = miles_scenarios()
    for values, chooses in ((ROUNDS_VALUES, False), (CHOICE_VALUES, True)):
        drawn = [each.keys for each in scenarios if each.chooses == chooses]
        for key, every in values.items():
            assert {keys.get(key) for keys in drawn} == set(every), key
