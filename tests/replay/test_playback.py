"""The whole playback: slices join without a seam, and tell what the log tells."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analysis.replay import playback_of
from simulation.record.kinds import Kind
from tests.replay.live import grown
from tests.replay.reading import GROUPS, columns, through_json
from tests.replay.street_grid import street_regions
from tests.strategies import cases

CUTS = st.lists(st.floats(0.25, 3000.0), max_size=6)


def assert_same(one, other):
    for group in GROUPS:
        for name in one[group]:
            np.testing.assert_array_equal(
                one[group][name], other[group][name], err_msg=f"{group}.{name}"
            )


@given(cases(), CUTS)
def test_a_playback_is_the_same_however_it_is_cut_and_whether_it_grew(case, cuts_s):
    playback, run, slices = grown(case, cuts_s)
    recorded = playback_of(run, case.region)
    whole = list(recorded.slices())
    assert len(whole) == 1
    assert_same(columns(slices), columns(whole))
    in_pieces = list(playback_of(run, case.region).slices(every_s=97.3))
    assert_same(columns(in_pieces), columns(whole))
    assert slices[-1]["kpis"] == whole[0]["kpis"] == in_pieces[-1]["kpis"]
    assert playback.basemap() == recorded.basemap()
    assert playback.header() == recorded.header()


@given(cases(region=street_regions()), CUTS)
def test_along_streets_too_whichever_ways_are_asked_for_together(case, cuts_s):
    _, run, slices = grown(case, cuts_s)
    whole = columns(list(playback_of(run, case.region).slices()))
    assert_same(columns(slices), whole)
    used = np.unique(whole["legs"]["way"])
    used = used[used >= 0]
    assert used.size == whole["ways"]["starts"].size - 1  # each way once, all in use


@given(cases(), CUTS)
def test_slices_follow_upon_each_other_and_legs_come_whole(case, cuts_s):
    _, run, slices = grown(case, cuts_s)
    assert [each["number"] for each in slices] == list(range(len(slices)))
    assert [each["last"] for each in slices] == [False] * (len(slices) - 1) + [True]
    assert slices[0]["from_s"] == 0
    assert slices[-1]["until_s"] == run.end_s
    for each, following in pairwise(slices):
        assert each["from_s"] < each["until_s"] == following["from_s"]
        assert each["kpis"] is None
        assert not np.isnan(columns([each])["legs"]["arrive_s"]).any()


@given(cases())
def test_rows_are_in_order_of_time_and_of_the_events_of_the_log(case):
    run = case.run()
    playback = columns(list(playback_of(run, case.region).slices()))
    for group in GROUPS:
        times = playback[group].get("time_s", playback[group].get("depart_s"))
        if times is not None:
            assert (np.diff(times) >= 0).all(), group
    events = run.events
    rows = events.rows(Kind.DEPARTED)
    legs = playback["legs"]
    for name in ("vehicle", "place", "to_place"):
        np.testing.assert_array_equal(legs[name], getattr(events, name)[rows])
    np.testing.assert_array_equal(legs["depart_s"], events.time_s[rows])
    for leg, row in enumerate(rows.tolist()):
        aboard = legs["orders"][legs["starts"][leg] : legs["starts"][leg + 1]]
        assert tuple(aboard.tolist()) == events.load(row)
    np.testing.assert_array_equal(playback["orders"]["start_s"], run.orders.start_s)
    np.testing.assert_array_equal(playback["orders"]["consumer"], run.orders.consumer)


@given(cases())
def test_the_touches_of_an_order_are_its_events_and_its_vehicles(case):
    """Read row by row from the log, with nothing of the tables."""
    run = case.run()
    touches = columns(list(playback_of(run, case.region).slices()))["touches"]
    told = list(
        zip(
            touches["time_s"].tolist(),
            touches["kind"].tolist(),
            touches["order"].tolist(),
            touches["partner"].tolist(),
            touches["vehicle"].tolist(),
            touches["place"].tolist(),
            strict=True,
        )
    )
    expected, aboard = [], {}
    events = run.events
    for row, kind in enumerate(events.kind.tolist()):
        if kind == Kind.PLANNED:
            continue  # nothing has happened to an order
        vehicle, place = int(events.vehicle[row]), int(events.place[row])
        order, partner = int(events.order[row]), int(events.partner[row])
        if kind == Kind.DEPARTED:
            aboard[vehicle] = events.load(row)
        if order >= 0:
            pairs = [(order, partner)]
            if kind == Kind.SHARING_ACCEPTED:
                pairs = sorted([(order, partner), (partner, order)])
        elif kind == Kind.ARRIVED:
            pairs = [(each, -1) for each in aboard[vehicle]]
        else:
            pairs = [(each, -1) for each in events.load(row)]
        expected += [
            (float(events.time_s[row]), kind, one, other, vehicle, place)
            for one, other in pairs
        ]
    assert told == expected


@given(cases())
def test_a_playback_is_plain_json(case):
    playback = playback_of(case.run(), case.region)
    document = {"basemap": playback.basemap(), "header": playback.header()}
    document["slices"] = list(playback.slices(every_s=300))
    assert through_json(document) == document
