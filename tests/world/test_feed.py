"""What planners are told of speeds and is not so, and who notices, solved by hand."""

import pytest

from simulation import load_scenario, prepare, simulate
from simulation.assemble.world import policies_of
from simulation.errors import ScenarioError
from simulation.record.kinds import PERIPHERAL, Kind
from simulation.record.log import EventLog
from simulation.world.clock import Clock
from simulation.world.detector import Detector, DetectorRules
from tests.world.test_hours import STACKED
from tests.worlds import clique, play

WORLD = clique("ABC", seconds=60)  # from shop to home it takes 80 s
JAM = {
    "traffic.closures.jam.speed_factor": 0.5,
    "traffic.closures.jam.from_min": 0.5,
    "traffic.closures.jam.until_min": 600.0,
}
TWO = [(40, "A", "C"), (40, "A", "B")]
PROMISED = {  # who knows of the jam sends a vehicle for each of two orders
    **STACKED,
    "dispatch.new_vehicle_m": 1000.0,
    "dispatch.late_m_per_s": 100.0,
    "promise_s": 200.0,
}
APART = ["40 departed p1 shopA->homeC [d1]", "40 departed p2 shopA->homeB [d2]"]
TOGETHER = "40 departed p1 shopA->homeB [d1 d2]"
ONE_BY_ONE = [(1000 * each, "A", "B") for each in range(4)]
WATCHED = {"traffic.detector.threshold": 1.0, **JAM}


def seen_by(whom, **keys):
    return {"traffic.closures.jam.seen_by": whom, **keys}


def test_a_false_jam_changes_plans_and_no_leg():
    story = play(WORLD, TWO, PROMISED | JAM | seen_by("planners"))
    assert story.of("departed") == APART
    assert story.of("delivered") == [
        "120 delivered d1 by p1 at homeC",
        "120 delivered d2 by p2 at homeB",
    ]


def test_a_hidden_jam_changes_legs_and_no_plan():
    story = play(WORLD, TWO, PROMISED | JAM | seen_by("vehicles"))
    assert story.of("departed")[0] == TOGETHER
    assert story.of("delivered")[0] == "200 delivered d2 by p1 at homeB"


@pytest.mark.parametrize(
    ("feed", "knows"),
    [
        ({"delay_min": 0.1}, True),  # of 34 s
        ({"delay_min": 0.5}, False),  # of 10 s
        ({"delay_min": 60.0, "from_min": 0.55}, True),  # broken in the jam already
        ({"delay_min": 60.0, "from_min": 0.4}, False),  # and before
        ({"delay_min": 60.0, "until_min": 0.6}, True),  # and mended by then
    ],
)
def test_what_is_late_is_not_known_yet(feed, knows):
    keys = {f"traffic.feed.{key}": value for key, value in feed.items()}
    story = play(WORLD, TWO, PROMISED | JAM | keys)
    assert story.of("departed")[0] == (APART[0] if knows else TOGETHER)


@pytest.mark.parametrize(
    ("service", "whom", "alarm_s", "lost_s"),
    [
        ("direct", "vehicles", 3160, 80),
        ("direct", "planners", 3080, -80),
        ("stacked", "vehicles", 2160, 80),  # the one vehicle drives back in between
        ("stacked", "planners", 3080, -80),  # nobody drives back through a jam
        ("through", "vehicles", 2160, 80),
    ],
)
def test_the_fourth_leg_that_is_off_is_an_alarm(service, whom, alarm_s, lost_s):
    """The logarithm of 2 counts as 0.5, less 0.2 of slack: 0.3, 0.6, 0.9, 1.2."""
    keys = WATCHED | {"traffic.closures.jam.from_min": 0.0} | seen_by(whom)
    keys |= STACKED if service != "direct" else {}
    story = play(WORLD, ONE_BY_ONE, {**keys, "service.mode": service})
    events = story.run.events
    rows = events.rows(Kind.FEED_ALARM)
    assert events.time_s[rows][:2].tolist() == [alarm_s] * 2
    assert events.place[rows][:2].tolist() == [0, 1]
    assert events.lost_s[rows][:2].tolist() == [lost_s] * 2


@pytest.mark.parametrize(
    ("on_alarm", "first"),
    [
        ("tell", "shopA->homeC [d5]"),
        ("distrust", "[d5 d6]"),
        ("distrust_all", "[d5 d6]"),
    ],
)
def test_who_distrusts_plans_as_if_streets_were_free(on_alarm, first):
    """Told of a jam in vain; from 3,680 s on, who is told believes again."""
    keys = PROMISED | WATCHED | seen_by("planners")
    keys |= {"traffic.detector.on_alarm": on_alarm, "traffic.detector.quiet_min": 10.0}
    keys |= {"traffic.closures.jam.from_min": 0.0, "promise_s": 200.0}
    orders = [*ONE_BY_ONE, (3100, "A", "C"), (3100, "A", "B")]
    orders += [(4000, "A", "C"), (4000, "A", "B")]
    story = play(WORLD, orders, keys)
    events = story.run.events
    late = [line for line in story.of("departed") if line.startswith("3100")]
    assert late[0].endswith(first)
    again = [line for line in story.of("departed") if line.startswith("4000")]
    assert len([line for line in again if "shopA" in line]) == 2
    believed = events.time_s[events.rows(Kind.FEED_BELIEVED)].tolist()
    assert believed == ([] if on_alarm == "tell" else [4000.0] * 2)


