"""510 random scenarios, 170 of them forked, have the logs they had.

``pytest tests/golden --update-golden`` writes their hashes anew, which is for changes
of a rule of the model: say in the change which rule it is.
"""

import hashlib
import json
from pathlib import Path

import pytest
from pydantic import BaseModel

from simulation import Scenario
from simulation.record.kinds import Kind
from simulation.registry import KINDS, TRAFFIC
from tests.golden.expecting_scenarios import (
    EXPECTING,
    EXPECTING_VALUES,
    expecting_scenarios,
)
from tests.golden.meeting_scenarios import (
    MEETING,
    MEETING_IN_FLIGHT,
    MEETING_VALUES,
    meeting_scenarios,
)
from tests.golden.operated_scenarios import (
    COLUMNS,
    FLEETS,
    OPERATED,
    OPERATED_VALUES,
    operated_scenarios,
)
from tests.golden.random_scenarios import (
    IN_FLIGHT,
    SCENARIOS,
    STACKED,
    STACKED_IN_FLIGHT,
    STACKED_VALUES,
    TRAINING,
    VALUES,
    checksum_of,
    random_scenarios,
)

HASHES = Path(__file__).parent / "hashes" / "random.json"
DRAWN = "all that is drawn"
OPERATED_DRAWN = "all that is drawn of operated ones"
MEETING_DRAWN = "all that is drawn of those that meet"
EXPECTING_DRAWN = "all that is drawn of those that look ahead"
SHOWN = 3  # scenarios that differ, with their keys
OTHERS_DRAWN = {
    "seed",
    "region",
    "demand.profile",
    "demand.load_per_min",
    "demand.duration_min",
    "demand.trace_file",
    "demand.replicate",  # which days are drawn
    "demand.keep_share",
}
LATER = ("traffic.",)  # with laws of their own
FAILING = ("breakdowns.", "cancellations.", "recall.", "attempts.", "drivers.")
WHAT_FAILS = {  # drawn in tests/laws/incidents.py, whose laws judge more than a hash
    *("broke_down", "repaired", "recalled", "attempt_failed", "returned"),
    *("no_show", "driver_late", "left_early", "called_back"),
}
NOT_DRAWN = {  # a folder; rules that came later; elastic only; one word that is shipped
    "routing.table",
    "dispatch.rule",
    *("requests.value_of_time_m_per_s", "requests.table", "requests.hold_s"),
    "fleet.peripheral.elastic_start",
    *("routing.times", "routing.relearn_episodes"),
    *(kind.options_key for kind in KINDS if kind is not TRAFFIC),
    "dispatch.exploration",  # of solvers, which are an extra
    "dispatch.waypoints",  # in test_turning_logs.py
    *("service.expected_core_load", "service.expected_core_wait_s"),  # of choice
    # These have laws of their own, in tests/laws/test_interventions.py.
    *("interventions", "intervention_file", "demand.shocks", "hotspots.docks_at"),
    *("hotspots.storage", "hotspots.storage_at"),  # in tests/laws/test_storage.py
    "lines",  # in tests/laws/test_lines.py
    *("demand.hours", "demand.uses"),  # in tests/demand/test_uses.py
    "routing.preferred_most",  # in tests/laws/test_wide_sets.py
}


@pytest.fixture(scope="module")
def scenarios():
    """Return all scenarios."""
    return [
        *(*random_scenarios(), *operated_scenarios(), *meeting_scenarios()),
        *expecting_scenarios(),
    ]


@pytest.fixture(scope="module")
def runs(scenarios, tmp_path_factory):
    """Return all runs and forks, by name."""
    folder = tmp_path_factory.mktemp("random")
    runs = {}
    for each in scenarios:
        try:
            runs |= each.runs(folder)
        except Exception as error:
            error.add_note(f"{each.name}: {each.keys}, forked with {each.changes}")
            raise
    return runs


def test_the_logs_of_510_random_scenarios_are_the_golden_ones(scenarios, runs, request):
    parts = _parts_of(scenarios)
    names = (DRAWN, OPERATED_DRAWN, MEETING_DRAWN, EXPECTING_DRAWN)
    hashes = {
        **dict(zip(names, map(checksum_of, parts), strict=True)),
        **_hashes_of(runs),
    }
    if request.config.getoption("--update-golden"):
        HASHES.parent.mkdir(exist_ok=True)
        HASHES.write_text(json.dumps(hashes, indent=1) + "\n", encoding="utf-8")
    golden = json.loads(HASHES.read_text(encoding="utf-8"))
    for drawn in names:
        assert hashes[drawn] == golden[drawn], "the scenarios are others than before"
    assert hashes.keys() == golden.keys()
    differ = [name for name in golden if hashes[name] != golden[name]]
    assert not differ, _said_of(differ, len(golden) - 1, scenarios)


def _parts_of(scenarios):
    """Return the drawn scenarios, the operated ones, and those that came later."""
    first = SCENARIOS + STACKED
    later = first + OPERATED
    last = later + MEETING
    assert len(scenarios) == last + EXPECTING
    of_plans = scenarios[later:last], scenarios[last:]
    return scenarios[:first], scenarios[first:later], *of_plans


