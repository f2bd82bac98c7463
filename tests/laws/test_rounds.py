"""First and last miles in rounds: custody, seats, and nobody waits for ever."""

from hypothesis import assume, given
from hypothesis import strategies as st

from simulation.forks import replay_of
from simulation.record.kinds import Kind
from simulation.units import on_time_grid
from tests.laws.custody import check_ends, rides_of
from tests.laws.operated import operated
from tests.laws.replay import CORE, rows_of
from tests.strategies import DISPATCH, cases

SEATS = st.sampled_from([2, 3, 4])


@st.composite
def rounds(draw):
    """Draw a case whose peripheral vehicles make rounds."""
    case = draw(cases(service__mode="relayed"))
    keys = {f"dispatch__{key}": value for key, value in draw(DISPATCH).items()}
    if draw(st.booleans()):
        keys["fleet__peripheral__elastic_start"] = "hotspot"
    return case.but(
        fleet__peripheral__capacity=draw(SEATS),
        fleet__peripheral__deadheading="driven",
        **keys,
    )


@st.composite
def with_everything(draw):
    """Draw doors, shifts, classes, seats, cancellations and refusals besides."""
    keys = {f"dispatch__{key}": value for key, value in draw(DISPATCH).items()}
    return draw(operated(modes=("relayed",))).case.but(
        fleet__peripheral__capacity=draw(st.sampled_from([3, 4])),
        fleet__peripheral__refusals=draw(st.sampled_from([0.0, 0.3])),
        hotspots__docks=draw(st.sampled_from(["unlimited", 1, 2])),
        hotspots__handover_s=draw(st.sampled_from([0.0, 30.25])),
        **keys,
    )


@given(with_everything())
def test_nobody_is_lost_and_nobody_waits_for_ever_with_everything_on(case):
    """Each order ends once: delivered, cancelled, or open when the run ends."""
    run = case.run()
    check_ends(run)
    seats = run.orders.seats
    most = max(4, *(each.capacity for each in case.scenario.fleet.classes.values()))
    for row in rows_of(run.events):
        if row.kind == "departed" and seats is not None:
            assert sum(seats[order] for order in row.orders) <= most


@given(rounds())
def test_an_order_goes_to_its_hotspot_then_by_core_vehicles_then_to_its_door(case):
    """A way without a gap; it changes its vehicle at hotspots only, after handovers."""
    run = case.but(horizon_s=None).run()
    rows = rows_of(run.events)
    pool = {row.vehicle: row.pool for row in rows if row.kind == "vehicle_joined"}
    finished = {
        (order, row.place, row.vehicle): row.time_s
        for row in rows
        if row.kind == "handover_finished"
        for order in row.orders
    }
    tract, rides = run.places.tract, rides_of(run)
    assert sorted(rides) == list(range(len(run.orders)))
    for order, legs in rides.items():
        here, at_s = run.orders.producer[order], run.orders.start_s[order]
        by = legs[0][0].vehicle
        for departed, arrived in legs:
            if departed.vehicle != by:
                assert here < case.region.hotspots
                at_s = max(at_s, finished.get((order, here, by), 0.0))
            assert departed.place == here
            assert departed.time_s >= at_s
            here, at_s, by = arrived.place, arrived.time_s, departed.vehicle
        assert here == run.orders.consumer[order]
        source, destination = (
            tract[getattr(run.orders, side)[order]] for side in ("producer", "consumer")
        )
        in_core = [pool[departed.vehicle] == CORE for departed, _ in legs]
        assert any(in_core) == (source != destination)
        if any(in_core):  # without a peripheral leg between
            begin, end = in_core.index(True), len(in_core) - in_core[::-1].index(True)
            assert all(in_core[begin:end])
            hubs = [legs[begin][0].place, *(to.place for _, to in legs[begin:end])]
            assert (hubs[0], hubs[-1]) == (source, destination)
            assert max(hubs) < case.region.hotspots


@given(rounds())
def test_seats_are_enough_and_nobody_is_in_two_vehicles(case):
    run = case.run()
    fleet, aboard, pool = case.scenario.fleet, {}, {}
    for row in rows_of(run.events):
        if row.kind == "vehicle_joined":
            pool[row.vehicle] = row.pool
        elif row.kind == "departed":
            of = fleet.core if pool[row.vehicle] == CORE else fleet.peripheral
            assert len(row.orders) <= of.capacity
            aboard[row.vehicle] = set(row.orders)
            for other, load in aboard.items():
                assert other == row.vehicle or not load & set(row.orders)
        elif row.kind == "arrived":
            aboard[row.vehicle] = set()


@given(rounds(), st.sampled_from([0.1, 0.5, 0.9]))
def test_a_run_is_the_same_again_up_to_any_moment_and_beyond(case, share):
    """A fork that changes nothing is a replay; one that plans otherwise goes on."""
    run = case.run()
    at_s = float(on_time_grid(share * run.end_s))
    assume(0 < at_s < run.end_s)
    replay = replay_of(run, prepared=case.prepared())
    assert replay.fork(at_s, {}).log_hash == run.log_hash
    changes = {"dispatch.value_of_time_m_per_s": 0.0, "hotspots.handover_s": 11.0}
    forked = replay.fork(at_s, changes)
    delivered = forked.events.order[forked.events.rows(Kind.DELIVERED)]
    if case.scenario.horizon_s is None:
        assert sorted(delivered.tolist()) == list(range(len(run.orders)))
