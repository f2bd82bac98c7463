"""What traffic does to legs, in the playback and in the player's words."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from analysis.replay.playback import playback_of
from analysis.replay.player import SCRIPTS
from analysis.replay.player import __file__ as player_file
from simulation.record.kinds import Kind
from tests.replay.reading import unpacked
from tests.worlds import clique, play

NODE = shutil.which("node")
WORLD = clique("AB", seconds=60)
JAM = {
    "service.mode": "direct",
    "traffic.closures.jam.speed_factor": 0.5,
    "traffic.closures.jam.until_min": 1.0,
}
SAID = """
const { DeliverAI } = globalThis;
const details = new DeliverAI.Details();
details.take(JSON.parse(require("fs").readFileSync(0)));
console.log(JSON.stringify([details.slowedSaid(0, 0), details.slowedSaid(0, 1)]));
"""


def whole(keys):
    """Return a run and the one slice of its playback."""
    story = play(WORLD, [(0, "A", "B")], keys)
    (piece,) = playback_of(story.run, WORLD.region).slices()
    return story.run, piece


def test_a_leg_that_the_horizon_cuts_off_is_drawn_to_when_it_would_end():
    """Of 80 s of way at half the speed for a minute: due at 110 s."""
    _, piece = whole({**JAM, "horizon_s": 50.0})
    assert unpacked(piece["cut_off"]["due_s"]).tolist() == [110.0]


def test_a_playback_at_free_flow_says_nothing_of_traffic():
    assert "slowed" not in whole({"service.mode": "direct"})[1]


@pytest.mark.skipif(NODE is None, reason="Node.js is not here")
def test_the_story_says_how_much_longer_a_leg_is():
    """80 s of way at half the speed for a minute: 30 s, then 50 s."""
    run, piece = whole(JAM)
    assert run.events.lost_s[run.events.rows(Kind.SLOWED)].tolist() == [30.0]
    names = SCRIPTS[: SCRIPTS.index("details.js") + 1]
    folder = Path(player_file).parent
    texts = [(folder / name).read_text(encoding="utf-8") for name in names]
    done = subprocess.run(
        [NODE, "-e", "\n".join([*texts, SAID])],
        input=json.dumps(piece),
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout) == [", 30 s longer than at free flow", ""]
