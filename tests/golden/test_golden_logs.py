"""Golden logs guard against drift, not against error.

``pytest tests/golden --update-golden`` writes them anew; read the difference
before keeping it, and say in the change which rule moved it.
"""

from difflib import unified_diff
from pathlib import Path

import pytest

from simulation.record.kinds import Kind
from tests.golden.tiny import FORKS, NAMES, tiny_case, tiny_fork, tiny_run
from tests.laws.replay import rows_of

LOGS = Path(__file__).parent / "logs"
MORE_ON_BOTH_SIDES = 3  # lines around a difference


def as_text(run):
    """Return a log as text: its hash, then one line a row."""
    lines = [f"# log_hash {run.log_hash}"]
    for row in rows_of(run.events):
        spec = Kind[row.kind.upper()]
        fields = [
            f"{name}={getattr(row, name):g}"
            for name in spec.fields
            if getattr(row, name) is not None
        ]
        if spec.carries_orders:
            fields.append(f"orders={list(row.orders)}")
        lines.append(f"{row.time_s:10.4f}  {row.kind:<17} {' '.join(fields)}")
    return "".join(f"{line}\n" for line in lines)


@pytest.mark.parametrize("name", NAMES)
def test_the_log_is_the_golden_one(name, tmp_path, request):
    text = as_text(tiny_run(name, tmp_path))
    path = LOGS / f"{name}.txt"
    if request.config.getoption("--update-golden"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    golden = path.read_text(encoding="utf-8")
    difference = unified_diff(
        golden.splitlines(),
        text.splitlines(),
        "golden",
        "now",
        lineterm="",
        n=MORE_ON_BOTH_SIDES,
    )
    assert text == golden, "\n".join(["the log has changed", *difference])


def test_three_and_four_ride_together_under_capacity_4():
    run = tiny_case("capacity_4_on_a_beat").run()
    loads = [len(row.orders) for row in rows_of(run.events) if row.kind == "departed"]
    assert {1, 2, 3, 4} <= set(loads)


def test_a_finite_fleet_waits_for_bays():
    rows = rows_of(tiny_case("finite_fleet_with_docks").run().events)
    asked = {}
    waits_s = []
    for row in rows:
        if row.kind == "dock_requested":
            asked[row.vehicle] = row.time_s
        elif row.kind == "handover_started":
            waits_s.append(row.time_s - asked[row.vehicle])
    assert max(waits_s) > 0


@pytest.mark.parametrize("name", FORKS)
def test_a_fork_goes_on_otherwise_from_its_moment_on(name):
    of, (first_s, _), *_ = FORKS[name]
    rows, before = (
        rows_of(run.events) for run in (tiny_fork(name), tiny_case(of).run())
    )
    assert rows != before
    assert [row for row in rows if row.time_s < first_s] == [
        row for row in before if row.time_s < first_s
    ]


def test_vehicles_of_both_pools_leave_a_smaller_fleet():
    rows = rows_of(tiny_fork("fork_to_a_smaller_fleet").events)
    assert {row.pool for row in rows if row.kind == "vehicle_left"} == {0, 1}


def test_every_golden_log_belongs_to_a_case():
    assert {path.stem for path in LOGS.iterdir()} == set(NAMES)