@pytest.mark.parametrize(("everywhere", "doubted"), [(False, {1}), (True, {0, 1, 2})])
def test_doubts_are_of_one_tract_or_of_all(everywhere, doubted):
    """Three legs inside tract 1 that take twice as long: 0.5, 1, 1.5; quiet 100 s."""
    env = Clock()
    rules = DetectorRules(
        1.0, 0.0, distrusts=True, everywhere=everywhere, quiet_s=100.0
    )
    detector = Detector(env, EventLog(), rules, [0, 1, 2, 1])
    for vehicle in range(3):
        detector.departed(vehicle, 1, 3, 10.0, 20.0)
    env.run()
    assert env.now == 20
    assert detector.doubted(119.0) == doubted
    assert detector.doubted(120.0) == frozenset()


LIES = {
    "traffic.closures.false.seen_by": "planners",
    "traffic.closures.false.speed_factor": 0.2,
    "traffic.closures.false.tract_share": 0.3,
    "traffic.feed.delay_min": 2.0,
    "traffic.detector.threshold": 1.0,
    "traffic.detector.on_alarm": "distrust",
}
TRUTH = {
    "demand.load_per_min": 4,
    "demand.duration_min": 8,
    "fleet.peripheral.size": 12,
    "traffic.noise": 0.3,
    "traffic.noise_min": 3.0,
    "traffic.closures.jam.until_min": 5.0,
    "traffic.closures.jam.speed_factor": 0.5,
}


@pytest.mark.parametrize("name", ["paper/point_to_point", "baselines/stacked"])
def test_legs_take_what_they_take_whatever_is_told(name):
    truth, lied_to = load_scenario(name, TRUTH), load_scenario(name, TRUTH | LIES)
    prepared = prepare(truth)
    run = simulate(lied_to, prepared=prepared)
    honest = simulate(truth, prepared=prepared)
    assert run.log_hash != honest.log_hash
    policies = policies_of(truth, prepared, prepared.orders(truth, 0))
    legs = policies.fleets[PERIPHERAL].travel
    events, under_way, seen = run.events, {}, 0
    for row, kind in enumerate(events.kind.tolist()):
        vehicle, time_s = int(events.vehicle[row]), float(events.time_s[row])
        if kind == Kind.DEPARTED:
            ends = int(events.place[row]), int(events.to_place[row])
            under_way[vehicle] = time_s + legs.leg(*ends, time_s)[0]
        elif kind == Kind.ARRIVED:
            assert under_way.pop(vehicle) == time_s
            seen += 1
    assert seen > 40


@pytest.mark.parametrize("name", ["paper/point_to_point", "baselines/stacked"])
def test_watching_a_feed_that_is_true_changes_nothing(name):
    watched = {"traffic.detector.threshold": 1e5, "traffic.detector.quiet_min": 1.0}
    one = load_scenario(name, TRUTH)
    other = load_scenario(name, TRUTH | watched)
    assert simulate(one).log_hash == simulate(other).log_hash


def test_chance_says_which_tracts_are_meant_and_another_replication_others():
    scenario = load_scenario("paper/point_to_point", TRUTH | LIES)
    prepared = prepare(scenario)
    hashes = [
        simulate(scenario, replication=each, prepared=prepared).log_hash
        for each in (0, 0, 1)
    ]
    assert hashes[0] == hashes[1] != hashes[2]
    drawn = {key[-1] for key in prepared.read if key[0] == "altered"}
    assert len(drawn) == 2  # the jam is everywhere; false ones of two replications
    tracts = [
        sum(each in name for each in prepared.region.tracts.ids) for name in drawn
    ]
    assert tracts == [round(0.3 * prepared.region.hotspots)] * 2


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"traffic.closures.a.tract_share": 0.0}, "traffic.closures.a.tract_share"),
        ({"traffic.closures.a.seen_by": "nobody"}, "traffic.closures.a.seen_by"),
        (
            {
                "traffic.closures.a.tract_share": 0.5,
                "traffic.closures.a.box": [0, 0, 1, 1],
            },
            "traffic.closures.a.tract_share is 0.5 with a box or a polygon",
        ),
        (
            {"traffic.feed.from_min": 5.0, "traffic.feed.until_min": 5.0},
            "traffic.feed.until_min is 5, expected more than from_min, 5",
        ),
        ({"traffic.detector.on_alarm": "cry"}, "traffic.detector.on_alarm"),
    ],
)
def test_what_cannot_be_is_refused(keys, said):
    with pytest.raises(ScenarioError, match=said):
        load_scenario(
            "paper/point_to_point",
            {"traffic.closures.a.speed_factor": 0.5, **keys},
        )
