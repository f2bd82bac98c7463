"""Vehicles: one place at a time, every move a leg of the network, loads that fit."""

import math
from collections import Counter
from fractions import Fraction
from itertools import accumulate

from hypothesis import given

from analysis.metrics import kpis
from tests.laws.replay import CORE, PERIPHERAL, Replay
from tests.strategies import cases

TICKS_PER_S = 1024


def at_speed(time_s, factor):
    """Return a network time at a pool's speed, to the nearest tick, half to even."""
    return round(Fraction(time_s) / Fraction(factor) * TICKS_PER_S) / TICKS_PER_S


def network_leg(case, row):
    """Return the network's time [s] and distance [m] for a departure."""
    time_s, distance_m = case.region.router.legs([row.place], [row.to_place])
    return float(time_s[0]), float(distance_m[0])


@given(cases())
def test_a_vehicle_departs_from_where_it_is_and_arrives_where_it_was_bound_for(case):
    """And in turn: no vehicle is in two places, or moves without a leg."""
    log = Replay(case.run())
    for row in log:
        if row.kind == "vehicle_joined":
            assert row.vehicle not in log.vehicles
        elif row.kind == "departed":
            vehicle = log.vehicles[row.vehicle]
            assert vehicle.leg is None
            assert row.place == vehicle.place != row.to_place
        elif row.kind == "arrived":
            assert row.place == log.vehicles[row.vehicle].leg.to_place
    if case.scenario.horizon_s is None:
        assert all(vehicle.leg is None for vehicle in log.vehicles.values())


@given(cases())
def test_a_leg_takes_the_time_and_the_metres_of_the_network(case):
    """At the pool's speed; an ignored way takes neither, its metres are noted."""
    fleet = case.scenario.fleet
    relayed = case.scenario.service.mode == "relayed"
    ignores = fleet.peripheral.deadheading == "ignored" and relayed
    factors = {CORE: fleet.core, PERIPHERAL: fleet.peripheral}
    log = Replay(case.run())
    for row in log:
        if row.kind == "departed":
            time_s, distance_m = network_leg(case, row)
            pool = log.vehicles[row.vehicle].pool
            elastic = factors[pool].size == "elastic"
            if pool == PERIPHERAL and ignores and elastic and not row.orders:
                assert (row.distance_m, row.ignored_m) == (0.0, distance_m)
            else:
                assert (row.distance_m, row.ignored_m) == (distance_m, None)
        elif row.kind == "arrived":
            vehicle = log.vehicles[row.vehicle]
            time_s, _ = network_leg(case, vehicle.leg)
            if vehicle.leg.ignored_m is not None:
                time_s = 0.0
            took_s = at_speed(time_s, factors[vehicle.pool].speed_factor)
            assert row.time_s - vehicle.leg.time_s == took_s


@given(cases())
def test_a_load_never_exceeds_the_capacity_of_its_vehicle(case):
    log = Replay(case.run())
    fleet = case.scenario.fleet
    capacity = {CORE: fleet.core.capacity, PERIPHERAL: 1}
    if log.stacked:
        capacity[PERIPHERAL] = fleet.peripheral.capacity
    for row in log:
        if row.kind == "departed":
            assert len(row.orders) <= capacity[log.vehicles[row.vehicle].pool]
            assert list(row.orders) == sorted(set(row.orders))


@given(cases())
def test_each_pool_keeps_to_its_own_ways(case):
    """Core between hotspots; peripheral to and from doors (model 6)."""
    log = Replay(case.run())
    kind_of = case.region.places.kind.tolist()
    hotspot, producer, consumer = 0, 1, 2
    sent = {}  # to which hotspot idle vehicles set off, by vehicle
    for row in log:
        if row.kind == "vehicle_joined" and row.pool == CORE:
            assert kind_of[row.place] == hotspot
        if row.kind == "rebalanced":
            sent[row.vehicle] = row.place
        if row.kind != "departed":
            continue
        ends = (kind_of[row.place], kind_of[row.to_place])
        if log.vehicles[row.vehicle].pool == CORE:
            assert ends == (hotspot, hotspot)
            assert not log.direct
            assert not log.stacked
        elif log.stacked and ends[1] == hotspot:
            assert not row.orders
            assert sent.pop(row.vehicle) == row.to_place
        elif log.stacked:
            assert row.orders or ends[1] == producer
        elif not row.orders:
            assert ends[1] != consumer
        elif log.direct:
            assert ends == (producer, consumer)
        else:
            assert ends in {(producer, hotspot), (hotspot, consumer)}
            assert log.tract[row.place] == log.tract[row.to_place]


@given(cases())
def test_the_distance_is_the_sum_over_the_legs(case):
    """To 0.1 mm, of the log and of the network (KPIs are rounded there)."""
    run = case.run()
    log = Replay(run)
    metres = {CORE: [], PERIPHERAL: []}
    empty, ignored, network, unladen = [], [], [], []
    for row in log:
        if row.kind == "departed":
            metres[log.vehicles[row.vehicle].pool].append(row.distance_m)
            ignored.append(row.ignored_m or 0.0)
            network.append(network_leg(case, row)[1])
            if not row.orders:
                empty.append(row.distance_m)
                unladen.append(network[-1])
    values = kpis(run)
    expected = {
        "distance_km": metres[CORE] + metres[PERIPHERAL],
        "core_km": metres[CORE],
        "peripheral_km": metres[PERIPHERAL],
        "deadhead_km": empty,
        "ignored_km": ignored,
    }
    for name, legs in expected.items():
        assert abs(values[name] - math.fsum(legs) / 1000) <= 0.5001e-7, name
    for name, legs in (("distance_all_km", network), ("deadhead_all_km", unladen)):
        assert abs(values[name] - math.fsum(legs) / 1000) <= 0.5001e-7, name
    change = Counter()
    for row in log.rows:
        change[row.time_s] += row.kind == "vehicle_joined"
        change[row.time_s] -= row.kind == "vehicle_left"
    there = accumulate(change[time_s] for time_s in sorted(change))
    assert values["vehicles_fleet"] == max(there, default=0)  # at once
