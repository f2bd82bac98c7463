"""Shows: a run under way, as far as it is known, and what becomes of it."""

import gzip
import json
import threading

import numpy as np
import pytest

from analysis.experiments.conduct import conduct
from analysis.web.library import LONGEST_S, MOST_EPISODES, Library
from analysis.web.live_runs import MOST_RUNS, LiveRun, LiveRuns
from analysis.web.session import open_session
from analysis.web.site import Site
from analysis.web.view import PlanChoice, View
from simulation.errors import RunError
from simulation.region.files import embedded_region
from simulation.scenario import load_scenario

KEYS = {"demand.load_per_min": 4, "demand.duration_min": 20}


@pytest.fixture
def live_runs():
    return LiveRuns()


@pytest.fixture
def scenario():
    return load_scenario("paper/hotspots_only", KEYS)


def told(live_run, number):
    answer = live_run.answer(number, wait_s=600)
    return json.loads(gzip.decompress(answer.body))


def slices(live_run):
    """Return all slices of a run, up to its end."""
    found = []
    while "slice" in (piece := told(live_run, len(found) + 1)):
        found.append(piece["slice"])
    return found, piece


def test_a_live_run_is_the_run_of_the_command(live_runs, scenario):
    live_run = live_runs.open("ours", live_runs.live(scenario))
    opening = told(live_run, 0)
    pieces, end = slices(live_run)
    outcome = conduct(scenario)
    assert end == {"ended": True}
    assert live_run.outcome.run.log_hash == outcome.run.log_hash
    assert pieces[-1]["kpis"] == outcome.kpis == live_run.outcome.kpis
    assert opening["header"]["label"] == "ours"
    assert opening["basemap"]["hotspots"] == 30
    assert len(pieces) > 2  # told while it is under way
    assert [piece["last"] for piece in pieces] == [False] * (len(pieces) - 1) + [True]


def test_a_recorded_run_shows_what_was_recorded(live_runs, scenario):
    outcome = conduct(scenario)
    live_run = live_runs.open("recorded", live_runs.recorded(outcome.run, "folder"))
    pieces, _ = slices(live_run)
    assert pieces[-1]["kpis"] == outcome.kpis
    assert live_run.outcome.run is outcome.run


def test_numbers_alone_are_small(live_runs, scenario):
    live_run = live_runs.open("baseline", live_runs.live(scenario), gauges_only=True)
    assert told(live_run, 0)["basemap"] is None
    pieces, _ = slices(live_run)
    assert all("legs" not in piece and "gauges" in piece for piece in pieces)
    assert pieces[-1]["kpis"] is not None


def test_what_cannot_run_says_why_and_harms_nothing(live_runs, scenario, tmp_path):
    missing = scenario.model_copy(update={"region": str(tmp_path / "nowhere")})
    live_run = live_runs.open("bad", live_runs.live(missing))
    assert "expected" in told(live_run, 0)["error"]
    assert "expected" in told(live_run, 5)["error"]
    good = live_runs.open("good", live_runs.live(scenario))
    assert slices(good)[1] == {"ended": True}


def test_a_run_that_breaks_off_says_so(live_runs, capsys):
    def breaks(_):
        raise ZeroDivisionError("by hand")

    live_run = live_runs.open("broken", breaks)
    assert told(live_run, 0) == {"error": "The run failed: ZeroDivisionError: by hand"}
    assert "ZeroDivisionError" in capsys.readouterr().err  # for the operator


def test_a_run_that_is_given_up_ends_its_thread(live_runs):
    long = load_scenario("paper/hotspots_only", {"demand.duration_min": 1000})
    live_run = live_runs.open("long", live_runs.live(long))
    told(live_run, 1)  # under way
    live_runs.close(live_run)
    threads = [each for each in threading.enumerate() if each.name == "live run long"]
    for thread in threads:
        thread.join(timeout=60)
        assert not thread.is_alive()
    assert live_run.outcome is None
    assert live_runs.find(live_run.token) is None


def test_a_run_that_is_stopped_keeps_what_is_known_and_says_so(live_runs, tmp_path):
    changes = {"demand.duration_min": 1000, "demand.load_per_min": 30}
    view = View(PlanChoice("paper/hotspots_only", changes))
    session = open_session(Site(Library(tmp_path), live_runs), view)
    assert "slice" in told(session.runs[0], 1)  # under way
    session.stop()
    for live_run in session.every:
        pieces, end = slices(live_run)
        assert end == {"error": "The run was stopped here."}
        assert not any(piece["last"] for piece in pieces)
        assert live_runs.find(live_run.token) is live_run
    assert "slice" in told(session.runs[0], 1)
    session.close(live_runs)


def test_a_run_can_be_stopped_before_anything_is_known(live_runs):
    endless = load_scenario("paper/deliverai_1", {"routing.episodes": MOST_EPISODES})
    live_run = live_runs.open("endless", live_runs.live(endless))
    live_run.give_up()
    assert live_run.answer(0, wait_s=60) is not None
    assert told(live_run, 0) == {"error": "The run was stopped here."}


