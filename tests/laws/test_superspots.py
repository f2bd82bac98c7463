"""Runs over superspots: their limits, a world by hand, and that everybody arrives."""

import numpy as np
import pytest

from simulation import load_scenario, simulate
from simulation.assemble import prepare
from simulation.errors import DeliverAIError
from simulation.forks import replay_of
from simulation.record.kinds import Kind
from simulation.routing.clusters import Clusters
from simulation.routing.superspots import SuperspotPolicy
from simulation.scenario.effects import without_effect
from tests.worlds import play, tiny_world

KEYS = {
    "demand.load_per_min": 20,
    "demand.duration_min": 10,
    "routing.policy": "superspots",
}


def scenario(**keys):
    named = {key.replace("__", "."): value for key, value in keys.items()}
    return load_scenario("paper/deliverai_2", KEYS | named)


@pytest.mark.parametrize("superspots", [1, 30])
@pytest.mark.parametrize("share", [0.1, 0.7])
def test_one_cluster_and_superspots_alone_have_the_log_of_the_flat_network(
    superspots, share
):
    keys = {"routing__superspots": superspots, "routing__preferred_share": share}
    flat = simulate(scenario(routing__policy="exact", routing__preferred_share=share))
    run = simulate(scenario(**keys))
    assert run.log_hash == flat.log_hash
    assert (run.events.kind == Kind.SHARING_ACCEPTED).any()


CASES = [
    {"requests__revisit": "never", "routing__superspots": 4},
    {"requests__revisit": "off", "fleet__core__capacity": 4},
    {"requests__revisit": "either_side", "routing__preferred_share": 1.0},
    {"requests__meet_at_destination": True, "requests__max_wait_s": 60},
    {"requests__handler": "guarded", "routing__superspots": 3},
    {"requests__handler": "matching", "fleet__core__capacity": 3},
    {"cancellations__share": 0.2, "breakdowns__repair_s": 300}
    | {"fleet__core__breakdowns_per_h": 2.0},
]


@pytest.mark.parametrize("keys", CASES)
def test_every_order_arrives_and_hops_lead_to_superspots_or_stay_in_a_cluster(keys):
    asked = scenario(**keys)
    prepared = prepare(asked)
    run = simulate(asked, prepared=prepared)
    events, of = run.events, prepared.policy.clusters.of
    ends = [*events.rows(Kind.DELIVERED), *events.rows(Kind.CANCELLED)]
    assert sorted(events.order[ends]) == list(range(len(run.orders)))
    superspots = set(prepared.policy.clusters.superspots.tolist())
    tract = run.places.tract
    rows = events.rows(Kind.DECIDED)
    assert rows.size
    for row in rows:
        here, hop = int(events.place[row]), int(events.to_place[row])
        end = int(tract[run.orders.consumer[events.order[row]]])
        assert hop in superspots or of[hop] == of[here]
        assert of[here] != of[end] or of[hop] == of[end]  # never back up
        if of[here] != of[end] and here not in superspots:
            assert hop == prepared.policy.clusters.superspots[of[here]]


def in_a_row(*positions):
    """Return times between hotspots in a row [s]."""
    return np.abs(np.subtract.outer(positions, positions))


NAMES = ["A", "S", "B", "C", "T", "D"]
TIMES = in_a_row(0, 60, 120, 1000, 1060, 1120)
WORLD = tiny_world(
    "\n".join(
        [
            " ".join(NAMES),
            *(
                f"{name} {' '.join(map(str, row))}"
                for name, row in zip(NAMES, TIMES.tolist(), strict=True)
            ),
        ]
    )
)
FEW = {"routing.policy": "superspots", "routing.superspots": 2}
ALONE = FEW | {"requests.handler": "refuse"}


def over(keys, orders):
    """Return what happens by two superspots: S and T cost least, 240 s each."""
    return play(WORLD, orders, keys, SuperspotPolicy(TIMES.astype(float), 2))


def test_an_order_goes_by_the_two_superspots_and_its_story_says_so():
    """10 s to the hotspot, 60 + 1000 + 60 s between, 10 s to the door."""
    story = over(ALONE, [(0, "A", "D")])
    assert story.of("decided") == [
        "10 decided d1 at A to S",
        "70 decided d1 at S to T",
        "1070 decided d1 at T to D",
    ]
    assert story.lines[-1] == "1140 delivered d1 by p2 at homeD"


def test_within_a_cluster_it_goes_straight():
    story = over(ALONE, [(0, "A", "B"), (0, "D", "T")])
    assert story.of("decided") == ["10 decided d1 at A to B", "10 decided d2 at D to T"]


def shared(share):
    """Return what two orders of one hotspot decide whose ends are in one cluster."""
    keys = {"requests.handler": "greedy", "routing.preferred_share": share}
    story = over(FEW | keys, [(0, "A", "D"), (0, "A", "C")])
    return story, [line for line in story.of("decided") if "d1" in line.split()[2]]


