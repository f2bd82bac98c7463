"""A playback of a fork whose fleet shrinks, read by the player's own script."""

import pytest

from analysis.replay import playback_of, positions_at
from analysis.replay.player import script
from simulation.forks import fork
from simulation.record.kinds import Kind
from simulation.region import embedded_region
from simulation.scenario import load_scenario
from simulation.simulation import simulate
from tests.replay.reading import through_json

pytestmark = [pytest.mark.browser, pytest.mark.slow]

THERE = """([basemap, header, slices, t]) => {
  const playback = new DeliverAI.Playback(basemap, header);
  slices.forEach((slice) => playback.take(slice));
  const scene = new DeliverAI.Scene(playback);
  scene.at(t);
  return Array.from(scene.doing.subarray(0, scene.vehicles))
    .flatMap((doing, vehicle) => (doing ? [vehicle] : []));
}"""


def test_a_vehicle_that_left_is_drawn_no_more(browser_page):
    keys = {
        "demand.load_per_min": 4,
        "demand.duration_min": 6,
        "fleet.core.size": 12,
    }
    run = fork(
        simulate(load_scenario("paper/hotspots_only", keys)),
        120.0,
        ["fleet.core.size=8"],
    )
    playback = playback_of(run, embedded_region())
    told = [playback.basemap(), playback.header(), list(playback.slices(60.0))]
    browser_page.set_content("<!DOCTYPE html><title>playback</title>")
    browser_page.add_script_tag(content=script())
    events = run.events
    left_s = events.time_s[events.rows(Kind.VEHICLE_LEFT)]
    assert left_s.size == 4
    for time_s in (119.0, float(left_s[-1]), run.end_s):
        shown = browser_page.evaluate(THERE, through_json([*told, time_s]))
        assert shown == sorted(positions_at(run, embedded_region(), time_s))
