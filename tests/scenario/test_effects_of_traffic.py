"""Keys of traffic said to be without effect: every metric is the same without them."""

import pytest

from simulation import load_scenario, simulate
from simulation.scenario import without_effect
from tests.scenario.test_effects import SMALL, checked

JAM = {
    "traffic.closures.jam.speed_factor": 0.5,
    "traffic.closures.jam.from_min": 1.0,
}
HOURS = {"traffic.hours": ("00:01-00:20 0.5", "08:00-09:00 0.7")}
CHANCE = ("traffic.noise_min", "traffic.noise_shared")
BASES = {
    "direct, in a jam": (
        "paper/point_to_point",
        JAM,
        {"traffic.clock", *CHANCE, "traffic.planned"},
    ),
    "direct, by chance": (
        "paper/point_to_point",
        {"traffic.noise": 0.3},
        {"traffic.clock", "traffic.planned"},
    ),
    "relayed, by the hour": (
        "paper/hotspots_only",
        HOURS,
        {*CHANCE, "traffic.planned"},
    ),
    "stacked, in a jam": ("baselines/stacked", JAM, {"traffic.clock", *CHANCE}),
    "stacked, by the hour": ("baselines/stacked", HOURS, {*CHANCE}),
}


@pytest.mark.parametrize("name", BASES)
def test_what_is_said_to_be_without_effect_is(name):
    scenario, keys, expected = BASES[name]
    claimed = checked(scenario, SMALL | keys)
    assert {each for each in claimed if each.startswith("traffic.")} == expected


def test_a_closure_at_full_speed_is_said_to_be_without_effect():
    keys = {"traffic.closures.a.speed_factor": 1.0, "traffic.closures.a.until_min": 9.0}
    idle = load_scenario("paper/point_to_point", SMALL | keys)
    assert set(without_effect(idle, keys)) == set(keys)
    free = load_scenario("paper/point_to_point", SMALL)
    assert simulate(idle).log_hash == simulate(free).log_hash
    slower = load_scenario("paper/point_to_point", SMALL | JAM)
    assert not without_effect(slower, JAM)


FEED = {"traffic.feed.delay_min": 3.0, "traffic.feed.from_min": 1.0}
DETECTOR = {"traffic.detector.threshold": 1.0, "traffic.detector.slack": 0.1}
QUIET = {"traffic.detector.quiet_min": 2.0}


@pytest.mark.parametrize(
    ("keys", "idle"),
    [
        (FEED | DETECTOR | QUIET, FEED | DETECTOR | QUIET),  # speeds do not change
        (JAM | FEED | DETECTOR | QUIET, QUIET),  # an alarm is told alone
        (JAM | {"traffic.feed.until_min": 9.0}, {"traffic.feed.until_min"}),
        (JAM | QUIET, QUIET),
        (JAM | DETECTOR | QUIET | {"traffic.detector.on_alarm": "distrust"}, {}),
    ],
)
def test_keys_of_the_feed_are_said_to_be_idle_where_they_are(keys, idle):
    scenario = load_scenario("baselines/stacked", SMALL | keys)
    assert set(without_effect(scenario, keys)) == set(idle)
    plain = load_scenario(
        "baselines/stacked",
        SMALL | {key: each for key, each in keys.items() if key not in idle},
    )
    assert simulate(scenario).log_hash == simulate(plain).log_hash
