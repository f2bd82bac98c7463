"""Rounds and modes in the player: planned stops of miles, and what is told of modes."""

import pytest

from analysis.tables.deliveries import delivery_columns
from analysis.tables.spells import PARTS
from simulation.assemble.prepared import region_of
from simulation.scenario import load_scenario
from simulation.simulation import simulate
from tests.browser.playback_page import at
from tests.browser.test_through import PARTS_OF, told
from tests.world.test_choice import CHEAP, LINE
from tests.worlds import play

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LEGS = """() => { // of those with plans: where it goes, the stop planned, any change
  const { playback } = player.panes[0];
  const { vehicle, to_place, depart_s, ends_s } = playback.legs;
  return Array.from({ length: vehicle.length }, (_, leg) => {
    const plans = playback.plans.byVehicle[vehicle.data[leg]];
    const half_s = (depart_s.data[leg] + ends_s.data[leg]) / 2;
    const [stop] = playback.plans.stopsOf(playback, vehicle.data[leg], half_s);
    const changed = !plans || plans.time_s.some(
      (t) => depart_s.data[leg] <= t && t <= half_s);
    return [to_place.data[leg], stop ? stop.place : -1, changed];
  });
}"""


def test_the_story_of_an_order_says_how_it_goes(show_playback):
    run = play(LINE, [(0, "A", "C"), (0, "B", "B")], CHEAP).run
    page = show_playback(told(run, LINE.region))
    at(page, run.end_s)  # nobody can go beyond
    for order, said in (
        (0, "Is to be relayed over hotspots, which is expected to cost less"),
        (1, "Is to go from door to door, which is expected to cost no more than"),
    ):
        page.get_by_label("Select an order").fill(f"order {order}")
        page.get_by_label("Select an order").press("Enter")
        entries = page.locator(".dai-story li > span").all_inner_texts()
        assert any(each.startswith(said) for each in entries)


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("sharing/rounds", {"hotspots.handover_s": 20.0}),
        ("sharing/choice", {"service.expected_core_load": 8.0}),
    ],
)
def test_every_leg_goes_to_the_stop_planned_and_time_goes_as_in_the_tables(
    show_playback, name, keys
):
    rush = {"demand.load_per_min": 20, "demand.duration_min": 6} | keys
    scenario = load_scenario(name, rush)
    run = simulate(scenario)
    page = show_playback(told(run, region_of(scenario)))
    legs = [each for each in page.evaluate(LEGS) if not each[2]]
    assert len(legs) > 100
    assert [to for to, _, _ in legs] == [stop for _, stop, _ in legs]
    columns = delivery_columns(run)
    for order in range(0, len(columns), 7):
        parts = page.evaluate(PARTS_OF, order)
        spent = dict(zip(PARTS, columns.parts[:, order], strict=True))
        for part, seconds in spent.items():
            need = part.removesuffix("_s").removesuffix("_wait")
            assert parts[need] == pytest.approx(seconds, abs=1e-6), (order, part)
