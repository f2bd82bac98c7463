"""Orders: none is lost, each is in one place at a time, and its time adds up."""

from hypothesis import given

from analysis.metrics import kpis
from analysis.tables import delivery_columns
from analysis.tables.spells import PARTS
from tests.laws.replay import Replay
from tests.metrics.plain_parts import plain_parts
from tests.strategies import cases


@given(cases())
def test_every_order_ends_delivered_or_listed_open(case):
    run = case.run()
    rows = Replay(run).rows
    ends = [row.order for row in rows if row.kind in {"delivered", "still_open"}]
    released = [row.order for row in rows if row.kind == "released"]
    assert sorted(ends) == sorted(released) == list(range(len(run.orders)))
    if case.scenario.horizon_s is None:
        assert all(row.kind != "still_open" for row in rows)
    values = kpis(run)
    assert values["orders"] == len(released)
    assert values["delivered"] + values["open"] == values["orders"]


@given(cases())
def test_an_open_order_is_listed_where_it_is(case):
    log = Replay(case.but(horizon_s=100.25).run())
    for row in log:
        if row.kind == "still_open":
            order = log.orders[row.order]
            assert row.time_s == 100.25
            assert (row.place, row.vehicle) == (order.place, order.vehicle)
        else:
            assert row.time_s < 100.25


@given(cases())
def test_an_order_is_handed_from_place_to_place_and_never_in_two(case):
    """Each kind of event finds the order where, and at what, it must be."""
    run = case.run()
    log = Replay(run)
    done = set()
    for row in log:
        concerned = set(row.orders) if row.order is None else {row.order}
        assert not concerned & done
        if row.kind == "released":
            assert row.order not in log.orders
            assert row.place == run.orders.producer[row.order]
            assert row.time_s == run.orders.start_s[row.order]
        elif row.kind == "departed":
            riding = riding_in(log, row.vehicle)
            assert riding <= set(row.orders)
            for number in set(row.orders) - riding:
                order = log.orders[number]
                assert order.need == "vehicle"
                assert order.requested is not None
                assert (order.place, order.vehicle) == (row.place, None)
                assert log.stacked or row.to_place == whereto(log, order)
        elif row.kind == "vehicle_requested":
            order = log.orders[row.order]
            assert order.requested is None
            assert order.need == ("hop" if order.legs else "vehicle")
            assert order.place == row.place
        elif row.kind in {"dock_requested", "handover_started", "handover_finished"}:
            need = "handover" if row.kind == "handover_finished" else "bay"
            assert {log.orders[number].need for number in row.orders} == {need}
            aboard = [o for o in log.orders.values() if o.vehicle == row.vehicle]
            assert {order.number for order in aboard} == set(row.orders)
        elif row.kind == "decided":
            assert log.orders[row.order].stands
            assert log.orders[row.order].place == row.place
        elif row.kind == "delivered":
            order = log.orders[row.order]
            assert order.need == "door"
            assert order.place == row.place == run.orders.consumer[row.order]
            assert log.vehicles[row.vehicle].place == row.place
        if row.kind in {"delivered", "still_open"}:
            done |= concerned


def riding_in(log, vehicle):
    """Return the orders aboard a vehicle."""
    return {order.number for order in log.orders.values() if order.vehicle == vehicle}


def whereto(log, order):
    """Return where the next leg of an order must end."""
    if order.requested.pool == 0:
        return order.decided.to_place
    consumer = log.consumer[order.number]
    here = order.place
    if here < log.hotspots:
        return consumer
    return consumer if log.direct else log.tract[here]


@given(cases())
def test_no_time_in_the_log_falls(case):
    times = [row.time_s for row in Replay(case.run()).rows]
    assert times == sorted(times)


@given(cases(service__mode="relayed"))
def test_no_hotspot_is_visited_twice_or_hops_are_capped(case):
    """Never under ``never``; else at most H core hops (model 4, termination)."""
    log = Replay(case.run())
    for _ in log:
        pass
    for order in log.orders.values():
        visits = order.hotspots
        assert len(visits) - 1 <= log.hotspots
        if case.scenario.requests.revisit == "never":
            assert len(visits) == len(set(visits))
        if order.need == "nothing":
            assert visits[-1] == order.destination
            assert order.destination not in visits[:-1]


@given(cases())
def test_the_parts_of_a_delivery_time_sum_to_the_whole(case):
    """Exactly: times lie on the grid. And each part is that of a plain replay."""
    run = case.run()
    table = delivery_columns(run)
    assert (table.parts >= 0).all()
    assert (table.parts.sum(axis=0) == table.end_s - table.start_s).all()
    for order, plain in enumerate(plain_parts(run)):
        assert dict(zip(PARTS, table.parts[:, order].tolist(), strict=True)) == {
            part: plain[part] for part in PARTS
        }


@given(cases())
def test_the_legs_of_an_order_are_counted(case):
    run = case.run()
    log = Replay(run)
    for _ in log:
        pass
    assert delivery_columns(run).hops.tolist() == [
        log.orders[number].legs for number in range(len(run.orders))
    ]
