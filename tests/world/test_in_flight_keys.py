"""Every key that may change in flight does something, and no other may change."""

import pytest

from simulation import fork, load_scenario, prepare, simulate
from simulation.dispatch.protocol import NEAREST
from simulation.errors import ScenarioError
from simulation.forks import replay_of
from simulation.scenario.hotspots import AT_HOTSPOTS
from simulation.scenario.in_flight import IN_FLIGHT
from simulation.scenario.interventions import PlacesSpec
from simulation.specs import PositiveFloat, Spec
from tests.world.test_failing_in_flight import FAILING, RELAYED
from tests.world.test_saved_distance import WEIGHED_KEYS
from tests.world.test_traffic_in_flight import TRAFFIC

MATTER = {  # a value other than that of BUSY
    "requests.handler": "refuse",
    "requests.interaction_range_m": 2500,
    "requests.decision_interval_s": 45,
    "requests.lookahead_s": 20,
    "requests.max_wait_s": 5,
    "requests.count_inbound": False,
    "requests.meet_at_destination": True,
    "requests.revisit": "off",
    "routing.policy": "q_epsilon",
    "routing.discount": 0.9,
    "routing.time_scaling": "off_diagonal",
    "routing.preferred_share": 0.3,
    "routing.preferred_most": 1,
    "fleet.core.size": 500,
    "fleet.core.speed_factor": 0.5,
    "fleet.peripheral.size": 900,
    "fleet.peripheral.speed_factor": 0.5,
    "fleet.peripheral.deadheading": "driven",
    "dispatch.rule": "tests.world.test_in_flight_keys:HighestNumber",
    "traffic.model": "tests.world.test_in_flight_keys:Wet",
    "hotspots.docks": 1,
    "hotspots.storage": 1,
    "hotspots.handover_s": 30,
}
PLANNED = {  # a value other than that of STACKED
    "dispatch.interval_s": 60,
    "dispatch.order": "nearest",
    "dispatch.rounds": 0,
    "dispatch.most_moved": 1,
    "dispatch.value_of_time_m_per_s": 0.5,
    "dispatch.late_m_per_s": 0,
    "dispatch.margin_s": 600,
    "dispatch.max_detour": 1,
    "dispatch.detour_slack_s": 0,
    "dispatch.orders_ahead": 0,
    "dispatch.end_weight": 2,
}
EXPECTING = {  # where idle vehicles are sent to where orders are expected
    "dispatch.rebalance_s": 0,
    "dispatch.rebalance_ahead_s": 30,
    "dispatch.memory_s": 30,
}
ELASTIC = {  # where vehicles join, and where some have nothing else to do
    "dispatch.new_vehicle_m": 0,
    "dispatch.hold_s": 200,
    "dispatch.spare_s": 900,
}
MEETING = {  # where vehicles meet
    "dispatch.busy_m_per_s": 10,
    "dispatch.stacks": False,
    "dispatch.transfers": 0,
    "dispatch.least_saving_m": 5000,
}
OF_TRAINING = {"table", "learning_rate", "temperature", "exploration", "episodes"}
BUSY = load_scenario(
    "paper/hotspots_only",
    {
        "requests.handler": "greedy",
        "demand.load_per_min": 30,
        "demand.duration_min": 6,
        "hotspots.handover_s": 4,
        "fleet.peripheral.deadheading": "ignored",
    },
)


class HighestNumber:
    """The idle vehicle of the highest number goes."""

    def assign(self, trips, fleet, now_s):  # noqa: ARG002
        """Return a vehicle for each trip."""
        idle = sorted(each.id for each in fleet.vehicles.values() if not each.plan)
        return [(trip, idle.pop() if idle else NEAREST, ()) for trip in trips]


class Wet:
    """Everybody drives slower, all the time."""

    class Options(Spec):
        """How many times slower."""

        slower: PositiveFloat = 1.5

    def __init__(self, options):
        self.slower = options.slower

    def duration_s(self, free_s, depart_s, origin, target):  # noqa: ARG002
        """Return the time of a leg [s]."""
        return free_s * self.slower


STACKED = load_scenario(
    "baselines/stacked",
    {
        "demand.load_per_min": 12,
        "demand.duration_min": 5,
        "fleet.peripheral.size": 10,
        "dispatch.detour_slack_s": 60,
        "dispatch.max_detour": 1.5,
        "promise_s": 1000,
    },
)


@pytest.fixture(scope="module")
def stacked():
    """Return a run with several orders aboard, ready to be forked."""
    prepared = prepare(STACKED)
    return replay_of(simulate(STACKED, prepared=prepared), prepared=prepared)


