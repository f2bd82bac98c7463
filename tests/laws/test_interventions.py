"""Interventions: a file says what forks would do, one after the other."""

from dataclasses import dataclass
from functools import cached_property

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from simulation.forks import replay_of
from simulation.scenario.values import leaves
from simulation.simulation import Simulation
from simulation.units import on_time_grid
from tests.laws import test_docks, test_orders, test_sharing, test_vehicles
from tests.laws.replay import rows_of
from tests.laws.test_forks import VALUES, forks, makes_use_of
from tests.strategies import Case, cases

MARKS = ("intervention_started", "intervention_ended")
OUTAGES = "hotspots.docks_at"


def but_marks(run):
    """Return the rows of a run without those of interventions, unnumbered."""
    rows = [row for row in rows_of(run.events) if row.kind not in MARKS]
    return [row._replace(number=at) for at, row in enumerate(rows)]


def known_to(case, values):
    """Return values without fleet sizes that other tests count by what has joined."""
    return {
        key: 2
        if key.endswith(".size") and isinstance(value, int) and value < 1
        else value
        for key, value in values.items()
        if makes_use_of(case.scenario.service.mode, key)
    }


@dataclass
class Disturbed:
    """A case with interventions, as laws take cases."""

    case: Case
    specs: list

    def __repr__(self):
        return f"Disturbed({self.case!r}, {self.specs})"

    @cached_property
    def of(self):
        """The case whose scenario holds them."""
        return self.case.but(interventions=self.specs)

    @property
    def region(self):
        """Where it happens."""
        return self.case.region

    @property
    def scenario(self):
        """With its interventions."""
        return self.of.scenario

    def prepared(self):
        """Return the ground of the run."""
        return self.of.prepared()

    def run(self):
        """Return the run."""
        return self.of.run()


@st.composite
def disturbed(draw, *, of=None, but=(), outages=True):
    """Draw a case with up to four interventions, overlapping or not."""
    case = draw(cases() if of is None else of)
    mode = case.scenario.service.mode
    keys = [key for key in VALUES if makes_use_of(mode, key)]
    keys = [key for key in keys if not key.startswith(but)] if but else keys
    spared = not outages or OUTAGES.startswith(but or ("-",))
    if mode in {"relayed", "through"} and not spared:
        keys.append(OUTAGES)
    assume(keys)
    specs = []
    for number in range(draw(st.integers(0, 4))):
        chosen = draw(st.lists(st.sampled_from(keys), min_size=1, unique=True))
        values = {}
        for key in chosen:
            if key == OUTAGES:
                tracts = draw(st.lists(st.sampled_from(case.region.tracts.ids)))
                values |= {f"{key}.{each}": draw(st.integers(0, 2)) for each in tracts}
            else:
                values[key] = draw(st.sampled_from(VALUES[key]))
        values = known_to(case, values) | {
            key: each for key, each in values.items() if key.startswith(OUTAGES)
        }
        at_min = draw(st.sampled_from([0.0, 0.5, 1.0, 1.7, 2.5, 5.0, 11.0]))
        lasts = draw(st.sampled_from([None, 0.3, 1.0, 2.0, 7.0]))
        spec = {"what": f"change {number}", "at_min": at_min, "set": values}
        if lasts is not None:
            spec["until_min"] = at_min + lasts
        if values:
            specs.append(spec)
    return Disturbed(case, specs)


@given(forks(list(VALUES), at_least=1))
def test_an_intervention_without_end_is_a_fork_of_the_undisturbed_run(fork):
    last_s = max(
        (
            row.time_s
            for row in rows_of(fork.recorded.events)
            if row.kind == "delivered"
        ),
        default=0.0,
    )
    assume(fork.at_s < last_s)  # later, a file's interventions take place no more
    spec = {"what": "now", "at_min": fork.at_s / 60, "set": fork.changes}
    run = Disturbed(fork.case, [spec]).run()
    assert but_marks(run) == rows_of(fork.run().events)
    assert [row.time_s for row in rows_of(run.events) if row.kind in MARKS] == [
        fork.at_s
    ]


@given(forks(list(VALUES), at_least=1), st.sampled_from([0.5, 30.0, 77.25]))
def test_one_that_ends_is_a_fork_and_a_fork_back(fork, lasts_s):
    forked = fork.run()
    until_s = fork.at_s + lasts_s
    last_s = max(
        (row.time_s for row in rows_of(forked.events) if row.kind == "delivered"),
        default=0.0,
    )
    assume(until_s < last_s)
    assume(fork.case.scenario.horizon_s is None)
    before = dict(leaves(fork.case.keys))
    known = fork.recorded.scenario.model_dump(mode="json")
    back = {
        key: before.get(key, dict(leaves(known))[key])
        for key in forked.forked_from["changes"]
    }
    spec = {
        "what": "for a while",
        "at_min": fork.at_s / 60,
        "until_min": until_s / 60,
        "set": fork.changes,
    }
    run = Disturbed(fork.case, [spec]).run()
    again = replay_of(forked, prepared=fork.case.prepared()).fork(until_s, back)
    assert but_marks(run) == rows_of(again.events)


