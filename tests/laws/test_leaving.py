"""A smaller fleet in flight: who leaves, when, and that nothing is lost by it."""

from hypothesis import given
from hypothesis import strategies as st

from tests.laws.replay import CORE, PERIPHERAL, Replay
from tests.laws.test_forks import VALUES, forks
from tests.strategies import cases

SIZES = {CORE: "fleet.core.size", PERIPHERAL: "fleet.peripheral.size"}


@st.composite
def smaller(draw, *, stacked=True):
    """Draw a fork whose fleets are to have fewer vehicles, and perhaps more changes."""
    other = [key for key in VALUES if key not in SIZES.values()]
    fork = draw(forks(other, of=cases(stacked=stacked)))
    keys = [SIZES[PERIPHERAL]]
    if fork.case.scenario.service.mode == "relayed":
        keys.append(SIZES[CORE])
    for key in draw(st.lists(st.sampled_from(keys), unique=True, min_size=1)):
        fork.changes[key] = fork.size(key, draw(st.sampled_from([-1, -2, -3, -9])))
    return fork


def serving(log, pool):
    """Return the vehicles of a pool that have joined and not left."""
    return [
        each
        for each in log.vehicles.values()
        if each.pool == pool and each.left_s is None
    ]


def aims(fork):
    """Return the size of each pool from the moment on."""
    fleet = fork.scenario.fleet
    sizes = {CORE: fleet.core.size, PERIPHERAL: fleet.peripheral.size}
    return {pool: size for pool, size in sizes.items() if size != "elastic"}


@given(smaller())
def test_who_leaves_is_idle_and_has_nobody_aboard_and_never_moves_again(fork):
    log = Replay(fork.run())
    gone = set()
    for row in log:
        if row.kind == "vehicle_left":
            vehicle = log.vehicles[row.vehicle]
            assert vehicle.idle
            assert (vehicle.place, vehicle.pool) == (row.place, row.pool)
            assert all(each.vehicle != row.vehicle for each in log.orders.values())
            assert row.time_s >= fork.at_s
            gone.add(row.vehicle)
        elif row.vehicle is not None and row.kind != "delivered":
            assert row.vehicle not in gone


@given(smaller(stacked=False))
def test_the_idle_leave_first_and_of_them_the_highest_numbers(fork):
    log = Replay(fork.run())
    for row in log:
        if row.kind == "vehicle_left":
            idle = [each for each in serving(log, row.pool) if each.idle]
            assert row.vehicle == max(each.number for each in idle)


@given(smaller(stacked=False))
def test_the_fleet_shrinks_to_its_size_and_no_further_and_as_soon_as_it_can(fork):
    """Beyond its instant no vehicle of a surplus is idle."""
    log = Replay(fork.run())
    sizes = aims(fork)
    for row in log:
        if row.kind == "vehicle_left":
            assert len(serving(log, row.pool)) > sizes[row.pool]
        before_s = log.rows[row.number - 1].time_s if row.number else row.time_s
        if before_s < row.time_s and before_s >= fork.at_s:
            check_no_surplus_is_idle(log, sizes)
    check_no_surplus_is_idle(log, sizes)


def check_no_surplus_is_idle(log, sizes):
    """Check that a fleet above its size has every vehicle at work."""
    for pool, size in sizes.items():
        there = serving(log, pool)
        if len(there) > size:
            assert not any(each.idle for each in there)


@given(smaller())
def test_no_delivery_is_stranded_by_a_vehicle_that_leaves(fork):
    """Without a horizon every order comes to its door, however few are left."""
    run = fork.run()
    log = Replay(run)
    for _ in log:
        pass
    done = {order.number for order in log.orders.values() if order.need == "nothing"}
    open_at_end = {row.order for row in log.rows if row.kind == "still_open"}
    assert done | open_at_end == set(range(len(run.orders)))
    if fork.scenario.horizon_s is None:
        assert not open_at_end
        for pool, size in aims(fork).items():
            assert len(serving(log, pool)) <= size
