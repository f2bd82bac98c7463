"""Where vehicles are: one place at a time, on the way of the leg they drive."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.replay import playback_of, positions_at
from tests.replay.reading import columns, positions
from tests.replay.street_grid import street_regions
from tests.strategies import cases


@given(st.one_of(cases(), cases(region=street_regions())), st.floats(0, 1))
def test_a_player_reads_off_the_playback_where_the_run_has_its_vehicles(case, share):
    run = case.run()
    playback = playback_of(run, case.region)
    told = columns(list(playback.slices()))
    time_s = share * run.end_s
    expected = positions_at(run, case.region, time_s)
    shown = positions(playback.basemap(), told, time_s)
    assert shown.keys() == expected.keys()
    for vehicle, place in expected.items():
        assert shown[vehicle] == pytest.approx(place, abs=0.1)


@given(cases())
def test_a_vehicle_stays_where_its_leg_ended_until_the_next_one_begins(case):
    run = case.run()
    legs = columns(list(playback_of(run, case.region).slices()))["legs"]
    for vehicle in np.unique(legs["vehicle"]).tolist():
        own = np.flatnonzero(legs["vehicle"] == vehicle)
        arrive_s, depart_s = legs["arrive_s"][own], legs["depart_s"][own]
        assert (arrive_s[:-1] <= depart_s[1:]).all()
        assert (legs["to_place"][own][:-1] == legs["place"][own][1:]).all()
        ended = ~np.isnan(arrive_s)
        assert (depart_s[ended] <= arrive_s[ended]).all()
        assert ended[:-1].all()


@given(cases(horizon_s=60.0))
def test_a_leg_that_the_horizon_cut_off_is_due_after_it(case):
    run = case.run()
    playback = columns(list(playback_of(run, case.region).slices()))
    cut = playback["cut_off"]
    np.testing.assert_array_equal(
        cut["leg"], np.flatnonzero(np.isnan(playback["legs"]["arrive_s"]))
    )
    assert (cut["due_s"] >= 60.0).all()
    later = case.but(horizon_s=None).run()
    whole = columns(list(playback_of(later, case.region).slices()))["legs"]
    np.testing.assert_allclose(cut["due_s"], whole["arrive_s"][cut["leg"]], atol=1e-3)