@pytest.fixture(scope="module")
def busy():
    """Return a busy run, ready to be forked."""
    prepared = prepare(BUSY)
    return replay_of(simulate(BUSY, prepared=prepared), prepared=prepared)


def test_every_key_that_may_change_is_tried_here():
    tried = {
        *(*MATTER, *PLANNED, *ELASTIC, *EXPECTING, *MEETING, *TRAFFIC),
        *(*WEIGHED_KEYS, *FAILING, *RELAYED, *AT_HOTSPOTS.values()),
        *("routing.times", "routing.relearn_episodes"),  # in test_adapting
        "routing.superspots",  # in tests/laws/test_superspots.py
        *(f"recall.{each}" for each in PlacesSpec.model_fields),  # in test_recalls
    }
    left = {key.rpartition(".")[2] for key in set(IN_FLIGHT) ^ tried}
    assert left == OF_TRAINING | {"options"}


@pytest.mark.parametrize("key", MATTER)
def test_the_key_matters_from_the_moment_on(busy, key):
    changes = {key: MATTER[key]}
    if key == "routing.policy":
        changes["routing.episodes"] = 300
    forked = busy.fork(180.0, changes)
    assert forked.log_hash != busy.run.log_hash
    assert forked.forked_from["changes"].items() >= {key: MATTER[key]}.items()


def test_options_change_in_flight_and_are_checked():
    scenario = load_scenario(
        "paper/hotspots_only",
        {"demand.duration_min": 2, "traffic.model": MATTER["traffic.model"]},
    )
    run = simulate(scenario)
    slower = fork(run, 60.0, ["traffic.options.slower=3"])
    assert slower.end_s > run.end_s
    assert slower.forked_from["changes"] == {"traffic.options.slower": 3}
    assert fork(slower, 90.0).log_hash == slower.log_hash
    with pytest.raises(ScenarioError, match="did you mean slower"):
        fork(run, 60.0, ["traffic.options.slowr=3"])


def test_direct_service_is_dispatched_and_slowed_in_flight_and_has_no_hotspots():
    scenario = load_scenario("paper/point_to_point", ["demand.duration_min=3"])
    run = simulate(scenario)
    for key in ("dispatch.rule", "traffic.model"):
        assert fork(run, 60.0, {key: MATTER[key]}).log_hash != run.log_hash
    with pytest.raises(ScenarioError, match="direct service makes no use of it"):
        fork(run, 60.0, ["hotspots.docks=1"])


@pytest.mark.parametrize("key", PLANNED)
def test_the_key_of_planning_matters_from_the_moment_on(stacked, key):
    forked = stacked.fork(180.0, {key: PLANNED[key]})
    assert forked.log_hash != stacked.run.log_hash


@pytest.mark.parametrize("key", ELASTIC)
def test_the_key_matters_where_vehicles_join(stacked, key):
    elastic = {"fleet.peripheral.size": "elastic"}
    forked = stacked.fork(180.0, elastic | {key: ELASTIC[key]})
    assert forked.log_hash != stacked.fork(180.0, elastic).log_hash


@pytest.mark.parametrize("key", EXPECTING)
def test_the_key_matters_where_orders_are_expected(key):
    keys = ["demand.load_per_min=5", "demand.duration_min=20"]
    keys += ["fleet.peripheral.size=30", "dispatch.rebalance_s=60"]
    run = simulate(load_scenario("baselines/stacked", keys))
    assert fork(run, 600.0, {key: EXPECTING[key]}).log_hash != run.log_hash


@pytest.mark.parametrize("key", MEETING)
def test_the_key_matters_where_vehicles_meet(key):
    keys = ["demand.load_per_min=20", "demand.duration_min=6", "promise_s=2000"]
    keys += ["producers.door_s=180", "dispatch.least_saving_m=0"]
    run = simulate(load_scenario("sharing/through", keys))
    assert fork(run, 180.0, {key: MEETING[key]}).log_hash != run.log_hash


def test_a_key_of_another_service_cannot_change(busy, stacked):
    with pytest.raises(ScenarioError, match="relayed service makes no use of it"):
        busy.fork(180.0, {"dispatch.hold_s": 0})
    with pytest.raises(
        ScenarioError, match=r"stacked service .* or a key of dispatch\.$"
    ):
        stacked.fork(180.0, {"requests.handler": "refuse"})


def test_the_library_forks_a_run_at_hand():
    scenario = load_scenario("paper/point_to_point", ["demand.load_per_min=1"])
    run = simulate(scenario)
    slower = fork(run, 600.0, {"fleet.peripheral.speed_factor": 0.5})
    assert fork(run, 600.0).log_hash == run.log_hash
    assert slower.end_s > run.end_s
