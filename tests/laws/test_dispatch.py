"""Which vehicle takes which job, from the log alone (model 6)."""

from hypothesis import given

from tests.laws.replay import CORE, PERIPHERAL, Replay
from tests.strategies import cases, regions

moving = cases(region=regions(positive=True), stacked=False) | cases(stacked=False)


def assignments(case, log):
    """Yield (row, vehicle, place of the job) where an idle vehicle is given a job.

    A vehicle that joins for a job and drives it at once is not among them.
    """
    for row in log:
        if row.kind == "departed":
            vehicle = log.vehicles[row.vehicle]
            if vehicle.idle and not (vehicle.legs == 0 and elastic(case, vehicle.pool)):
                yield row, vehicle, row.place if row.orders else row.to_place


def elastic(case, pool):
    fleet = case.scenario.fleet
    return (fleet.core if pool == CORE else fleet.peripheral).size == "elastic"


def candidates(case, log, pool, place):
    """Return (rank, vehicle) of the idle vehicles that may take a job at `place`.

    Rank is the rule of the pool: the smaller goes first.
    """
    found = []
    for vehicle in log.vehicles.values():
        if vehicle.pool == pool and vehicle.idle:
            last = -vehicle.since_s if pool == CORE else 0.0
            rank = (way_s(case, vehicle, place), last, vehicle.number)
            if not elastic(case, pool) or within_reach(log, vehicle, place):
                found.append((rank, vehicle))
    return sorted(found, key=lambda each: each[0])


def way_s(case, vehicle, place):
    """Return the time [s] of a vehicle's empty way, at its pool's speed."""
    if vehicle.place == place:
        return 0.0
    fleet = case.scenario.fleet
    pool = fleet.core if vehicle.pool == CORE else fleet.peripheral
    time_s, _ = case.region.router.legs([vehicle.place], [place])
    return round(float(time_s[0]) / pool.speed_factor * 1024) / 1024


def within_reach(log, vehicle, place):
    """Return whether a vehicle of an elastic fleet may take a job at `place`."""
    if vehicle.pool == CORE:
        return vehicle.place == place
    return log.tract[vehicle.place] == log.tract[place]


@given(moving)
def test_the_vehicle_the_rule_names_takes_the_job(case):
    """The nearest; of core vehicles who came last; the lower id."""
    log = Replay(case.run())
    for _, vehicle, place in assignments(case, log):
        assert candidates(case, log, vehicle.pool, place)[0][1] is vehicle


@given(moving)
def test_a_vehicle_joins_an_elastic_fleet_only_where_none_is_idle(case):
    """And drives off with its load at once; a finite fleet is there from the start."""
    fleet = case.scenario.fleet
    log = Replay(case.run())
    joined = {CORE: 0, PERIPHERAL: 0}
    for row in log:
        if row.kind != "vehicle_joined":
            continue
        joined[row.pool] += 1
        if elastic(case, row.pool):
            assert not candidates(case, log, row.pool, row.place)
            first = next(each for each in log.rows if is_departure(each, row.vehicle))
            assert (first.time_s, first.place) == (row.time_s, row.place)
            assert first.orders
        else:
            assert row.time_s == 0.0
            assert row.place < log.hotspots
    if fleet.peripheral.size != "elastic":
        assert joined[PERIPHERAL] == fleet.peripheral.size
    if fleet.core.size != "elastic" and not log.direct:
        assert joined[CORE] == fleet.core.size


def is_departure(row, vehicle):
    return row.kind == "departed" and row.vehicle == vehicle


@given(moving)
def test_no_job_waits_while_a_vehicle_that_may_take_it_is_idle(case):
    """Beyond its instant: a vehicle is on its empty way, or all are busy."""
    log = Replay(case.run())
    for row in log:
        if not (row.number and log.rows[row.number - 1].time_s < row.time_s):
            continue
        for order in log.orders.values():
            if order.need == "vehicle":
                pool = order.requested.pool
                vehicles = [each for each in log.vehicles.values() if each.pool == pool]
                if not any(comes(vehicle, order.place) for vehicle in vehicles):
                    assert not elastic(case, pool)
                    assert not any(vehicle.idle for vehicle in vehicles)


def comes(vehicle, place):
    """Return whether a vehicle is on its empty way to a job at `place`."""
    leg = vehicle.leg
    return leg is not None and not leg.orders and leg.to_place == place


@given(
    cases(
        region=regions(positive=True),
        stacked=False,
        requests__max_wait_s="unbounded",
    )
)
def test_a_finite_fleet_serves_the_oldest_job_first(case):
    """By time of the request, then by order (model 6).

    Where ways or waits take no time an instant has several rounds, and a job of a
    later one queues behind those of the first.
    """
    log = Replay(case.run())
    given_at = {}  # by vehicle: row of the assignment
    served = {CORE: [], PERIPHERAL: []}
    for row in log:
        if row.kind == "departed":
            vehicle = log.vehicles[row.vehicle]
            if vehicle.idle:
                given_at[row.vehicle] = row.number
            if row.orders:
                asked_s = log.orders[row.orders[0]].requested.time_s
                job = (asked_s, row.orders[0])
                served[vehicle.pool].append((given_at[row.vehicle], job))
    for pool, taken in served.items():
        if not elastic(case, pool):
            in_turn = [job for _, job in sorted(taken)]
            assert in_turn == sorted(in_turn)
