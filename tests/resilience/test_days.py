"""Days over plans: those that are shipped, and the feed that lies."""

import pytest

from analysis.resilience.days import days_of
from analysis.resilience.work import days_of_a_plan
from simulation import load_scenario
from simulation.scenario import scenario_to_dict

KEYS = {
    "demand.load_per_min": 4,
    "demand.duration_min": 12,
    "fleet.peripheral.size": 30,
    "promise_s": 1200,
}
CORE = {"strike", "rain", "blizzard", "jams", "bridge_and_breakdowns"}
UNUSED = {  # which days name keys that a service leaves idle
    "paper/point_to_point": {*CORE, "hub_outage"},
    "paper/deliverai_2": set(),
    "sharing/through": CORE,
}


@pytest.mark.parametrize("name", UNUSED)
def test_shipped_days_go_over_every_shipped_service(name):
    """Hubs that are closed are nothing to those who drive from door to door."""
    shipped = days_of(["stress"])
    assert {day.name for day in shipped} == {
        *("strike", "rain", "blizzard", "stadium", "hub_outage", "jams", "bridge"),
        *("bridge_and_breakdowns", "feed_attack", "recall"),
    }
    plan = load_scenario(name, {"fleet.core.size": 40, "fleet.peripheral.size": 60})
    idle = {day.name for day in shipped if day.over(plan)[1]}
    assert idle == UNUSED[name]
    for day in shipped:
        on, _ = day.over(plan)
        happens = on.interventions or on.demand.shocks or on.traffic.closures
        nothing = name == "paper/point_to_point" and day.name == "hub_outage"
        assert bool(happens) != nothing


def test_the_day_of_a_closed_street_is_told_with_its_times():
    """Its recovery counts from the end of the closure, and the page shades it."""
    keys = {**KEYS, "demand.duration_min": 30, "demand.load_per_min": 3}
    plan = load_scenario("paper/point_to_point", keys)
    on, _ = days_of(["stress/bridge"])[0].over(plan)
    tables = scenario_to_dict(plan), {"bridge": scenario_to_dict(on)}
    row = days_of_a_plan("plan", *tables, 0, "", 60.0, 0.1)
    assert row["bridge"]["spans"] == [["bridge", 15, 45]]
    assert row["bridge"]["since_min"] == 45
    assert row["bridge"]["added_s"]["ride_s"] > 0


def test_a_feed_is_attacked_in_its_time_and_late_from_then_on(tmp_path):
    """All as much later as is asked for; who drives meets no more than before."""
    path = tmp_path / "late.toml"
    path.write_text('what = "Late"\n[set.traffic.feed]\ndelay_min = 5\nuntil_min = 9\n')
    plan = load_scenario("paper/point_to_point", KEYS)
    attack, late = days_of(["stress/feed_attack", str(path)])
    closure = attack.over(plan, 100)[0].traffic.closures["attack"]
    assert (closure.from_min, closure.until_min) == (115, 145)
    assert closure.seen_by == "planners"
    feed = late.over(plan, 100)[0].traffic.feed
    assert (feed.delay_min, feed.from_min, feed.until_min) == (5, 100, 109)