def _hashes_of(runs):
    """Return the hash of each log and, where they are kept, of its decisions."""
    hashes = {}
    for name, run in runs.items():
        hashes[name] = run.log_hash
        if run.decisions is not None:
            rows = json.dumps(run.decisions.to_pylist()).encode()
            hashes[f"{name} decisions"] = hashlib.sha256(rows).hexdigest()
    return hashes


def _said_of(differ, number, scenarios):
    """Return which hashes differ, and the keys of the first such scenarios."""
    first = sorted({int(name.split()[0]) for name in differ})[:SHOWN]
    return "\n".join(
        [
            f"{len(differ)} of {number} hashes differ: {', '.join(differ)}",
            *(
                f"{scenarios[number].name}: {scenarios[number].keys}, "
                f"forked with {scenarios[number].changes}"
                for number in first
            ),
        ]
    )


# What they are worth ----------------------------------------------------------------


def test_the_scenarios_are_510_with_9_to_60_orders_and_170_forks(runs):
    orders = [len(run.orders) for name, run in runs.items() if "forked" not in name]
    assert len(orders) == 510
    assert len(runs) == 680
    assert min(orders) >= 9
    assert max(orders) <= 60


def test_every_key_that_changes_a_log_is_drawn():
    of_pools = {
        f"fleet.{pool}.{key}" for pool in ("core", "peripheral") for key in FLEETS
    }
    of_files = {f"{side}.door_file" for side in ("producers", "consumers")}
    classes = {key for key in OPERATED_VALUES if key.startswith("fleet.classes.")}
    operated = {*OPERATED_VALUES, *of_pools, *of_files, "fleet.classes"} - classes
    drawn = {
        *VALUES,
        *STACKED_VALUES,
        *MEETING_VALUES,
        *EXPECTING_VALUES,
        *TRAINING,
        *OTHERS_DRAWN,
        *operated,
    }
    without_effect = ("name", "promise_s", "report.", "costs.")
    keys = {
        key
        for key in _keys_of(Scenario)
        if not key.startswith((*without_effect, *FAILING, *LATER))
        and not key.endswith(".breakdowns_per_h")
    }
    assert keys == drawn | NOT_DRAWN


def _keys_of(model, prefix=""):
    """Yield all keys of a scenario, dotted."""
    for name, field in model.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from _keys_of(kind, f"{prefix}{name}.")
        else:
            yield prefix + name


def test_every_value_is_drawn_and_every_key_in_flight_changed(scenarios):
    others, stacked = scenarios[:SCENARIOS], scenarios[SCENARIOS:][:STACKED]
    for drawn, every in ((others, VALUES), (stacked, STACKED_VALUES)):
        for key, values in every.items():
            assert {each.keys.get(key) for each in drawn} == set(values), key
    _, operated, meeting, expecting = _parts_of(scenarios)
    for key, values in EXPECTING_VALUES.items():
        assert {each.keys.get(key) for each in expecting} == set(values), key
    changed = {key for each in expecting for key in each.changes}
    assert changed == {key for key in EXPECTING_VALUES if key.startswith("dispatch.")}
    for key, values in MEETING_VALUES.items():
        assert {each.keys.get(key) for each in meeting} == set(values), key
    assert {key for each in meeting for key in each.changes} >= set(MEETING_IN_FLIGHT)
    for key, values in OPERATED_VALUES.items():
        assert {each.keys.get(key) for each in operated} >= set(values), key
    assert {each.kind for each in operated} == {"shared", "alone", "direct", "stacked"}
    assert {each.of_pool("core") for each in operated if each.relays} == set(FLEETS)
    assert {each.of_pool("peripheral") for each in operated} == set(FLEETS)
    names = [each.trace.splitlines()[0].split(",") for each in operated]
    for column in {
        name
        for of in COLUMNS.values()
        for each in of
        if each
        for name in each.split(",")
    }:
        assert sum(column in of or f"{column}_s" in of for of in names) >= 3, column
    assert {key for each in others for key in each.changes} >= set(IN_FLIGHT)
    assert {key for each in stacked for key in each.changes} >= set(STACKED_IN_FLIGHT)


def test_everything_that_can_happen_happens_many_times(runs):
    later = {Kind.INTERVENTION_STARTED, Kind.INTERVENTION_ENDED, Kind.STOP_LEFT}
    later |= {Kind.ROOM_AWAITED, Kind.STORAGE_BLOCKED}
    later |= {Kind.TIMES_LEARNT, Kind.HOTSPOT_SHUNNED}
    later |= {Kind.DIVERTED}  # test_turning_logs
    rows = dict.fromkeys(set(Kind) - later, 0)
    loads = dict.fromkeys(range(5), 0)
    for run in runs.values():
        for code in run.events.kind.tolist():
            rows[code] += 1
        for row in (run.events.kind == Kind.DEPARTED).nonzero()[0].tolist():
            loads[len(run.events.load(row))] += 1
    fails = {kind for kind in Kind if kind.label in WHAT_FAILS}
    assert len(fails) == len(WHAT_FAILS)
    of_traffic = (Kind.SLOWED, Kind.FEED_ALARM, Kind.FEED_BELIEVED)
    assert [rows.pop(kind) for kind in of_traffic] == [0, 0, 0]  # no key is drawn
    rows.pop(Kind.MODE_CHOSEN)  # of choice: test_miles_scenarios
    assert min(count for kind, count in rows.items() if kind not in fails) >= 50, rows
    assert min(loads.values()) >= 50, loads
