"""Keys said to be without effect: every metric is the same without them."""

import pytest

from analysis.metrics import kpis
from simulation import load_scenario, simulate
from simulation.errors import ScenarioError
from simulation.region.files import embedded_region
from simulation.scenario import scenario_to_dict, without_effect
from simulation.scenario.values import leaves

SMALL = {
    "demand.load_per_min": 4,
    "demand.duration_min": 3,
    "fleet.core.size": 6,
    "costs.vehicle_hour": 18.0,
}
OTHERWISE = {  # another value of every key that may be idle
    "seed": 2,
    "routing.learning_rate": 0.5,
    "routing.temperature": 3.0,
    "routing.exploration": 0.5,
    "routing.episodes": 7,
    "routing.preferred_share": 0.3,
    **dict.fromkeys(("routing.preferred_most", "routing.superspots"), 1),
    "routing.policy": "q_boltzmann",
    "requests.handler": "greedy",
    "requests.interaction_range_m": 3000.0,
    "requests.decision_interval_s": 30.0,
    "requests.lookahead_s": 10.0,
    "requests.max_wait_s": 20.0,
    "requests.count_inbound": False,
    "requests.meet_at_destination": True,
    "requests.revisit": "off",
    "fleet.core.capacity": 4,
    "fleet.core.speed_factor": 2.0,
    "fleet.peripheral.deadheading": "ignored",
    "fleet.peripheral.capacity": 3,
    "dispatch.rule": "nearest_trip",
    "service.expected_core_load": 1000.0,
    "service.expected_core_wait_s": 0.0,
    "dispatch.interval_s": 60.0,
    "dispatch.order": "nearest",
    "dispatch.rounds": 3,
    "dispatch.most_moved": 2,
    "dispatch.new_vehicle_m": 9000.0,
    "dispatch.hold_s": 200.0,
    "dispatch.spare_s": 0.0,
    "dispatch.end_weight": 2.0,
    "dispatch.memory_s": 30.0,
    "dispatch.rebalance_ahead_s": 20.0,
    "hotspots.docks": 1,
    "record.decisions": True,
    "costs.core_km": 5.0,
    "costs.handover": 5.0,
    "dispatch.lead_s": 5.0,
    "fleet.core.last_call_s": 50.0,
    "fleet.peripheral.last_call_s": 50.0,
    "fleet.peripheral.speed_factor": 0.5,
    "producers.door_s": 40.0,
    "consumers.distribution": "expon(scale=30)",
    "demand.load_per_min": 9.0,
    "demand.duration_min": 5,
    "demand.arrivals": "on_minute",
    "traffic.clock": "08:00",
    "traffic.noise_min": 1.0,
    "traffic.noise_shared": 1.0,
    "traffic.planned": "free_flow",
}
SHIFTS = {"fleet.peripheral.shifts": ("4 00:00-00:09", "3 van 00:00-01:00")}
VAN = {"fleet.classes.van.capacity": 1, "fleet.classes.van.speed_factor": 0.5}
VANS = {"fleet.peripheral.shifts": ("3 van 00:00-01:00",)} | VAN
BASES = {
    "direct, shifts of vans": ("point_to_point", VANS),
    "stacked, shifts of vans": ("baselines/stacked", VANS),
    "direct, shifts": ("point_to_point", SHIFTS | VAN),
    "stacked, shifts": ("baselines/stacked", SHIFTS | VAN),
    "relayed, shifts": (
        "hotspots_only",
        SHIFTS
        | VAN
        | {
            "fleet.core.size": "elastic",
            "fleet.core.shifts": ("6 00:00-02:00",),
            "fleet.peripheral.deadheading": "driven",
        },
    ),
    "rounds": (
        "hotspots_only",
        {"fleet.peripheral.deadheading": "driven", "fleet.peripheral.capacity": 2},
    ),
    "choice": ("sharing/choice", {"dispatch.rounds": 0}),
    "direct": ("point_to_point", {}),
    "stacked": ("baselines/stacked", {"dispatch.hold_s": 0.0, "dispatch.rounds": 0}),
    "stacked, finite": ("baselines/stacked", {"fleet.peripheral.size": 4}),
    "stacked, by a rolling horizon": (
        "baselines/stacked",
        {"fleet.peripheral.size": 4, "dispatch.planner": "rolling"},
    ),
    "stacked, one seat": ("baselines/stacked", {"fleet.peripheral.capacity": 1}),
    "nobody shares": ("hotspots_only", {"fleet.peripheral.deadheading": "driven"}),
    "nobody shares, handovers": ("hotspots_only", {"hotspots.handover_s": 40}),
    "sharing": ("deliverai_2", {"routing.policy": "exact"}),
    "one seat": (
        "deliverai_2",
        {"routing.policy": "exact", "fleet.core.capacity": 1},
    ),
    "elastic": (
        "deliverai_2",
        {"routing.policy": "exact", "fleet.core.size": "elastic"},
    ),
    "finite": (
        "deliverai_2",
        {
            "routing.policy": "exact",
            "fleet.peripheral.size": 9,
            "fleet.peripheral.deadheading": "driven",
        },
    ),
}
EXPECTED = {
    "direct, shifts of vans": {"fleet.peripheral.speed_factor"},
    "stacked, shifts of vans": {"fleet.peripheral.capacity"},
    "one seat": {"requests.max_wait_s", "routing.preferred_share"},
    "elastic": {"dispatch.rule"},
    "direct, shifts": {"fleet.core.last_call_s", "dispatch.lead_s"},
    "stacked, shifts": {"dispatch.new_vehicle_m", "dispatch.lead_s"},
    "relayed, shifts": {"fleet.peripheral.deadheading", "dispatch.lead_s"},
    "direct": {
        *("traffic.clock", "traffic.noise_min", "traffic.planned"),
        "routing.policy",
        "requests.handler",
        "fleet.core.capacity",
        "dispatch.rule",
        "record.decisions",
    },
    "stacked": {
        "routing.policy",
        "requests.handler",
        "fleet.core.capacity",
        "dispatch.most_moved",
        "dispatch.order",
        "dispatch.spare_s",
    },
    "rounds": {
        "fleet.peripheral.deadheading",
        "requests.lookahead_s",
        "dispatch.order",
        "hotspots.docks",
    },
    "choice": {"routing.episodes", "dispatch.order", "dispatch.most_moved"},
    "stacked, finite": {
        *("hotspots.docks", "dispatch.new_vehicle_m"),
        *("dispatch.memory_s", "dispatch.rebalance_ahead_s"),
    },
    "stacked, by a rolling horizon": {"dispatch.end_weight"},
    "stacked, one seat": {"dispatch.spare_s", "routing.policy"},
    "nobody shares": {
        "hotspots.docks",
        "requests.max_wait_s",
        "fleet.core.capacity",
        "routing.preferred_share",
    },
    "nobody shares, handovers": {"requests.lookahead_s", "routing.temperature"},
    "sharing": {"hotspots.docks", "routing.episodes", "routing.superspots"},
    "finite": {"fleet.peripheral.deadheading"},
}


