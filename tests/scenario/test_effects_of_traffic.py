"""Keys of traffic said to be without effect: every metric is the same without them."""

import pytest

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
