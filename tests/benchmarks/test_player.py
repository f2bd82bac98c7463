"""The player in a browser: frames a second while playing, and what it holds.

The browser draws without a graphics card. Frames are counted over some seconds of
playing at sixty times real time.
"""

import json

import pytest

from analysis.replay import playback_of
from simulation.assemble.prepared import region_of
from simulation.scenario import load_scenario
from simulation.simulation import simulate
from tests.browser.conftest import browser  # noqa: F401 - a fixture
from tests.browser.playback_page import playback_page, until
from tests.browser.tiny_playback import crowded_playback

pytestmark = [pytest.mark.benchmark, pytest.mark.browser]

COUNTED_S = 6
MB = 2**20


@pytest.fixture
def plays(browser, tmp_path, benchmark, note):  # noqa: F811 - the fixture
    """Return a function that plays a playback and notes how that goes."""

    def play(name, playback, size, begin_s, **goals):
        file = tmp_path / "playback.html"
        file.write_text(playback_page(playback, state={"t": begin_s, "speed": 60}))
        width, height = size
        page = browser.new_page(viewport={"width": width, "height": height})
        page.goto(file.as_uri())
        until(page, "player.clock.finished")
        page.evaluate("player.play()")
        page.wait_for_timeout(1_000)

        def count():
            since = page.evaluate("[player.frames.drawn, performance.now()]")
            page.wait_for_timeout(COUNTED_S * 1_000)
            until_ = page.evaluate("[player.frames.drawn, performance.now()]")
            return 1_000 * (until_[0] - since[0]) / (until_[1] - since[1])

        rate = benchmark.pedantic(count, rounds=1)
        session = page.context.new_cdp_session(page)
        session.send("HeapProfiler.collectGarbage")
        held = session.send("Runtime.getHeapUsage")
        page.close()
        note(f"{name}, {width} px wide, frames a second", rate, **goals)
        used = held["usedSize"] + held.get("backingStorageSize", 0)
        note(f"{name}, memory of the page's scripts", used / MB, "MB")

    return play


def recorded(name):
    scenario = load_scenario(name)
    playback = playback_of(simulate(scenario), region_of(scenario))
    told = {
        "basemap": playback.basemap(),
        "header": playback.header(),
        "slices": list(playback.slices()),
    }
    return json.loads(json.dumps(told))


@pytest.mark.parametrize("size", [(1280, 800), (1920, 1080)], ids=str)
def test_an_hour_of_the_paper_is_smooth(plays, size):
    """30 hotspots, 872 vehicles."""
    plays(
        "an hour of paper/deliverai_2",
        recorded("paper/deliverai_2"),
        size,
        1800,
        least=20,
    )


@pytest.mark.parametrize("size", [(1280, 800), (1920, 1080)], ids=str)
def test_a_city_stays_usable(plays, size):
    playback = crowded_playback(vehicles=5_000, hotspots=801)
    plays("801 hotspots, 5,000 vehicles", playback, size, 60, least=5)