DRAWN = ("demand.load_per_min", "demand.duration_min", "demand.arrivals")


def checked(name, keys):
    """Return what is claimed of a scenario, after each claim has been tried."""
    scenario = load_scenario(name, keys)
    plain = kpis(simulate(scenario))
    claimed = set()
    for key, value in OTHERWISE.items():
        if scenario.demand.profile == "trace" and key in DRAWN:
            with pytest.raises(ScenarioError, match=f"{key} has no effect where"):
                load_scenario(name, keys | {key: value})
            claimed.add(key)
            continue
        changed = load_scenario(name, keys | {key: value})
        if without_effect(changed, [key]):
            claimed.add(key)
            assert kpis(simulate(changed)) == plain, key
    return claimed


@pytest.mark.parametrize("name", BASES)
def test_what_is_said_to_be_without_effect_is(name):
    base, keys = BASES[name]
    claimed = checked(base if "/" in base else f"paper/{base}", SMALL | keys)
    assert claimed >= EXPECTED[name]
    relayed = not name.startswith(("direct", "stacked"))
    assert ("requests.revisit" in claimed) != relayed
    planned = name.startswith(("stacked", "rounds", "choice"))
    assert ("dispatch.interval_s" in claimed) != planned
    assert ("fleet.peripheral.last_call_s" in claimed) != ("shifts" in name)
    assert not {"producers.door_s", "consumers.distribution"} & claimed
    assert "demand.load_per_min" not in claimed


