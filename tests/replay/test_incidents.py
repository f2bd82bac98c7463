"""Breakdowns, returns and attempts in vain in a playback."""

from collections import defaultdict

import numpy as np
from hypothesis import given

from analysis.metrics import kpis
from analysis.replay.gauges import Gauges
from analysis.replay.moves import shares_driven
from analysis.replay.rows import plans
from analysis.replay.snapshot import snapshot_of
from simulation.record.kinds import Kind
from tests.laws.incidents import gone_wrong
from tests.laws.replay import rows_of
from tests.world.test_breakdowns import NAMED
from tests.world.test_operation import LINE, ONE
from tests.worlds import play


def test_a_leg_that_is_cut_is_drawn_up_to_there_and_its_rest_from_there():
    """p1 drives 200 of 800 m, stands, and drives the others."""
    run = play(LINE, [(0, "A", "B")], ONE | NAMED).run
    begins, ends = shares_driven(snapshot_of(run))
    assert begins.tolist() == [0, 0, 0, 0, 0.25]
    assert ends.tolist() == [1, 0.25, 1, 1, 1]


class Places:
    """Where plans have orders board and alight, held to where they do."""

    def __init__(self, run):
        self.run = run
        self.listed = plans(snapshot_of(run))
        self.plan = defaultdict(dict)  # by vehicle, order and boarding: the place
        self.aboard = defaultdict(set)
        self.changed = {}  # by order: the row since when it goes elsewhere
        self.down = set()
        self.planned = {}  # by vehicle: the row of its plan
        self.checked = 0
        number = 0
        for row in rows_of(run.events):
            if row.kind == "planned":
                self._planned(row, number)
                number += 1
            elif row.kind == "departed":
                self._departed(row)
            elif row.kind == "broke_down":
                self.down.add(row.vehicle)
            elif row.kind == "repaired":
                self.aboard[row.vehicle] = {*row.orders}
                self.down.discard(row.vehicle)
            elif row.kind == "vehicle_requested":
                self._called(row)
            elif row.kind in {"recalled", "attempt_failed"}:
                self.changed[row.order] = row.number
            elif row.kind in {"delivered", "returned"}:
                self._check(row.vehicle, row.order, row.place, boards=False)
                self.aboard[row.vehicle].discard(row.order)

    def _called(self, row):
        """Where it lies, at a hotspot, or is left at the roadside."""
        for vehicle, orders in self.aboard.items():
            if row.order in orders:
                orders.discard(row.order)
                if vehicle not in self.down:
                    self._check(vehicle, row.order, row.place, boards=False)

    def _planned(self, row, number):
        first, end = self.listed.first[number : number + 2]
        orders = self.listed.orders[first:end].tolist()
        assert orders == [*row.orders]
        self.planned[row.vehicle], stops = row.number, {}
        for at, place in enumerate(self.listed.places[first:end].tolist()):
            boards = orders[at] in orders[at + 1 :]
            stops[orders[at], boards] = place
        self.plan[row.vehicle] = stops

    def _departed(self, row):
        had, has = self.aboard[row.vehicle], {*row.orders}
        for order in has - had:
            self._check(row.vehicle, order, row.place, boards=True)
            for others in self.aboard.values():
                others.discard(order)
        for order in had - has:
            self._check(row.vehicle, order, row.place, boards=False)
        self.aboard[row.vehicle] = has

    def _check(self, vehicle, order, place, *, boards):
        told = self.plan[vehicle].get((order, boards), -1)
        if told >= 0 and self.changed.get(order, -1) < self.planned[vehicle]:
            assert told == place
            self.checked += 1


def test_plans_of_miles_name_the_places_where_orders_board_and_alight():
    """Whatever goes wrong, but for what is not planned anew: who turns back."""
    checked = 0

    @given(gone_wrong(("rounds", "choice")))
    def holds(case):
        nonlocal checked
        checked += Places(case.run()).checked

    holds()
    assert checked


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
        lying = dwells.change[dwells.place == place].cumsum()
        assert lying.min() >= 0
        assert told["open"] or not lying[-1]
    assert run.events.rows(Kind.RETURNED).size == told["orders_returned"]
