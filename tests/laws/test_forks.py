"""Forks: the past is the recorded one, and every law holds for the other future."""

from functools import cached_property

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from simulation.forks import replay_of
from simulation.units import on_time_grid
from tests.laws import (
    test_decisions,
    test_dispatch,
    test_docks,
    test_orders,
    test_pairing,
    test_sharing,
    test_vehicles,
)
from tests.laws.replay import CORE, PERIPHERAL, rows_of
from tests.strategies import KEEPER, WAITS, WEIGHED, cases

VALUES = {  # of keys that may change in flight
    "requests.handler": ["greedy", "refuse", *WEIGHED, KEEPER],
    "requests.interaction_range_m": [1e6, 0.0, 450.0],
    "requests.decision_interval_s": [0.0, 10.0, 60.0, 0.5],
    "requests.lookahead_s": WAITS,
    "requests.max_wait_s": WAITS,
    "requests.count_inbound": [True, False],
    "requests.meet_at_destination": [True, False],
    "requests.revisit": ["never", "either_side", "off"],
    "routing.preferred_share": [0.5, 1.0, 0.1],
    "routing.discount": [0.99, 0.5],
    "dispatch.interval_s": [0.0, 15.0, 60.0, 0.5],
    "dispatch.rounds": [0, 10],
    "dispatch.max_detour": [1.0, 3.0],
    "dispatch.detour_slack_s": [0.0, 300.0],
    "dispatch.orders_ahead": [0, 4],
    "dispatch.hold_s": [0.0, 60.0, 200.5],
    "fleet.core.speed_factor": [1.0, 0.5, 3.0],
    "fleet.core.size": ["elastic", 0, 1, 3, -1, -2, -9],  # more than have joined
    "fleet.peripheral.speed_factor": [1.0, 0.5, 3.0],
    "fleet.peripheral.size": ["elastic", 0, 1, 3, -1, -2, -9],
    "fleet.peripheral.deadheading": ["driven", "ignored"],
    "hotspots.docks": ["unlimited", 1, 2, 4],
    "hotspots.handover_s": [0.0, 5.0, 30.25],
}
POOLS = {"fleet.core.size": CORE, "fleet.peripheral.size": PERIPHERAL}


class Forked:
    """A case whose run goes on under other keys from a moment on."""

    def __init__(self, case, at_s, changes):
        self.case, self.at_s, self.region = case, at_s, case.region
        self.changes = {
            key: self.size(key, value) if key in POOLS else value
            for key, value in changes.items()
        }

    def __repr__(self):
        return f"Forked({self.case!r}, at_s={self.at_s}, {self.changes})"

    @cached_property
    def recorded(self):
        """The run before it is forked."""
        return self.case.run()

    @cached_property
    def replay(self):
        """What it takes to repeat it."""
        return replay_of(self.recorded, prepared=self.case.prepared())

    @property
    def scenario(self):
        """The scenario in force at the end."""
        return self.replay.change(self.changes)[0]

    def run(self):
        """Return the fork."""
        return self.replay.fork(self.at_s, self.changes)

    def size(self, key, more):
        """Return a fleet's size: so many more than have joined."""
        if more == "elastic":
            return more
        joined = [
            row
            for row in rows_of(self.recorded.events)
            if row.kind == "vehicle_joined" and row.pool == POOLS[key]
        ]
        return max(1, more + sum(row.time_s < self.at_s for row in joined))


def makes_use_of(mode, key):
    """Return whether a service makes use of a key."""
    if key.startswith("dispatch."):
        return mode == "stacked"
    return mode == "relayed" or "peripheral.s" in key


@st.composite
def forks(draw, keys, *, of=None, at_least=0):
    """Draw a case, a moment between its events or at one, and changes of some keys."""
    case = draw(cases() if of is None else of)
    run = case.run()
    ends_s = run.end_s
    share = draw(st.sampled_from([0.5, 0.25, 0.1, 0.75, 0.02, 0.98, 0.4]))
    at_s = float(on_time_grid(share * ends_s))
    times = [time for time in run.events.time_s.tolist() if time <= at_s]
    if times and draw(st.booleans()):
        at_s = times[-1]
    assume(0 < at_s < ends_s)
    keys = [key for key in keys if makes_use_of(case.scenario.service.mode, key)]
    chosen = draw(
        st.lists(st.sampled_from(keys), unique=True, min_size=at_least)
        if keys
        else st.just([])
    )
    changes = {key: draw(st.sampled_from(VALUES[key])) for key in chosen}
    return Forked(case, at_s, changes)


@given(forks([]))
def test_a_fork_without_change_is_the_recorded_run(fork):
    forked = fork.run()
    assert forked.log_hash == fork.recorded.log_hash
    assert forked.end_s == fork.recorded.end_s


