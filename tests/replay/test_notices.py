"""What agents and planners learn, in the playback and in the player's words."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from analysis.replay.playback import playback_of
from analysis.replay.player import SCRIPTS
from analysis.replay.player import __file__ as player_file
from simulation import load_scenario, prepare, simulate
from simulation.record.kinds import Kind
from tests.replay.reading import unpacked
from tests.world import test_adapting as adapting
from tests.world import test_feed as feed
from tests.worlds import play

NODE = shutil.which("node")
TOLD = """
const { DeliverAI } = globalThis;
globalThis.Path2D = class { moveTo() {} lineTo() {} closePath() {} };
const { basemap, header, slices } = JSON.parse(require("fs").readFileSync(0));
const playback = new DeliverAI.Playback(basemap, header);
for (const slice of slices) playback.take(slice);
const told = (selected) => DeliverAI.story.storyOf(playback, selected).entries
  .map(({ t, text }) => [t, text]);
console.log(JSON.stringify({
  orders: playback.start_s.map((_, order) => told({ order })),
  hotspots: Array.from({ length: basemap.hotspots }, (_, hotspot) => told({ hotspot })),
}));
"""


def stories(ground, run):
    """Return the entries of all orders and hotspots, as the player tells them."""
    playback = playback_of(run, ground.region)
    given = {
        "basemap": playback.basemap(),
        "header": playback.header(),
        "slices": list(playback.slices(100.0)),
    }
    folder = Path(player_file).parent
    names = [*SCRIPTS[: SCRIPTS.index("scene.js")], "history.js", "story.js"]
    texts = [(folder / name).read_text(encoding="utf-8") for name in names]
    done = subprocess.run(
        [NODE, "-e", "\n".join([*texts, TOLD])],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def test_a_playback_where_nobody_learns_anything_has_no_notices():
    story = play(adapting.WORLD, adapting.ORDER, adapting.SLOW_C)
    (piece,) = playback_of(story.run, adapting.WORLD.region).slices()
    assert "notices" not in piece


def test_of_each_notice_it_has_whom_it_concerns():
    keys = {**adapting.OUT, **adapting.NOW}
    story = play(adapting.WORLD, adapting.ORDER, keys)
    (piece,) = playback_of(story.run, adapting.WORLD.region).slices()
    found = {name: unpacked(each).tolist() for name, each in piece["notices"].items()}
    assert found["time_s"] == [10, 10]
    assert found["place"] == [-1, adapting.WORLD.names.index("C")]
    assert found["starts"] == [0, 1, 1]
    assert found["orders"] == [0]


@pytest.mark.skipif(NODE is None, reason="Node.js is not here")
def test_an_order_says_by_which_times_its_agent_goes_before_it_goes():
    """Over twelve hops 1,350 s more, 112.5 s each, and afterwards none."""
    keys = {**adapting.SLOW_C, **adapting.NOW}
    orders = [*adapting.ORDER, (adapting.AFTER, "A", "D")]
    told = stories(adapting.WORLD, play(adapting.WORLD, orders, keys).run)["orders"]
    says = "Its agent goes by other times between hotspots from now on: a hop takes "
    for entries, at_s, average in (
        (told[0], 10, "1 min 53 s longer than at free flow on average"),
        (told[1], 670, "as long as at free flow on average"),
    ):
        texts = [text for t, text in entries if t == at_s]
        assert texts[0] == says + average
        assert texts[-1].startswith("Leaves hotspot")
        assert sum(text.startswith("Its agent") for _, text in entries) == 1


@pytest.mark.skipif(NODE is None, reason="Node.js is not here")
def test_a_hotspot_out_of_service_says_from_when_and_until_when_it_is_avoided():
    keys = {
        "demand.duration_min": 9,
        "demand.load_per_min": 8,
        "routing.times": "now",
    }
    prepared = prepare(load_scenario("paper/hotspots_only", keys))
    place, hotspot = 5, prepared.region.tracts.ids[5]
    out = {"what": "out", "at_min": 3, "until_min": 6}
    out |= {"set": {f"hotspots.docks_at.{hotspot}": 0}}
    keys["interventions"] = [out]
    run = simulate(load_scenario("paper/hotspots_only", keys), prepared=prepared)
    told = stories(prepared, run)
    begins, ends = run.events.rows(Kind.TIMES_LEARNT).tolist()
    assert run.events.time_s[begins] < 360 <= run.events.time_s[ends]
    avoided = [each for each in told["hotspots"][place] if each[1].startswith("Agents")]
    assert avoided == [
        [
            run.events.time_s[begins],
            "Agents keep away from it, which is out of service",
        ],
        [run.events.time_s[ends], "Agents send orders over it again"],
    ]
    says = f"; out of service, and kept away from: hotspot {place}"
    asked = run.events.load(begins)
    assert asked
    for order, entries in enumerate(told["orders"]):
        assert any(says in text for _, text in entries) == (order in asked)


@pytest.mark.skipif(NODE is None, reason="Node.js is not here")
def test_an_alarm_is_told_of_orders_to_or_from_the_tract_and_of_its_hotspot():
    """From A to B; the fourth leg is an alarm, and from 3,680 s on it is over."""
    keys = feed.PROMISED | feed.WATCHED | feed.seen_by("planners")
    keys |= {
        "traffic.closures.jam.from_min": 0.0,
        "traffic.detector.on_alarm": "distrust",
        "traffic.detector.quiet_min": 10.0,
    }
    orders = [*feed.ONE_BY_ONE, (4000, "A", "B"), (4000, "C", "C")]
    told = stories(feed.WORLD, play(feed.WORLD, orders, keys).run)
    alarm = "Alarm: a leg from or to {} took 1 min 20 s shorter than planners were told"
    over = "Planners believe again what they are told of {}"
    tracts = [f"the tract of hotspot {each}" for each in (0, 1)]

    def said(number):
        return [each for each in told["orders"][number] if "lanners" in each[1]]

    assert said(2) == said(5) == []
    assert said(3) == [[3080, alarm.format(each)] for each in tracts]
    assert said(4) == [[4000, over.format(each)] for each in tracts]
    assert told["orders"][4][0][1].startswith("Ready at")
    for hotspot, count in enumerate((2, 2, 0)):
        mine = [each for each in told["hotspots"][hotspot] if "its tract" in each[1]]
        expected = [[3080, alarm], [4000, over]][:count]
        assert mine == [[t, text.format("its tract")] for t, text in expected]
