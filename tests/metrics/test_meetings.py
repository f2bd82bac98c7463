"""The table of meetings, solved by hand; and what the playback says of them."""

import numpy as np
import pytest
from hypothesis import given

from analysis.metrics import kpis
from analysis.replay import playback_of
from analysis.tables import meeting_columns, meetings
from simulation.record.kinds import Kind
from tests.laws.replay import rows_of
from tests.metrics.runs import shared_run
from tests.replay.reading import columns
from tests.strategies import cases
from tests.world.test_through import BOTH, FORK, SLOW_DOORS, STAR, THROUGH
from tests.worlds import play

THREE = [(0, "A", "D"), (0, "B", "D"), (0, "C", "D")]


def test_a_meeting_has_who_gave_whom_where_and_who_waited():
    """Vehicle 0 is there at 250 s as vehicle 1 is, and hands over until 280 s."""
    run = play(FORK, BOTH, THROUGH | SLOW_DOORS).run
    (row,) = meetings(run).to_dict("records")
    assert row == {
        "planned_s": 0,
        "giver": 0,
        "place": FORK.names.index("H"),
        "orders": (1,),
        "saving_m": pytest.approx(3250),
        "handed_over_s": 280,
        "receivers": (1,),
        "receivers_wait_s": 30,
        "hotspot_s": 30,
    }
    assert kpis(run)["transfers_per_order"] == 1 / 2
    (shown,) = run.meetings.to_dict("records")
    assert (shown["hotspot"], shown["hotspot_tract"]) == ("hotspot H", "H")


def test_who_waits_for_two_waits_for_each():
    """One bay: free at 280 s for the second, which hands over until 310 s."""
    keys = THROUGH | SLOW_DOORS | {"hotspots.docks": 1}
    table = meetings(play(STAR, THREE, keys).run)
    assert table["handed_over_s"].tolist() == [280, 310]
    assert table["receivers"].tolist() == [(2,), (2,)]
    assert table["receivers_wait_s"].tolist() == [30, 60]
    assert table["hotspot_s"].tolist() == [60, 60]  # the second's bay, and handover


@pytest.mark.parametrize(
    ("horizon_s", "handed_over_s", "receivers", "hotspot_s"),
    [(260, np.nan, (), 0), (300, 280, (1,), 30)],
)
def test_a_meeting_that_the_horizon_cuts_off_is_not_over(
    horizon_s, handed_over_s, receivers, hotspot_s
):
    keys = THROUGH | SLOW_DOORS | {"horizon_s": horizon_s}
    (row,) = meetings(play(FORK, BOTH, keys).run).to_dict("records")
    assert row["handed_over_s"] == pytest.approx(handed_over_s, nan_ok=True)
    assert (row["receivers"], row["hotspot_s"]) == (receivers, hotspot_s)


@given(cases(service__mode="through"))
def test_of_any_run_the_log_says_the_same_order_by_order(case):
    run = case.run()
    table = meeting_columns(run)
    lies, taken, finished = {}, {}, set()
    docks = run.events.rows(Kind.HANDOVER_FINISHED).size > 0
    for row in rows_of(run.events):
        if row.kind == "meeting_planned":
            for order in row.orders:
                lies[order, row.vehicle, row.time_s] = None
        elif row.kind == "handover_finished":
            finished |= {(order, row.time_s) for order in row.orders}
        elif row.kind == "vehicle_requested" and row.place < case.region.hotspots:
            assert not docks or (row.order, row.time_s) in finished
            key = [k for k in lies if k[0] == row.order][-1]
            lies[key] = row.time_s
            taken[row.order] = key
        elif row.kind == "departed":
            for order in row.orders:
                if order in taken:
                    taken[taken.pop(order)] = row.vehicle, row.time_s
    told = zip(
        table.order.tolist(),
        table.giver[table.meeting].tolist(),
        table.planned_s[table.meeting].tolist(),
        table.lies_s,
        table.receiver.tolist(),
        table.leaves_s,
        strict=True,
    )
    for order, giver, planned_s, lies_s, receiver, leaves_s in told:
        expected = lies.pop((order, giver, planned_s))
        assert lies_s == pytest.approx(
            np.nan if expected is None else expected, nan_ok=True
        )
        who, when = taken.get((order, giver, planned_s), (-1, np.nan))
        assert receiver == who
        assert leaves_s == pytest.approx(when, nan_ok=True)
    assert not lies
    assert (table.hotspot_s >= 0).all()
    assert (table.receivers_wait_s >= 0).all()
    assert (~np.isnan(table.lies_s)).sum() == kpis(run)["handovers"]


def test_in_other_services_there_are_none():
    assert meetings(shared_run()).empty
    run = play(FORK, BOTH, THROUGH | {"service.mode": "stacked"}).run
    assert run.meetings.empty
    assert kpis(run)["transfers_per_order"] == 0


@pytest.mark.parametrize("every_s", [np.inf, 50.0, 7.0])
def test_the_playback_has_the_meetings_however_it_is_cut(every_s):
    run = play(STAR, THREE, THROUGH | SLOW_DOORS).run
    told = columns(list(playback_of(run, STAR.region).slices(every_s)))["meetings"]
    hotspot = STAR.names.index("H")
    assert told["time_s"].tolist() == [0, 0]
    assert told["vehicle"].tolist() == [0, 1]
    assert told["place"].tolist() == [hotspot, hotspot]
    assert told["orders"].tolist() == [2, 1]
    assert told["starts"].tolist() == [0, 1, 2]
    assert told["saving_m"].tolist() == pytest.approx([3250, 4675])


def test_only_who_was_handed_over_stands_at_a_hotspot():
    """Order 1 lies there from 280 s, order 2 at 310 s, when all leave; 0 is aboard."""
    keys = THROUGH | SLOW_DOORS | {"hotspots.docks": 1}
    run = play(STAR, THREE, keys).run
    steps = columns(list(playback_of(run, STAR.region).slices()))["dwells"]
    assert steps["time_s"].tolist() == [280, 310]
    assert steps["change"].tolist() == [1, -1]