@given(forks(list(VALUES)))
def test_a_fork_has_the_past_of_the_recorded_run_and_its_orders(fork):
    forked = fork.run()
    past = [row for row in rows_of(fork.recorded.events) if row.time_s < fork.at_s]
    assert [row for row in rows_of(forked.events) if row.time_s < fork.at_s] == past
    for column in ("start_s", "producer", "consumer"):
        theirs = getattr(fork.recorded.orders, column).tolist()
        assert getattr(forked.orders, column).tolist() == theirs


@given(forks(list(VALUES)), st.sampled_from([0.0, 0.3, 0.9]))
def test_a_fork_forked_again_without_change_is_itself(fork, share):
    forked = fork.run()
    at_s = float(on_time_grid(fork.at_s + share * (forked.end_s - fork.at_s)))
    assume(fork.at_s <= at_s < forked.end_s)
    again = replay_of(forked, prepared=fork.case.prepared()).fork(at_s)
    assert again.log_hash == forked.log_hash


REQUESTS = ("requests", "routing")
LAWS = [  # and what must not change for one, for it knows one value of a key
    (test_orders.test_every_order_ends_delivered_or_listed_open, ()),
    (test_orders.test_an_order_is_handed_from_place_to_place_and_never_in_two, ()),
    (test_orders.test_no_time_in_the_log_falls, ()),
    (
        test_orders.test_no_hotspot_is_visited_twice_or_hops_are_capped,
        ("requests.revisit",),
    ),
    (test_orders.test_the_parts_of_a_delivery_time_sum_to_the_whole, ()),
    (test_orders.test_the_legs_of_an_order_are_counted, ()),
    (
        test_vehicles.test_a_vehicle_departs_from_where_it_is_and_arrives_where_it_was_bound_for,
        (),
    ),
    (
        test_vehicles.test_a_leg_takes_the_time_and_the_metres_of_the_network,
        ("fleet",),
    ),
    (test_vehicles.test_a_load_never_exceeds_the_capacity_of_its_vehicle, ()),
    (test_vehicles.test_each_pool_keeps_to_its_own_ways, ()),
    (test_vehicles.test_the_distance_is_the_sum_over_the_legs, ()),
    (test_docks.test_docks_are_never_over_occupied, ("hotspots.docks",)),
    (
        test_docks.test_a_bay_is_taken_in_order_of_asking_and_as_soon_as_there_is_one,
        ("hotspots.docks",),
    ),
    (
        test_docks.test_a_bay_is_held_for_the_handover_of_all_aboard,
        ("hotspots.handover_s",),
    ),
    (test_docks.test_exactly_the_loaded_vehicles_that_reach_a_hotspot_dock, ()),
    (test_sharing.test_nobody_shares_with_two_parties_or_with_more_than_fit, ()),
    (test_sharing.test_every_sharing_ends_or_is_open_at_the_horizon, ()),
    (
        test_sharing.test_those_of_a_party_who_stand_together_leave_in_one_vehicle_and_nobody_else,
        (),
    ),
    (
        test_sharing.test_no_wait_for_a_partner_is_longer_than_patience,
        ("requests.max_wait_s",),
    ),
    (test_dispatch.test_the_vehicle_the_rule_names_takes_the_job, ("fleet",)),
    (
        test_dispatch.test_no_job_waits_while_a_vehicle_that_may_take_it_is_idle,
        ("fleet.core.size", "fleet.peripheral.size"),
    ),
    (
        test_decisions.test_alone_it_takes_the_best_hop_it_has_not_been_to,
        REQUESTS,
    ),
    (test_decisions.test_sharing_it_takes_a_preferred_hop, REQUESTS),
    (
        test_decisions.test_only_those_in_range_who_may_be_asked_are_accepted,
        REQUESTS,
    ),
    (
        test_decisions.test_nobody_stands_undecided_longer_than_to_the_next_beat,
        ("requests.decision_interval_s", "requests.handler"),
    ),
    (
        test_pairing.test_the_pairs_of_an_instant_are_the_best_of_all_who_may_pair,
        (*REQUESTS, "fleet.core.speed_factor"),
    ),
]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("law", "fixed"), LAWS, ids=[law.__name__.removeprefix("test_") for law, _ in LAWS]
)
def test_a_law_holds_for_forks(law, fixed):
    """Its own cases, forked somewhere under other values of keys it knows not of."""
    keys = [key for key in VALUES if not key.startswith(fixed)] if fixed else [*VALUES]
    of = law.hypothesis._given_kwargs["case"]

    @given(forks(keys, of=of, at_least=1))
    def holds(fork):
        law.hypothesis.inner_test(fork)

    holds()
