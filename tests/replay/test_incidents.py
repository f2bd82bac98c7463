"""Breakdowns, returns and attempts in vain in a playback."""

import numpy as np
from hypothesis import given

from analysis.metrics import kpis
from analysis.replay.gauges import Gauges
from analysis.replay.moves import shares_driven
from analysis.replay.snapshot import snapshot_of
from simulation.record.kinds import Kind
from tests.laws.incidents import gone_wrong
from tests.world.test_breakdowns import NAMED
from tests.world.test_operation import LINE, ONE
from tests.worlds import play


def test_a_leg_that_is_cut_is_drawn_up_to_there_and_its_rest_from_there():
    """p1 drives 200 of 800 m, stands, and drives the others."""
    run = play(LINE, [(0, "A", "B")], ONE | NAMED).run
    begins, ends = shares_driven(snapshot_of(run))
    assert begins.tolist() == [0, 0, 0, 0, 0.25]
    assert ends.tolist() == [1, 0.25, 1, 1, 1]


@given(gone_wrong())
def test_gauges_end_as_the_kpis_and_no_hotspot_owes_an_order(case):
    run = case.run()
    snapshot = snapshot_of(run)
    told = kpis(run)
    last = {
        key: each[0] for key, each in Gauges(snapshot).at(np.array([run.end_s])).items()
    }
    assert last["open_orders"] == told["open"]
    assert last["delivered"] == told["delivered"]
    unsaid = ("undecided", "orders_cancelled", "orders_recalled")
    assert last["decided"] == told["orders"] - sum(told[each] for each in unsaid)
    dwells = snapshot.dwells
    for place in np.unique(dwells.place):
        assert dwells.change[dwells.place == place].cumsum().min() >= 0
    assert run.events.rows(Kind.RETURNED).size == told["orders_returned"]
