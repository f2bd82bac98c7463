"""Doors, due times and cancellations in a playback: gauges, rows, and the player."""

import json
import math
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from analysis.metrics import kpis
from analysis.replay import rows
from analysis.replay.columns import Stretch, unpacked
from analysis.replay.gauges import Gauges
from analysis.replay.player import SCRIPTS
from analysis.replay.player import __file__ as player_file
from analysis.replay.snapshot import snapshot_of
from analysis.tables import delivery_columns
from analysis.tables.spells import PARTS
from tests.metrics.random_walk import RandomWalk
from tests.metrics.runs import shared_run
from tests.metrics.test_doors import courier_run

NODE = shutil.which("node")
# Where the time of every order went, by the player's own history.
PARTS_OF = """
const { DeliverAI } = globalThis;
const given = JSON.parse(require("fs").readFileSync(0));
const touches = Object.fromEntries(Object.entries(given.touches).map(
  ([name, column]) => [name, { data: DeliverAI.unpack(column) }]));
const touchesOfOrder = [];
touches.order.data.forEach((order, row) =>
  (touchesOfOrder[order] || (touchesOfOrder[order] = [])).push(row));
const details = new DeliverAI.Details();
details.take(given);
const playback = { touches, touchesOfOrder, details, known_s: given.until_s };
const { partsOf, stretchesOf } = DeliverAI.history;
console.log(JSON.stringify(touchesOfOrder.map((_, order) =>
  partsOf(stretchesOf(playback, order)))));
"""


@pytest.fixture(params=range(8))
def run(request):
    seed = request.param
    walk = RandomWalk(seed, 3 + 3 * seed, docks=bool(seed % 2), doors=True)
    return walk.run(500)


def slice_of(run):
    """Return what a slice of the whole run has of orders and doors."""
    snapshot, whole = snapshot_of(run), Stretch(0.0, run.end_s, last=True)
    parts = {"orders": rows.orders, "touches": rows.touches, "doors": rows.doors}
    told = {name: of(snapshot).within(whole) for name, of in parts.items()}
    return {**told, "until_s": run.end_s}


def test_at_the_end_gauges_are_the_kpis_of_the_run(run):
    found, values = Gauges(snapshot_of(run)).at(np.array([run.end_s])), kpis(run)
    for key in ("delivered", "delivery_time_mean_s", "delivery_time_p95_s"):
        shown = float(found[key][0])
        assert (None if math.isnan(shown) else shown) == values[key]
    assert found["open_orders"][0] == values["open"]
    known = values["orders"] - values["undecided"] - values["orders_cancelled"]
    assert found["decided"][0] == known
    if known:
        assert found["success_ratio"][0] == values["success_ratio"]


def test_at_every_time_gauges_are_counted_order_by_order(run):
    table = delivery_columns(run)
    times_s = np.linspace(0.0, run.end_s, 40)
    found = Gauges(snapshot_of(run)).at(times_s)
    for sample, t in enumerate(times_s.tolist()):
        open_orders = on_time = decided = 0
        for n in range(len(table)):
            if table.start_s[n] > t:
                continue
            due_s = table.start_s[n] + table.promised_s[n]
            over = table.end_s[n] <= t and not table.open[n]
            if not over:
                open_orders += 1
                decided += t + 1 / 1024 > due_s
            elif table.delivered[n]:
                decided += 1
                on_time += table.end_s[n] <= due_s
        assert found["open_orders"][sample] == open_orders
        assert found["decided"][sample] == decided
        if decided:
            assert found["success_ratio"][sample] == on_time / decided


def test_orders_say_when_they_are_ready_and_due_where_they_do():
    told = slice_of(courier_run())
    assert unpacked(told["orders"]["due_s"]).tolist() == [90, 92, 200]
    assert unpacked(told["doors"]["food_s"]).tolist() == [44, 80, 90]
    plain = slice_of(shared_run())
    assert not {"ready_s", "due_s"} & set(plain["orders"])
    assert not unpacked(plain["doors"]["food_s"]).size


@pytest.mark.skipif(NODE is None, reason="Node.js is not installed.")
@pytest.mark.parametrize("seed", range(0, 12, 2))
def test_the_player_says_where_the_time_went_as_the_tables_do(seed):
    run = RandomWalk(seed, 3 + 3 * seed, docks=False, doors=True).run(500)
    names = SCRIPTS[: SCRIPTS.index("history.js") + 1]
    folder = Path(player_file).parent
    texts = [(folder / name).read_text(encoding="utf-8") for name in names]
    done = subprocess.run(
        [NODE, "-e", "\n".join([*texts, PARTS_OF])],
        input=json.dumps(slice_of(run)),
        capture_output=True,
        text=True,
        check=True,
    )
    found = json.loads(done.stdout)
    parts = delivery_columns(run).parts
    assert len(found) == parts.shape[1] > 0
    for order, told in enumerate(found):
        for name, seconds in zip(PARTS, parts[:, order], strict=True):
            need = name.removesuffix("_s").removesuffix("_wait")
            assert told[need] == pytest.approx(seconds, abs=1e-6)
