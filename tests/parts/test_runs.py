"""Runs with parts of one's own: objects, forks, journals, and parts that misbehave."""

import sys
from dataclasses import dataclass
from functools import partial

import numpy as np
import pytest

from analysis.experiments.runs import run_task
from analysis.web.view import PlanChoice, check_words
from simulation import fork, load_scenario, prepare, simulate
from simulation.assemble.parts import named
from simulation.demand.orders import Orders
from simulation.dispatch.nearest import NearestIdle
from simulation.errors import RunError, ScenarioError, SimulationError
from simulation.forks import replay_of
from simulation.record.run import Run
from simulation.registry.sources import source_of
from simulation.routing.exact import ExactPolicy
from simulation.sharing.greedy import GreedyHandler
from simulation.sharing.protocol import Match
from simulation.world.services.relayed import RelayedService
from tests.world.test_traffic import HalfAsFast

SMALL = load_scenario(
    "paper/hotspots_only",
    {
        "requests.handler": "greedy",
        "demand.load_per_min": 6,
        "demand.duration_min": 3,
    },
)
HERE = "tests.parts.test_runs"


@pytest.fixture(scope="module")
def plain():
    return simulate(SMALL)


# The shipped parts, given as objects, change nothing --------------------------------


@pytest.mark.parametrize(
    "parts",
    [
        {"handler": GreedyHandler(2)},
        {"handler": GreedyHandler},
        {"routing": ExactPolicy},
        {"dispatch": NearestIdle()},
        {"service": RelayedService},
        {"handler": None, "traffic": None},
    ],
    ids=["object", "class", "routing", "dispatch", "service", "none"],
)
def test_shipped_parts_as_objects_give_the_same_log(plain, parts):
    assert simulate(SMALL, **parts).log_hash == plain.log_hash


def test_a_prepared_setting_is_shared_with_objects(plain):
    prepared = prepare(SMALL)
    run = simulate(SMALL, prepared=prepared, handler=GreedyHandler(2))
    assert run.log_hash == plain.log_hash
    assert simulate(SMALL, prepared=prepared).parts == []


def test_an_object_names_its_class_in_the_manifest(tmp_path):
    run = simulate(SMALL, handler=GreedyHandler(2), traffic=HalfAsFast)
    assert run.scenario.requests.handler == "simulation.sharing.greedy:GreedyHandler"
    handler, traffic = run.parts
    assert handler["object"] is True
    assert "object" not in traffic
    run.write(tmp_path / "run")
    assert Run.read(tmp_path / "run").parts == run.parts


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"handler": 3}, "which has no match"),
        ({"traffic": NearestIdle()}, "which has no duration_s"),
    ],
)
def test_an_object_that_is_no_such_part_is_refused(parts, said):
    with pytest.raises(ScenarioError, match=said):
        simulate(SMALL, **parts)


# Each kind does what it is there for ------------------------------------------------


class Backwards(ExactPolicy):
    """Values hops as the exact one does, on a network of its own scale."""

    def __init__(self, travel_time_s, discount):
        super().__init__(travel_time_s**0.5, discount)


@dataclass
class EveryTenSeconds:
    """A few orders, all from one producer."""

    count: int = 5

    def orders(self, region, streams):
        consumers = streams.get("demand/mine").choice(region.consumers, self.count)
        producers = np.full(self.count, region.producers[0])
        return Orders(10.0 * np.arange(self.count), producers, consumers)


class LastNumber:
    """The idle vehicle of the highest number goes."""

    def assign(self, trips, fleet, now_s):
        idle = sorted(each.id for each in fleet.vehicles.values() if not each.plan)
        for trip, nearest, stops in NearestIdle().assign(trips, fleet, now_s):
            yield trip, idle.pop() if idle else nearest, stops


def test_a_policy_of_ones_own_routes(plain):
    run = simulate(SMALL, routing=Backwards)
    assert run.log_hash != plain.log_hash


def test_a_demand_of_ones_own_orders():
    run = simulate(SMALL, demand=EveryTenSeconds(7))
    assert run.orders.start_s.tolist() == [0.0, 10.0, 20.0, 30.0, 40.0, 50.0, 60.0]
    assert simulate(SMALL, 1, demand=EveryTenSeconds(7)).log_hash != run.log_hash


def test_a_dispatch_rule_of_ones_own_chooses():
    scenario = load_scenario(
        "paper/hotspots_only",
        {"demand.load_per_min": 3, "demand.duration_min": 3, "fleet.core.size": 40},
    )
    nearest, last = simulate(scenario), simulate(scenario, dispatch=LastNumber)
    assert nearest.log_hash != last.log_hash
    assert last.end_s > nearest.end_s / 2