def test_orders_that_come_after_two_weeks_are_refused_before_computing(
    live_runs, tmp_path
):
    places = embedded_region().places
    ends = [np.flatnonzero(places.kind == kind)[0] for kind in (1, 2)]
    place = ",".join(f"{places.lat[at]},{places.lon[at]}" for at in ends)
    head = "start_s,producer_lat,producer_lon,consumer_lat,consumer_lon"
    trace = tmp_path / "late.csv"
    trace.write_text(f"{head}\n5,{place}\n{LONGEST_S + 1},{place}\n")
    keys = {"demand.profile": "trace", "demand.trace_file": str(trace)}
    live_run = live_runs.open(
        "late", live_runs.live(load_scenario("paper/hotspots_only", keys))
    )
    assert (
        "longer than 336 h" in told(live_run, 0)["error"]
    )  # not even the opening came


def test_how_a_trace_was_read_is_said_on_the_page_without_its_folder(
    live_runs, tmp_path
):
    trace = tmp_path / "orders.csv"
    head = "start_s;producer_lon;producer_lat;consumer_lon;consumer_lat"
    trace.write_text(f"{head}\n5;-87.700;41.860;-87.670;41.875\n")
    keys = {"demand.profile": "trace", "demand.trace_file": str(trace)}
    live_run = live_runs.open(
        "mine", live_runs.live(load_scenario("paper/hotspots_only", keys))
    )
    (note,) = told(live_run, 0)["header"]["notes"]
    assert note == "orders.csv: is read with semicolons between its columns."


def test_a_training_ends_with_its_run(live_runs):
    endless = load_scenario("paper/deliverai_1", {"routing.episodes": MOST_EPISODES})
    live_run = live_runs.open("endless", live_runs.live(endless))
    (thread,) = [
        each for each in threading.enumerate() if each.name == "live run endless"
    ]
    live_runs.close(live_run)
    thread.join(timeout=60)
    assert not thread.is_alive()


def test_nobody_finds_a_show_without_its_token(live_runs, scenario):
    live_run = live_runs.open("ours", live_runs.live(scenario))
    assert live_runs.find(live_run.token) is live_run
    assert live_runs.find(live_run.token[:-1]) is None
    assert len(live_run.token) > 20
    slices(live_run)


def test_a_server_shows_so_many_and_no_more(live_runs):
    for _ in range(MOST_RUNS):
        live_runs.open("idle", lambda _: None)
    with pytest.raises(RunError, match="expected fewer"):
        live_runs.open("one more", lambda _: None)


def test_a_run_of_many_days_is_not_carried_to_its_end(live_runs):
    keys = {"hotspots.handover_s": 1e9, "routing.policy": "exact", **KEYS}
    live_run = live_runs.open(
        "slow", live_runs.live(load_scenario("paper/deliverai_2", keys))
    )
    _, end = slices(live_run)
    assert "longer than 336 h, expected a shorter one" in end["error"]
    assert live_run.outcome is None


def test_waiting_for_a_slice_has_an_end():
    assert LiveRun("never begun").answer(0, wait_s=0.01) is None


def test_two_plans_and_the_baseline_meet_the_same_orders(live_runs, tmp_path):
    site = Site(Library(tmp_path), live_runs)
    view = View(
        PlanChoice("paper/hotspots_only", {**KEYS, "seed": 9}),
        PlanChoice("paper/hotspots_only", {"demand.load_per_min": 50}),
    )
    session = open_session(site, view)
    runs = [*session.runs, session.baseline]
    for live_run in runs:
        slices(live_run)
    starts = [live_run.outcome.run.orders.start_s.tolist() for live_run in runs]
    assert starts[0] == starts[1] == starts[2]
    assert session.baseline.outcome.run.scenario.service.mode == "direct"
    session.close(live_runs)
    assert live_runs.open_runs == 0


@pytest.mark.parametrize("changes", [{}, {"hotspots.docks": 2}], ids=str)
def test_beside_a_replication_all_meet_its_orders(
    live_runs, scenario, tmp_path, changes
):
    recorded = conduct(scenario, 3).run
    recorded.write(tmp_path / "third")
    site = Site(Library(tmp_path), live_runs)
    view = View(PlanChoice("third", changes), PlanChoice("paper/deliverai_2"))
    session = open_session(site, view)
    for live_run in [*session.runs, session.baseline]:
        slices(live_run)
        assert live_run.outcome.run.replication == 3
        assert live_run.outcome.run.orders.start_s.tolist() == (
            recorded.orders.start_s.tolist()
        )
    session.close(live_runs)


def test_a_view_that_cannot_be_leaves_nothing_open(live_runs, tmp_path):
    site = Site(Library(tmp_path), live_runs)
    session = open_session(
        site, View(PlanChoice(changes=KEYS), PlanChoice("nothing.toml"))
    )
    assert "expected" in session.error
    assert session.runs == ()
    assert live_runs.open_runs == 0
