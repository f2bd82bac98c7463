"""A run folder of an earlier version, whose log is of format 1, is read as ever.

It was written by the last version that wrote them: twenty-four orders of
``paper/deliverai_2`` with docks, finite core vehicles, ways that are ignored and a
horizon.
"""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from analysis.metrics import kpis
from simulation import fork, load_scenario, simulate
from simulation.errors import RunError
from simulation.record.kinds import CORE, PERIPHERAL, Kind
from simulation.record.run import Run
from tests.folders import reseal

FOLDER = Path(__file__).parent / "format_1"
KEYS = {
    "demand.load_per_min": 4,
    "demand.duration_min": 6,
    "fleet.core.size": 8,
    "hotspots.docks": 1,
    "hotspots.handover_s": 20,
    "record.decisions": True,
    "horizon_s": 900,
}
SAID = json.loads((FOLDER / "manifest.json").read_text())


@pytest.fixture(scope="module")
def old():
    return Run.read(FOLDER)


def test_it_is_read_and_its_kpis_are_those_it_was_written_with(old):
    written = json.loads((FOLDER / "kpis.json").read_text())
    now = {name: value for name, value in kpis(old).items() if name in written}
    assert now == written


def test_what_was_one_column_is_three_now(old):
    events = old.events
    pools = events.pool[events.rows(Kind.VEHICLE_JOINED)]
    assert set(pools.tolist()) == {CORE, PERIPHERAL}
    said_km = json.loads((FOLDER / "kpis.json").read_text())["ignored_km"]
    assert np.nansum(events.ignored_m) / 1000 == pytest.approx(said_km, abs=1e-9)
    has_q = ~np.isnan(events.q_sum)
    assert set(events.kind[has_q].tolist()) == {int(Kind.SHARING_ACCEPTED)}


def test_it_is_the_run_that_this_version_makes_in_both_formats(old):
    new = simulate(load_scenario("paper/deliverai_2", KEYS))
    assert old.events.hash(1) == new.events.hash(1) == SAID["log_hash"]
    assert old.log_hash == new.log_hash != SAID["log_hash"]


def test_it_can_be_written_in_format_2_and_forked(old, tmp_path):
    old.write(tmp_path / "new")
    again = Run.read(tmp_path / "new")
    assert again.log_hash == old.log_hash
    assert fork(old, 400.0).log_hash == old.log_hash


def test_a_change_in_its_events_is_still_found(tmp_path):
    folder = shutil.copytree(FOLDER, tmp_path / "old")
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["log_hash"] = "0" * 64
    (folder / "manifest.json").write_text(json.dumps(manifest))
    reseal(folder)
    with pytest.raises(RunError, match="expected the manifest's log_hash 000"):
        Run.read(folder)


def test_a_format_of_a_later_version_is_refused(tmp_path):
    folder = shutil.copytree(FOLDER, tmp_path / "later")
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["log_format"] = 9
    (folder / "manifest.json").write_text(json.dumps(manifest))
    reseal(folder)
    with pytest.raises(RunError, match="log_format is 9, expected one of those"):
        Run.read(folder)