def test_two_orders_share_over_superspots_and_part_at_the_last():
    """One of six hops is preferred: at T they want C, and D."""
    story, decided = shared(0.1)
    assert decided == [
        "10 decided d1 at A to S with d2",
        "70 decided d1 at S to T with d2",
        "1070 decided d1 at T to D",
    ]
    assert story.of("delivered") == [
        "1140 delivered d1 by p3 at homeD",
        "1140 delivered d2 by p4 at homeC",
    ]


def test_within_the_last_cluster_they_go_round_together():
    """Three of six: C costs D 120 s, and the other way round; of a tie the lower."""
    _, decided = shared(0.5)
    assert decided[2:] == [
        "1070 decided d1 at T to C with d2",
        "1130 decided d1 at C to D",
    ]


def test_a_superspot_out_of_service_is_none():
    """B is in its place, or A would be, which costs the same."""
    out = {"hotspots.docks_at": {"S": 0}, "routing.times": "now"}
    story = over(ALONE | out, [(0, "A", "D")])
    assert story.of("decided") == [
        "10 decided d1 at A to B",
        "130 decided d1 at B to T",
        "1070 decided d1 at T to D",
    ]


def test_whoever_is_under_way_goes_on_by_other_superspots():
    """Also where it has been at the one of its cluster: then straight, at last."""
    asked = scenario(routing__superspots=6)
    prepared = prepare(asked)
    run = simulate(asked, prepared=prepared)
    replay = replay_of(run, prepared=prepared)
    assert replay.fork(300.0).log_hash == run.log_hash
    for changes in ({"routing.superspots": 2}, {"routing.policy": "exact"}):
        forked = replay.fork(300.0, changes)
        assert forked.log_hash != run.log_hash
        assert forked.events.rows(Kind.DELIVERED).size == len(run.orders)
    flat = scenario(routing__policy="exact")
    forked = replay_of(simulate(flat)).fork(300.0, {"routing.policy": "superspots"})
    assert forked.events.rows(Kind.DELIVERED).size == len(forked.orders)


def test_too_many_superspots_are_refused_in_a_sentence():
    asked = scenario(routing__superspots=31)
    with pytest.raises(
        DeliverAIError, match=r"routing.superspots is 31, expected 1 to 30"
    ):
        prepare(asked)


HUB = tiny_world(
    """
         S    A    E    W
    S    0   60 1000 1000
    A   60    0 1000 1000
    E 1000 1000    0 2000
    W 1000 1000 2000    0
    """
)


@pytest.mark.parametrize("handler", ["guarded", "saved_distance", "matching"])
@pytest.mark.parametrize("flat", [True, False])
def test_what_a_group_saves_is_counted_from_the_way_that_each_goes_alone(handler, flat):
    """From A to E and to W: by S both go anyway, and together for 600 m and 0 s less.

    Where they may go straight, to meet at S costs them 60 s each and saves nothing.
    """
    clusters = Clusters(np.array([0, 2, 3]), np.array([0, 0, 1, 2]))
    time_s = HUB.region.travel_time_s
    policy = None if flat else SuperspotPolicy(time_s, clusters=clusters)
    keys = {"requests.handler": handler, "routing.preferred_share": 1.0}
    if not flat:
        keys |= {"routing.policy": "superspots", "routing.superspots": 3}
    story = play(HUB, [(0, "A", "E"), (0, "A", "W")], keys, policy)
    straight = ["10 decided d1 at A to E", "10 decided d2 at A to W"]
    together = ["10 decided d1 at A to S with d2", "10 decided d2 at A to S with d1"]
    assert story.of("decided")[:2] == (straight if flat else together)


def test_a_choice_expects_the_metres_seconds_and_handovers_of_the_way():
    """From C to A by T and S: 1200 m by 1.5, 120 s and two handovers of 4 s more."""
    keys = {
        "service.mode": "choice",
        "dispatch.transfers": 0,
        "fleet.peripheral.capacity": 2,
        "hotspots.handover_s": 4,
        "service.expected_core_load": 1.5,
    }
    excess_m = []
    for policy in (None, SuperspotPolicy(TIMES.astype(float), 2)):
        events = play(WORLD, [(0, "C", "A")], keys, policy).run.events
        excess_m += events.distance_m[events.rows(Kind.MODE_CHOSEN)].tolist()
    assert excess_m[1] - excess_m[0] == pytest.approx(1200 / 1.5 + 7.5 * (120 + 2 * 4))


def test_what_is_told_of_keys_without_effect():
    keys = ["routing.superspots", "routing.episodes", "routing.relearn_episodes"]
    now = {"routing__times": "now", "traffic__noise": 0.1}
    found = without_effect(scenario(**now), keys)
    assert found == dict.fromkeys(
        keys[1:], "routing.policy is superspots: nothing is learnt"
    )
    (why,) = without_effect(scenario(routing__policy="exact"), keys[:1]).values()
    assert why.startswith("routing.policy is not superspots")
    (why,) = without_effect(scenario(service__mode="direct"), keys[:1]).values()
    assert why.startswith("service.mode is direct")
