"""Choice: each order goes as was decided, all the way, and nobody waits for ever."""

from collections import defaultdict
from itertools import pairwise

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from simulation.forks import replay_of
from simulation.record.kinds import Kind
from simulation.units import on_time_grid
from tests.laws.custody import check_ends, rides_of
from tests.laws.operated import operated
from tests.laws.replay import CORE, rows_of
from tests.strategies import DISPATCH, MEETINGS, cases

EXPECTED = st.fixed_dictionaries(
    {
        "expected_core_load": st.sampled_from([1.5, 4.0, 1000.0]),
        "expected_core_wait_s": st.sampled_from([0.0, 120.0]),
    }
)


def chosen(draw):
    """Draw keys of the estimate, of plans and of meetings."""
    tables = {"dispatch": draw(DISPATCH) | draw(MEETINGS), "service": draw(EXPECTED)}
    return {
        f"{table}__{key}": value
        for table, keys in tables.items()
        for key, value in keys.items()
    } | {"service__mode": "choice", "fleet__peripheral__deadheading": "driven"}


@st.composite
def choices(draw):
    """Draw a case whose orders are relayed or not."""
    case = draw(cases(service__mode="relayed"))
    seats = draw(st.sampled_from([4, 2, 1]))
    return case.but(fleet__peripheral__capacity=seats, **chosen(draw))


@st.composite
def with_everything(draw):
    """Draw doors, shifts, classes, seats, cancellations and refusals besides."""
    return draw(operated(modes=("relayed",))).case.but(
        fleet__peripheral__capacity=draw(st.sampled_from([3, 4])),
        fleet__peripheral__refusals=draw(st.sampled_from([0.0, 0.3])),
        hotspots__docks=draw(st.sampled_from(["unlimited", 1, 2])),
        hotspots__handover_s=draw(st.sampled_from([0.0, 30.25])),
        **chosen(draw),
    )


@given(with_everything())
def test_nobody_is_lost_and_nobody_waits_for_ever_with_everything_on(case):
    """Each order ends once: delivered, cancelled, or open when the run ends."""
    check_ends(case.run())


@given(choices())
def test_an_order_goes_all_the_way_as_was_decided(case):
    """Relayed over its two hotspots and by core vehicles, or else by none of them."""
    run = case.but(horizon_s=None).run()
    events, tract = run.events, run.places.tract
    rows = events.rows(Kind.MODE_CHOSEN)
    assert sorted(events.order[rows].tolist()) == list(range(len(run.orders)))
    over_hotspots = events.place[rows] < case.region.hotspots
    known = np.isfinite(events.distance_m[rows])  # else there is one way only
    assert (over_hotspots == (events.distance_m[rows] < 0))[known].all()
    relayed = dict(zip(events.order[rows].tolist(), over_hotspots, strict=True))
    pool = {
        row.vehicle: row.pool for row in rows_of(events) if row.kind == "vehicle_joined"
    }
    decided = defaultdict(int)
    for row in rows_of(events):
        if row.kind == "decided":
            decided[row.order] += 1
    for order, legs in rides_of(run).items():
        here = run.orders.producer[order]
        changes = 0
        for departed, arrived in legs:
            assert departed.place == here
            here = arrived.place
        for (before, arrived), (after, _) in pairwise(legs):
            if before.vehicle != after.vehicle:
                changes += 1
                assert arrived.place < case.region.hotspots
        assert here == run.orders.consumer[order]
        ends = {tract[run.orders.producer[order]], tract[run.orders.consumer[order]]}
        by_core = [of for of in legs if pool[of[0].vehicle] == CORE]
        if relayed[order]:
            assert bool(by_core) == (len(ends) > 1)
            assert decided[order] >= len(by_core)  # anew if patience ends
            assert ends <= {arrived.place for _, arrived in legs}
        else:
            assert not by_core
            assert not decided[order]
            assert changes <= case.scenario.dispatch.transfers


@given(choices())
def test_seats_are_enough_and_a_run_goes_on_from_any_moment(case):
    run = case.run()
    fleet, pool = case.scenario.fleet, {}
    for row in rows_of(run.events):
        if row.kind == "vehicle_joined":
            pool[row.vehicle] = row.pool
        elif row.kind == "departed":
            of = fleet.core if pool[row.vehicle] == CORE else fleet.peripheral
            assert len(row.orders) <= of.capacity
    at_s = float(on_time_grid(run.end_s / 2))
    assume(0 < at_s < run.end_s)
    again = replay_of(run, prepared=case.prepared())
    assert again.fork(at_s, {}).log_hash == run.log_hash
    changes = {"dispatch.value_of_time_m_per_s": 0.5, "requests.count_inbound": True}
    forked = again.fork(at_s, changes)
    delivered = forked.events.order[forked.events.rows(Kind.DELIVERED)]
    if case.scenario.horizon_s is None:
        assert sorted(delivered.tolist()) == list(range(len(run.orders)))


@given(choices())
def test_where_a_core_way_costs_all_it_does_nobody_who_waits_for_ever_is_relayed(case):
    """With an hour to be waited for, at a price, relaying never costs less."""
    costly = case.but(
        service__expected_core_wait_s=360000.0,
        service__expected_core_load=1.0,
        dispatch__value_of_time_m_per_s=7.5,
    )
    run = costly.run()
    rows = run.events.rows(Kind.MODE_CHOSEN)
    source, destination = (
        run.places.tract[getattr(run.orders, side)] for side in ("producer", "consumer")
    )
    between = source != destination
    orders = run.events.order[rows]
    relayed = np.flatnonzero(run.events.distance_m[rows] < 0)
    assert not between[orders[relayed]].any()
