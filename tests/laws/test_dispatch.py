"""Which vehicle takes which job, from the log alone (model 6)."""

from hypothesis import given

from tests.laws.replay import CORE, PERIPHERAL, Replay
from tests.strategies import cases, regions

moving = cases(region=regions(positive=True)) | cases()


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
    factor = case.scenario.fleet.core.speed_factor
    for vehicle in log.vehicles.values():
        if vehicle.pool != pool or not vehicle.idle:
            continue
        near = vehicle.place == place if pool == CORE else same_tract(log, vehicle, place)
        if elastic(case, pool) and not near:
            continue
        time_s = 0.0
        if vehicle.place != place:
            times_s, _ = case.region.router.legs([vehicle.place], [place])
            factor = (
                case.scenario.fleet.core if pool == CORE else case.scenario.fleet.peripheral
            ).speed_factor
            time_s = round(float(times_s[0]) / factor * 1024) / 1024
        last = -vehicle.since_s if pool == CORE else 0.0
        found.append(((time_s, last, vehicle.number), vehicle))
    return sorted(found, key=lambda each: each[0])


def same_tract(log, vehicle, place):
    return log.tract[vehicle.place] == log.tract[place]


@given(moving)
def test_the_vehicle_the_rule_names_takes_the_job(case):
    """Core: nearest, then arrived last, then lower id; peripheral: nearest, lower id."""
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
        joined[row.value] += 1
        if elastic(case, row.value):
            assert not candidates(case, log, row.value, row.place)
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
def test_no_job_waits_while_a_vehicle_of_its_pool_is_idle(case):
    """Beyond its instant; in an elastic fleet no job waits at all."""
    log = Replay(case.run())
    for row in log:
        if row.number and log.rows[row.number - 1].time_s < row.time_s:
            for pool in (CORE, PERIPHERAL):
                if jobs(log, pool):
                    assert not elastic(case, pool)
                    pooled = [v for v in log.vehicles.values() if v.pool == pool]
                    assert not any(vehicle.idle for vehicle in pooled)


def jobs(log, pool):
    """Return the orders that wait for a vehicle of `pool` not yet on its way."""
    called = {
        order.number: order
        for order in log.orders.values()
        if order.need == "vehicle"
        and order.requested is not None
        and order.requested.value == pool
    }
    coming = [
        vehicle.leg.to_place if vehicle.leg else vehicle.place
        for vehicle in log.vehicles.values()
        if vehicle.pool == pool
        and not vehicle.idle
        and (vehicle.leg is None or not vehicle.leg.orders)
        and vehicle.number not in docked(log)
    ]
    loads = {}
    for order in called.values():
        party = [n for n in log.party(order.number) if n in called] or [order.number]
        key = (order.place, order.requested.time_s, order.decided and min(party))
        loads.setdefault(key if pool == CORE else order.number, order.place)
    left = list(loads.values())
    for place in coming:
        left.remove(place)
    return left


def docked(log):
    return set().union(*log.bays.values(), *log.waiting.values())


@given(moving)
def test_a_finite_fleet_serves_the_oldest_job_first(case):
    """By time of the request, then by order (model 6)."""
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
