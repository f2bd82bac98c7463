"""Meetings in the player: where vehicles are to meet, who waits there, what is told."""

import pytest

from analysis.replay import playback_of
from analysis.tables.deliveries import delivery_columns
from analysis.tables.spells import PARTS
from simulation.assemble.prepared import region_of
from simulation.scenario import load_scenario
from simulation.simulation import simulate
from tests.browser.playback_page import at
from tests.browser.sight import look, overflow_px, overlaps
from tests.world.test_through import BOTH, FORK, SLOW_DOORS, THROUGH
from tests.worlds import play

pytestmark = [pytest.mark.browser, pytest.mark.slow]

HOTSPOT = FORK.names.index("H")
SAID = "([what, number]) => DeliverAI.pick[what](player.panes[0], number)"
MEETING = """(hotspot) => { // how many pixels have the colour of meetings around it
  const { above, view, playback, palette, ratio } = player.panes[0];
  const x = (playback.basemap.x[hotspot] - view.x) * view.scale + view.width / 2;
  const y = (view.y - playback.basemap.y[hotspot]) * view.scale + view.height / 2;
  const pen = document.createElement("canvas").getContext("2d");
  pen.fillStyle = palette.meeting;
  pen.fillRect(0, 0, 1, 1);
  const [r, g, b] = pen.getImageData(0, 0, 1, 1).data;
  const { data } = above.getContext("2d").getImageData((x - 30) * ratio,
    (y - 30) * ratio, 60 * ratio, 60 * ratio);
  let count = 0;
  for (let i = 0; i < data.length; i += 4) {
    const far = [r, g, b].map((value, at) => Math.abs(data[i + at] - value));
    if (Math.max(...far) < 4) count += 1;
  }
  return count;
}"""
PARTS_OF = """(order) => DeliverAI.history.partsOf(
  DeliverAI.history.stretchesOf(player.panes[0].playback, order))"""


LEGS = """() => { // of each: where it goes, the stop planned, if that changed since
  const { playback } = player.panes[0];
  const { vehicle, to_place, depart_s, ends_s } = playback.legs;
  return Array.from({ length: vehicle.length }, (_, leg) => {
    const half_s = (depart_s.data[leg] + ends_s.data[leg]) / 2;
    const [stop] = playback.plans.stopsOf(playback, vehicle.data[leg], half_s);
    const changed = playback.plans.byVehicle[vehicle.data[leg]].time_s.some(
      (t) => depart_s.data[leg] <= t && t <= half_s);
    return [to_place.data[leg], stop ? stop.place : -1, changed];
  });
}"""


@pytest.fixture(scope="module")
def run():
    """Vehicle 0 hands order 1 over to vehicle 1, at 250 to 280 s; who waits there."""
    return play(FORK, BOTH, THROUGH | SLOW_DOORS).run


def told(run, region):
    """Return the playback of a run."""
    playback = playback_of(run, region)
    return {
        "basemap": playback.basemap(),
        "header": playback.header(),
        "slices": list(playback.slices(100.0)),
    }


@pytest.fixture
def shown(show_playback, run):
    """Return a page with the run."""
    return show_playback(told(run, FORK.region))


def test_a_meeting_is_drawn_from_when_it_is_planned_until_it_is_over(shown):
    counts = {}
    for time_s in (100, 260, 300):
        at(shown, time_s)
        counts[time_s] = shown.evaluate(MEETING, HOTSPOT)
    assert counts[100] > 20
    assert counts[260] > 20
    assert counts[300] == 0


def test_what_vehicles_and_the_hotspot_do_is_said(shown):
    def said(what, number):
        return shown.evaluate(SAID, [what, number])

    at(shown, 100)
    assert said("vehicleNow", 0) == (
        "Peripheral vehicle 0: at the door of producer 5; planned: order 1 boards, "
        "order 1 is handed over at hotspot 2"
    )
    at(shown, 200)
    assert said("vehicleNow", 0) == (
        "Peripheral vehicle 0: producer 5 to hotspot 2, 1 delivery aboard (order 1), "
        "there in 50 s; planned: order 1 is handed over at hotspot 2"
    )
    assert said("vehicleNow", 1).endswith(
        "; planned: order 1 boards at hotspot 2, order 0 alights, order 1 alights"
    )
    at(shown, 260)
    assert said("vehicleNow", 0) == (
        "Peripheral vehicle 0: hands over at hotspot 2, 1 delivery aboard (order 1)"
    )
    assert said("vehicleNow", 1) == (
        "Peripheral vehicle 1: waits at hotspot 2 for order 1, to be handed over "
        "there; planned: order 1 boards at hotspot 2, order 0 alights, order 1 alights"
    )
    assert shown.evaluate("player.panes[0].scene.load[1]") == 1
    assert said("hotspotNow", HOTSPOT) == (
        "Hotspot 2: no delivery standing; peripheral vehicle 0 is to hand over order "
        "1; waiting there: peripheral vehicle 1"
    )
    at(shown, 300)
    assert said("hotspotNow", HOTSPOT) == "Hotspot 2: no delivery standing"
    assert said("vehicleNow", 1).endswith("planned: order 0 alights, order 1 alights")


def test_the_story_of_an_order_says_who_took_it_on_and_what_that_took(shown):
    at(shown, 300)
    story = shown.locator(".dai-story")
    shown.get_by_label("Select an order").fill("order 1")
    shown.get_by_label("Select an order").press("Enter")
    entries = [each.inner_text() for each in story.locator("li > span").all()]
    assert (
        "Peripheral vehicle 0 is to hand it over at hotspot 2; as planned, that saves "
        "3,250 m, time priced in"
    ) in entries
    assert "Is to be taken on at hotspot 2 by peripheral vehicle 1" in entries
    assert "Lies in hotspot 2, handed over by peripheral vehicle 0" in entries
    facts = story.locator(".dai-fact").all_inner_texts()
    assert facts[0] == (
        "Changed from peripheral vehicle 0 to peripheral vehicle 1 at hotspot 2: "
        "30 s there (30 s handed over)."
    )


def test_in_a_rush_every_leg_goes_to_the_stop_planned_and_time_goes_as_in_the_tables(
    show_playback,
):
    """Also where a vehicle takes on what it has just handed over."""
    keys = {
        "demand.load_per_min": 15,
        "demand.duration_min": 10,
        "producers.door_s": 180,
    }
    scenario = load_scenario("sharing/through", keys)
    run = simulate(scenario)
    assert len(run.meetings) > 20
    page = show_playback(told(run, region_of(scenario)))
    legs = page.evaluate(LEGS)
    assert len(legs) > 100
    elsewhere = [each for each in legs if each[0] != each[1]]
    assert all(changed for _, _, changed in elsewhere)  # nobody is diverted on a leg
    assert len(elsewhere) < 0.02 * len(legs)
    parts = delivery_columns(run).parts
    assert parts[PARTS.index("partner_wait_s")].any()
    for order in range(len(run.orders)):
        assert page.evaluate(PARTS_OF, order) == pytest.approx(
            {
                part.removesuffix("_s").removesuffix("_wait"): float(spent_s)
                for part, spent_s in zip(PARTS, parts[:, order], strict=True)
            }
        )


@pytest.mark.parametrize("width", [1280, 390])
def test_it_can_be_seen_at_a_desk_and_on_a_phone(shown, width):
    at(shown, 200)
    shown.evaluate("player.select({ vehicle: 0 })")
    look(shown, width)
    assert overflow_px(shown) == 0
    assert not overlaps(shown, ".dai-legend")
