"""Services of one's own: the vehicles that they have, and how they fail."""

import numpy as np
import pytest

from analysis.cli import main
from analysis.metrics import kpis
from simulation import fork, load_scenario, simulate
from simulation.assemble import routing
from simulation.errors import SimulationError
from simulation.record.kinds import CORE, PERIPHERAL, Kind
from simulation.world.services.direct import DirectService
from simulation.world.services.relayed import RelayedService

SIZES = {"fleet.core.size": 4, "fleet.peripheral.size": 6}
HERE = "tests.parts.test_services"


def small(base="hotspots_only", **sizes):
    return load_scenario(
        f"paper/{base}",
        {
            "demand.load_per_min": 6,
            "demand.duration_min": 3,
            **sizes,
        },
    )


class DoorToDoor(DirectService):
    """As the direct service, beside an overlay network that it does not use."""


class Between:
    """From hotspot to hotspot; people walk to the one and home from the other."""

    def __init__(self, env, underway, core):
        self.env, self.underway, self.core = env, underway, core

    def serve(self, delivery):
        delivery.release(self.env.now)
        delivery.decide(self.env.now, delivery.destination)
        self.core.request((delivery,), delivery.source, delivery.destination)
        yield
        delivery.deliver(self.env.now)
        del self.underway[delivery.order]

    def adopt(self, policies):
        """Go on: there is nothing that could change."""


def joined(run):
    """Return how many vehicles joined, by pool."""
    pools = run.events.pool[run.events.rows(Kind.VEHICLE_JOINED)]
    return {pool: np.count_nonzero(pools == pool) for pool in np.unique(pools).tolist()}


# The vehicles that it names ---------------------------------------------------------


def test_a_service_of_ones_own_serves():
    run = simulate(small(), service=DoorToDoor)
    assert run.end_s == simulate(small("point_to_point")).end_s


@pytest.mark.parametrize(
    ("service", "vehicles"),
    [
        (None, {CORE: 4, PERIPHERAL: 6}),
        (RelayedService, {CORE: 4, PERIPHERAL: 6}),
        (DoorToDoor, {PERIPHERAL: 6}),
        (Between, {CORE: 4}),
    ],
)
def test_a_service_has_the_vehicles_that_it_names_and_no_others(service, vehicles):
    run = simulate(small(**SIZES), service=service)
    assert joined(run) == vehicles
    values = kpis(run)
    assert values["delivered"] == values["orders"] > 0


@pytest.mark.parametrize("service", [DoorToDoor, Between])
def test_where_a_service_names_no_decisions_no_agents_are_trained(service, monkeypatch):
    def learn(*_):
        raise AssertionError("nobody would ask them")

    monkeypatch.setattr(routing, "learn", learn)
    scenario = small("deliverai_2", **SIZES)
    with pytest.raises(AssertionError, match="nobody would ask"):
        simulate(scenario)
    run = simulate(scenario, service=service)
    assert kpis(run)["delivered"] == 18


def test_in_a_run_under_way_only_its_own_vehicles_become_more():
    run = simulate(small(**SIZES), service=DoorToDoor)
    more = fork(run, 60.0, ["fleet.core.size=9", "fleet.peripheral.size=8"])
    assert joined(more) == {PERIPHERAL: 8}


# How it fails -----------------------------------------------------------------------


class FailsAtOnce(DirectService):
    def serve(self, delivery):
        raise KeyError(delivery.order)


class FailsLater(DirectService):
    def serve(self, delivery):
        yield from super().serve(delivery)
        if delivery.order > 1:
            raise ValueError("two are enough")


class TellsNothing(DirectService):
    def serve(self, delivery):
        delivery.release(self._env.now)


class Forgets(DirectService):
    def serve(self, delivery):
        delivery.release(self._env.now)
        self._fleet.request((delivery,), delivery.producer, delivery.consumer)
        yield


class Stays(RelayedService):
    def adopt(self, policies):
        raise NotImplementedError


@pytest.mark.parametrize(
    ("service", "said"),
    [
        (FailsAtOnce, "serve failed (KeyError: 0)."),
        (FailsLater, "serve failed (ValueError: two are enough)."),
        (TellsNothing, "serve failed (TypeError: 'NoneType' object is not iterable)."),
        (
            Forgets,
            "the journey of order 5 ends before the order does, expected that it is "
            "delivered and struck from underway.",
        ),
    ],
)
def test_a_service_that_fails_ends_the_run_in_one_sentence(service, said):
    with pytest.raises(SimulationError) as caught:
        simulate(small(), service=service)
    assert str(caught.value) == f"service.mode {HERE}:{service.__name__}: {said}"


def test_a_service_that_adopts_nothing_is_named_too():
    run = simulate(small(), service=Stays)
    with pytest.raises(SimulationError, match=r":Stays: adopt failed .NotImpl"):
        fork(run, 60.0, ["requests.revisit=off"])


def test_another_part_that_fails_in_a_service_is_named_itself():
    class Refuses:
        def assign(self, trips, fleet, now_s):
            raise ValueError

    with pytest.raises(SimulationError, match=r"^dispatch.rule .*Refuses: assign"):
        simulate(small(), service=DoorToDoor, dispatch=Refuses)


def test_the_command_says_it_in_one_line(capsys):
    words = ["demand.load_per_min=6", "demand.duration_min=3"]
    mode = f"service.mode={HERE}:FailsLater"
    sets = [part for word in (mode, *words) for part in ("--set", word)]
    assert main(["run", "paper/hotspots_only", *sets]) == 1
    said = capsys.readouterr().err
    assert "FailsLater: serve failed (ValueError: two are enough)" in said
    assert "Traceback" not in said
