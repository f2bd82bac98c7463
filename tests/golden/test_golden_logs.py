"""Golden logs guard against drift, not against error.

``pytest tests/golden --update-golden`` writes them anew; read the difference
before keeping it, and say in the change which rule moved it.
"""

from difflib import unified_diff
from pathlib import Path

import pytest

from simulation.record.kinds import KIND_SPECS, Kind
from tests.golden.tiny import CASES, tiny_case
from tests.laws.replay import rows_of

LOGS = Path(__file__).parent / "logs"
MORE_ON_BOTH_SIDES = 3  # lines around a difference


def as_text(run):
    """Return a log as text: its hash, then one line a row."""
    lines = [f"# log_hash {run.log_hash}"]
    for row in rows_of(run.events):
        spec = KIND_SPECS[Kind[row.kind.upper()]]
        fields = [
            f"{name}={getattr(row, name):g}"
            for name in spec.fields
            if getattr(row, name) is not None
        ]
        if spec.carries_orders:
            fields.append(f"orders={list(row.orders)}")
        lines.append(f"{row.time_s:10.4f}  {row.kind:<17} {' '.join(fields)}")
    return "".join(f"{line}\n" for line in lines)


@pytest.mark.parametrize("name", CASES)
def test_the_log_is_the_golden_one(name, request):
    text = as_text(tiny_case(name).run())
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


def test_every_golden_log_belongs_to_a_case():
    assert {path.stem for path in LOGS.iterdir()} == set(CASES)
