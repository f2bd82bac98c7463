"""What cannot change in flight, and runs that cannot be repeated."""

from dataclasses import replace

import pytest

from simulation import Run, load_scenario, prepare, simulate
from simulation.errors import RunError, ScenarioError
from simulation.forks import fork, replay_of
from simulation.record.table import first_difference
from tests.world.test_in_flight_keys import BUSY


@pytest.fixture(scope="module")
def busy():
    """Return a busy run, ready to be forked."""
    prepared = prepare(BUSY)
    return replay_of(simulate(BUSY, prepared=prepared), prepared=prepared)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("demand.load_per_min=3", "both futures meet the same orders"),
        ("seed=3", "both futures meet the same orders"),
        ("region=elsewhere", "places stay where they are"),
        ("service.mode=direct", "under way in the one mode"),
        ("fleet.core.capacity=3", "seats stay as they are"),
        ("fleet.core.shifts=['2 00:00-01:00']", "have the same shifts"),
        ("fleet.peripheral.last_call_s=60", "have the same shifts"),
        ("fleet.classes.van.capacity=2", "classes stay as they are"),
        ("producers.door_s=60", "doors stay as they are"),
        ("consumers.distribution=expon(scale=60)", "doors stay as they are"),
        ("dispatch.lead_s=60", "call for their orders alike"),
        ("horizon_s=9000", "both futures end alike"),
        ("record.decisions=true", "both futures are recorded alike"),
        ("fleet.core.sise=3", "did you mean fleet.core.size"),
        ("fleet.core.size=none", "--set fleet.core.size"),
    ],
)
def test_other_keys_are_refused_and_why(busy, change, said):
    with pytest.raises(ScenarioError) as caught:
        busy.fork(180.0, [change])
    assert said in str(caught.value)


@pytest.mark.parametrize("at_s", [-1.0, 0.0, 0.0001, 1e9])
def test_a_moment_lies_within_the_run(busy, at_s):
    with pytest.raises(RunError, match="expected one after 0 s and before"):
        busy.fork(at_s)


def test_a_moment_lies_before_the_horizon():
    scenario = load_scenario("paper/hotspots_only", ["horizon_s=600"])
    with pytest.raises(RunError, match="before the run ends, at 600 s"):
        fork(simulate(scenario), 600.0)


def test_a_fork_is_not_forked_before_its_own_moment(busy, tmp_path):
    forked = busy.fork(180.0, ["hotspots.docks=1"])
    forked.write(tmp_path / "fork")
    kept = Run.read(tmp_path / "fork")
    assert kept.forked_from == forked.forked_from
    with pytest.raises(RunError, match="from where this run was forked itself"):
        fork(kept, 120.0)
    again = fork(kept, 240.0, ["hotspots.docks=unlimited"])
    assert again.forked_from["forked_from"] == forked.forked_from
    assert fork(again, 300.0).log_hash == again.log_hash


def test_a_run_of_another_version_is_refused(busy):
    """One number of one row of the past is another; in the future it is no matter."""
    run = busy.run
    for row, refused in ((100, True), (len(run.events) - 1, False)):
        place = run.events.place.copy()
        place[row] += 1
        other = replace(run, events=replace(run.events, place=place))
        changed = replace(busy, run=other)
        if refused:
            with pytest.raises(RunError, match="row 100 of its log does not come out"):
                changed.fork(180.0)
        else:
            assert changed.fork(180.0).log_hash == run.log_hash


def test_orders_that_do_not_come_out_again_are_refused(busy):
    orders = busy.run.orders
    others = replace(orders, consumer=orders.consumer + 1)
    with pytest.raises(RunError, match="consumer of its orders does not come out"):
        replay_of(replace(busy.run, orders=others), prepared=busy.prepared)


def test_another_region_is_refused(busy):
    other = replace(busy.run, region_checksum="another")
    with pytest.raises(RunError, match="expected another as run"):
        replay_of(other, prepared=busy.prepared)


@pytest.mark.parametrize("damage", [{}, {"at_s": "x", "before": {}}, 3])
def test_a_damaged_link_is_refused(busy, damage):
    other = replace(busy.run, forked_from=damage)
    with pytest.raises(RunError, match="forked_from in its manifest is damaged"):
        replay_of(other, prepared=busy.prepared)


def test_the_first_difference_is_found_in_a_load_too(busy):
    events = busy.run.events
    row = int((events.loads > 0).nonzero()[0][50])
    orders = events.orders.copy()
    orders[events.offsets[row]] += 1
    assert first_difference(events, events, 1e9) is None
    assert first_difference(events, replace(events, orders=orders), 1e9) == row