@given(disturbed(), st.lists(st.floats(0.0, 900.0), max_size=5))
def test_cut_anywhere_it_is_the_run_in_one_go(day, until_s):
    whole = day.run()
    simulation = Simulation(day.scenario, prepared=day.prepared())
    for each in until_s:
        simulation.run(each)
    assert simulation.scenario == day.scenario
    cut = simulation.result()
    assert cut.log_hash == whole.log_hash
    assert cut.manifest()["end_s"] == whole.manifest()["end_s"]


@given(disturbed(), st.sampled_from([0.1, 0.5, 0.9]))
def test_a_fork_without_change_is_itself_and_keeps_what_is_still_to_come(day, share):
    run = day.run()
    at_s = float(on_time_grid(share * run.end_s))
    assume(0 < at_s < run.end_s)
    forked = replay_of(run, prepared=day.prepared()).fork(at_s)
    assert forked.log_hash == run.log_hash
    assert forked.interventions == run.interventions


@given(disturbed())
def test_the_order_of_the_file_is_nothing_where_times_differ(day):
    assume(len({each["at_min"] for each in day.specs}) == len(day.specs))
    other = Disturbed(day.case, day.specs[::-1])
    assert other.run().log_hash == day.run().log_hash


@given(cases())
def test_an_intervention_that_changes_nothing_leaves_all_rows_as_they_are(case):
    factor = case.scenario.fleet.peripheral.speed_factor
    values = {"fleet.peripheral.speed_factor": factor}
    idle = {"what": "nothing", "at_min": 0.5, "until_min": 1, "set": values}
    assert but_marks(Disturbed(case, [idle]).run()) == rows_of(case.run().events)


@given(disturbed())
def test_each_begins_and_ends_at_its_time_while_there_is_anything_to_do(day):
    run = day.run()
    marks = [row for row in rows_of(run.events) if row.kind in MARKS]
    for row in marks:
        window = run.interventions[row.intervention]
        begins = row.kind == "intervention_started"
        assert row.time_s == window["at_s" if begins else "until_s"]
    horizon_s = day.scenario.horizon_s
    done = [
        r.time_s for r in rows_of(run.events) if r.kind in {"delivered", "cancelled"}
    ]
    undone = len(done) < len(run.orders)
    until_s = horizon_s or (float("inf") if undone else max(done, default=-1.0))
    begun = [row.intervention for row in marks if row.kind == "intervention_started"]
    assert begun == [
        number
        for number, each in enumerate(run.interventions)
        if each["at_s"] < until_s
    ]


@given(disturbed(of=cases(service__mode="through")))
def test_vehicles_that_meet_lose_nothing_where_hotspots_go_out_of_service(day):
    run = day.run()
    rows = rows_of(run.events)
    released = [row.order for row in rows if row.kind == "released"]
    ended = [row.order for row in rows if row.kind in {"delivered", "still_open"}]
    assert sorted(ended) == sorted(released)
    for row in rows:
        if row.kind == "handover_started":
            closed = {
                key.rpartition(".")[2]
                for each in run.interventions
                if each["at_s"] <= row.time_s < (each["until_s"] or float("inf"))
                for key, docks in each.get("set", {}).items()
                if key.startswith(OUTAGES) and docks == 0
            }
            opened = {
                key.rpartition(".")[2]
                for each in run.interventions
                if each["at_s"] <= row.time_s < (each["until_s"] or float("inf"))
                for key, docks in each.get("set", {}).items()
                if key.startswith(OUTAGES) and docks != 0
            }
            assert run.tract_ids[row.place] not in closed - opened


LAWS = [  # and what must not change, for the law knows one value of a key
    (test_orders.test_every_order_ends_delivered_or_listed_open, ()),
    (test_orders.test_an_order_is_handed_from_place_to_place_and_never_in_two, ()),
    (test_orders.test_no_time_in_the_log_falls, ()),
    (test_orders.test_the_parts_of_a_delivery_time_sum_to_the_whole, ()),
    (
        test_vehicles.test_a_vehicle_departs_from_where_it_is_and_arrives_where_it_was_bound_for,
        (),
    ),
    (test_vehicles.test_a_load_never_exceeds_the_capacity_of_its_vehicle, ()),
    (test_vehicles.test_the_distance_is_the_sum_over_the_legs, ()),
    (
        test_docks.test_a_bay_is_held_for_the_handover_of_all_aboard,
        ("hotspots.handover_s", OUTAGES),
    ),
    (test_sharing.test_nobody_shares_with_two_parties_or_with_more_than_fit, ()),
    (test_sharing.test_every_sharing_ends_or_is_open_at_the_horizon, (OUTAGES,)),
]


@pytest.mark.parametrize(
    ("law", "fixed"), LAWS, ids=[law.__name__.removeprefix("test_") for law, _ in LAWS]
)
def test_a_law_holds_under_interventions(law, fixed):
    """Its own cases, disturbed at any time in keys that the law knows not of."""
    of = law.hypothesis._given_kwargs["case"]

    @given(disturbed(of=of, but=fixed))
    def holds(day):
        law.hypothesis.inner_test(day)

    holds()