def test_a_trace_makes_the_keys_of_drawn_demand_idle(tmp_path):
    places = embedded_region().places.source_id
    region = embedded_region()
    producer, consumer = places[region.producers[3]], places[region.consumers[9]]
    path = tmp_path / "orders.csv"
    path.write_text(f"start_s,producer,consumer\n5,{producer},{consumer}\n")
    trace = {"demand.profile": "trace", "demand.trace_file": str(path)}
    claimed = checked("paper/hotspots_only", trace)
    assert claimed >= {"seed", "demand.load_per_min", "demand.arrivals"}
    learnt = load_scenario("paper/deliverai_2", trace | {"seed": 2})
    assert not without_effect(learnt, ["seed"])  # it names the training


CLASS = {
    "fleet.classes.van.capacity": 3,
    "fleet.classes.van.speed_factor": 2.0,
    "fleet.classes.van.cost_per_hour": 30.0,
}


@pytest.mark.parametrize(
    ("name", "keys", "idle", "said"),
    [
        ("paper/point_to_point", {}, set(CLASS), "fleet.peripheral.size is elastic"),
        (
            "paper/point_to_point",
            {"fleet.peripheral.size": 4},
            set(CLASS),
            "no vehicle is of the class van",
        ),
        (
            "paper/point_to_point",
            {"fleet.peripheral.size": 4, "fleet.classes.van.size": 2},
            {"fleet.classes.van.capacity"},
            "service.mode is none of stacked, through and relayed",
        ),
        (
            "baselines/stacked",
            {"fleet.peripheral.size": 4, "fleet.classes.van.size": 2},
            set(),
            "",
        ),
        ("baselines/stacked", SHIFTS, set(), ""),
    ],
)
def test_keys_of_a_class_that_no_vehicle_drives_are_idle(name, keys, idle, said):
    base = {"demand.load_per_min": 4, "demand.duration_min": 3}
    scenario = load_scenario(name, base | VAN | keys)
    plain = kpis(simulate(scenario))
    claimed = set()
    for key, value in CLASS.items():
        changed = load_scenario(name, base | VAN | keys | {key: value})
        for why in without_effect(changed, [key]).values():
            claimed.add(key)
            assert why.startswith(said)
            assert kpis(simulate(changed)) == plain, key
    assert claimed == idle


@pytest.mark.slow
def test_agents_that_explore_one_way_do_not_read_the_key_of_the_other():
    one = load_scenario("paper/deliverai_1", SMALL)
    other = load_scenario("paper/deliverai_1", SMALL | {"routing.exploration": 0.2})
    assert without_effect(other, ["routing.exploration", "routing.temperature"]) == {
        "routing.exploration": "routing.policy is q_boltzmann, which explores by "
        "routing.temperature"
    }
    assert simulate(one).log_hash == simulate(other).log_hash


def test_a_reason_names_the_key_that_makes_it_so():
    asked = load_scenario("paper/hotspots_only", {"hotspots.docks": 2})
    (why,) = without_effect(asked, ["hotspots.docks"]).values()
    assert why.startswith("hotspots.handover_s is 0: ")
    with_time = load_scenario("paper/hotspots_only", {"hotspots.handover_s": 20})
    assert without_effect(with_time, ["hotspots.docks"]) == {}


@pytest.mark.parametrize("name", ["point_to_point", "hotspots_only", "deliverai_1"])
def test_every_key_of_every_rule_is_one_of_a_scenario(name):
    """Else a rule would hold of a key that was renamed long ago."""
    from simulation.scenario.effect_rules import RULES  # noqa: PLC0415

    asked = load_scenario(f"paper/{name}")
    absent = dict.fromkeys(
        (
            *("demand.trace_file", "demand.replicate", "routing.preferred_most"),
            *("breakdowns.repair_distribution", "routing.superspots"),
            "traffic.closures.jam.speed_factor",
        )
    )
    known = dict(leaves(scenario_to_dict(asked))) | absent
    for _, keys, why in RULES:
        for key in keys:
            assert any(each == key or each.startswith(key) for each in known), key
        assert not why.endswith(".")