# Forks ------------------------------------------------------------------------------


def test_a_run_with_a_class_is_forked_and_replayed():
    run = simulate(SMALL, traffic=HalfAsFast, handler=partial(GreedyHandler, 2))
    with pytest.raises(RunError, match=r"its handler .*GreedyHandler was an object"):
        fork(run, 60.0)
    run = simulate(SMALL, traffic=HalfAsFast)
    assert fork(run, 60.0).log_hash == run.log_hash
    eased = fork(run, 60.0, ["traffic.model=free_flow"])
    assert eased.log_hash != run.log_hash
    assert [each["kind"] for each in eased.parts] == ["traffic"]
    assert fork(eased, 90.0).log_hash == eased.log_hash


def test_a_run_with_an_object_is_forked_with_what_it_was_prepared_with():
    scenario, given = named(SMALL, {"demand": EveryTenSeconds(4)})
    prepared = prepare(scenario, given=given)
    run = simulate(scenario, prepared=prepared)
    assert len(run.orders) == 4
    assert replay_of(run, prepared=prepared).fork(20.0).log_hash == run.log_hash
    with pytest.raises(RunError, match="was an object, expected a part that its word"):
        fork(run, 20.0)


def test_a_part_whose_source_has_changed_is_not_replayed(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    module = tmp_path / "changing.py"
    module.write_text("from tests.world.test_traffic import HalfAsFast as Jam\n")
    scenario = load_scenario(
        "paper/hotspots_only",
        {"traffic.model": "changing:Jam", "demand.duration_min": 1},
    )
    run = simulate(scenario)
    key = run_task(scenario, 0, "region").key
    assert run_task(scenario, 0, "region").key == key
    module.write_text(module.read_text() + "# another one\n")
    source_of.cache_clear()  # as in a new process
    assert run_task(scenario, 0, "region").key != key
    with pytest.raises(RunError, match="its traffic changing:Jam has changed since"):
        fork(run, 30.0)


def test_the_task_of_shipped_parts_looks_for_none(monkeypatch):
    monkeypatch.setattr("analysis.experiments.tasks.parts_in", None)
    assert run_task(SMALL, 0, "region").key


# Parts that misbehave ---------------------------------------------------------------


class Doubles(GreedyHandler):
    def match(self, deciders, board, now_s):
        matches = super().match(deciders, board, now_s)
        return matches * 2


class Intrudes(GreedyHandler):
    """Lets the first two on the board share, though nobody of them decides."""

    def match(self, deciders, board, now_s):
        self.before = getattr(self, "before", [])
        matches = super().match(deciders, board, now_s)
        self.before += matches
        return self.before


class Answers(GreedyHandler):
    def match(self, deciders, board, now_s):
        return ["a pair"]


class Alone(GreedyHandler):
    def match(self, deciders, board, now_s):
        return [Match((deciders[0],), deciders[0].hops[0][0], ())]


class Raises(GreedyHandler):
    def match(self, deciders, board, now_s):
        raise KeyError("capacity")


@pytest.mark.parametrize(
    ("handler", "said"),
    [
        (Doubles, "shares members with another one"),
        (Intrudes, "expected"),
        (Answers, "is str, expected Match"),
        (Alone, "has fewer than two members"),
        (Raises, "match failed .KeyError: 'capacity'"),
    ],
)
def test_a_handler_that_misbehaves_ends_the_run_in_one_sentence(handler, said):
    with pytest.raises(SimulationError, match=said) as caught:
        simulate(SMALL, handler=handler)
    assert str(caught.value).startswith(f"requests.handler {HERE}:{handler.__name__}: ")


class Negative:
    def duration_s(self, free_s, depart_s, origin, target):
        return -1.0


class Thief:
    def assign(self, trips, fleet, now_s):
        yield (99,), 0, 1, 0.0


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"traffic": Negative}, "takes -1 s, expected 0 s or more"),
        ({"dispatch": Thief}, "assign failed"),
    ],
)
def test_other_parts_that_misbehave_are_named_too(parts, said):
    with pytest.raises(SimulationError, match=said) as caught:
        simulate(SMALL, **parts)
    assert HERE in str(caught.value)


# The live page ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [
        {"requests.handler": "os:system"},
        {"requests": {"handler": "os:system"}},
        {"traffic.model": "mine:Jam"},
    ],
)
def test_a_page_runs_no_code_that_a_visitor_names(changes):
    with pytest.raises(ScenarioError, match="in a page"):
        check_words(PlanChoice("paper/deliverai_2", changes).changes)
