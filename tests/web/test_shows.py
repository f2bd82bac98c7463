"""Shows: a run under way, as far as it is known, and what becomes of it."""

import gzip
import json
import threading

import numpy as np
import pytest

from analysis.experiments.conduct import conduct
from analysis.web.desk import Desk
from analysis.web.library import LONGEST_S, MOST_EPISODES, Library
from analysis.web.playbill import open_playbill
from analysis.web.shows import MOST_SHOWS, Show, Stage
from analysis.web.view import Asked, View
from simulation.errors import RunError
from simulation.region.files import embedded_region
from simulation.scenario import load_scenario

KEYS = {"demand.load_per_min": 4, "demand.duration_min": 20}


@pytest.fixture
def stage():
    return Stage()


@pytest.fixture
def scenario():
    return load_scenario("paper/hotspots_only", KEYS)


def told(show, number):
    answer = show.answer(number, wait_s=30)
    return json.loads(gzip.decompress(answer.body))


def slices(show):
    """Return all slices of a show, up to its end."""
    found = []
    while "slice" in (piece := told(show, len(found) + 1)):
        found.append(piece["slice"])
    return found, piece


def test_a_live_run_is_the_run_of_the_command(stage, scenario):
    show = stage.open("ours", stage.live(scenario))
    opening = told(show, 0)
    pieces, end = slices(show)
    outcome = conduct(scenario)
    assert end == {"ended": True}
    assert show.outcome.run.log_hash == outcome.run.log_hash
    assert pieces[-1]["kpis"] == outcome.kpis == show.outcome.kpis
    assert opening["cast"]["label"] == "ours"
    assert opening["ground"]["hotspots"] == 30
    assert len(pieces) > 2  # told while it is under way
    assert [piece["last"] for piece in pieces] == [False] * (len(pieces) - 1) + [True]


def test_a_recorded_run_shows_what_was_recorded(stage, scenario):
    outcome = conduct(scenario)
    show = stage.open("recorded", stage.recorded(outcome.run, "folder"))
    pieces, _ = slices(show)
    assert pieces[-1]["kpis"] == outcome.kpis
    assert show.outcome.run is outcome.run


def test_numbers_alone_are_small(stage, scenario):
    show = stage.open("baseline", stage.live(scenario), gauges_only=True)
    assert told(show, 0)["ground"] is None
    pieces, _ = slices(show)
    assert all("legs" not in piece and "gauges" in piece for piece in pieces)
    assert pieces[-1]["kpis"] is not None


def test_what_cannot_run_says_why_and_harms_nothing(stage, scenario, tmp_path):
    missing = scenario.model_copy(update={"region": str(tmp_path / "nowhere")})
    show = stage.open("bad", stage.live(missing))
    assert "expected" in told(show, 0)["error"]
    assert "expected" in told(show, 5)["error"]
    good = stage.open("good", stage.live(scenario))
    assert slices(good)[1] == {"ended": True}


def test_a_run_that_breaks_off_says_so(stage, capsys):
    def breaks(_):
        raise ZeroDivisionError("by hand")

    show = stage.open("broken", breaks)
    assert told(show, 0) == {"error": "The run failed: ZeroDivisionError: by hand"}
    assert "ZeroDivisionError" in capsys.readouterr().err  # for the operator


def test_a_show_that_is_given_up_ends_its_thread(stage):
    long = load_scenario("paper/hotspots_only", {"demand.duration_min": 1000})
    show = stage.open("long", stage.live(long))
    told(show, 1)  # under way
    stage.close(show)
    threads = [each for each in threading.enumerate() if each.name == "show long"]
    for thread in threads:
        thread.join(timeout=60)
        assert not thread.is_alive()
    assert show.outcome is None
    assert stage.find(show.token) is None


def test_a_run_that_is_stopped_keeps_what_is_known_and_says_so(stage, tmp_path):
    changes = {"demand.duration_min": 1000, "demand.load_per_min": 30}
    view = View(Asked("paper/hotspots_only", changes))
    bill = open_playbill(Desk(Library(tmp_path), stage), view)
    assert "slice" in told(bill.shows[0], 1)  # under way
    bill.stop()
    for show in bill.every:
        pieces, end = slices(show)
        assert end == {"error": "The run was stopped here."}
        assert not any(piece["last"] for piece in pieces)
        assert stage.find(show.token) is show
    assert "slice" in told(bill.shows[0], 1)
    bill.close(stage)


def test_a_run_can_be_stopped_before_anything_is_known(stage):
    endless = load_scenario("paper/deliverai_1", {"routing.episodes": MOST_EPISODES})
    show = stage.open("endless", stage.live(endless))
    show.give_up()
    assert show.answer(0, wait_s=60) is not None
    assert told(show, 0) == {"error": "The run was stopped here."}


def test_orders_that_come_after_two_weeks_are_refused_before_computing(stage, tmp_path):
    places = embedded_region().places
    ends = [np.flatnonzero(places.kind == kind)[0] for kind in (1, 2)]
    place = ",".join(f"{places.lat[at]},{places.lon[at]}" for at in ends)
    head = "start_s,producer_lat,producer_lon,consumer_lat,consumer_lon"
    trace = tmp_path / "late.csv"
    trace.write_text(f"{head}\n5,{place}\n{LONGEST_S + 1},{place}\n")
    keys = {"demand.profile": "trace", "demand.trace_file": str(trace)}
    show = stage.open("late", stage.live(load_scenario("paper/hotspots_only", keys)))
    assert "longer than 336 h" in told(show, 0)["error"]  # not even the opening came


def test_how_a_trace_was_read_is_said_on_the_page_without_its_folder(stage, tmp_path):
    trace = tmp_path / "orders.csv"
    head = "start_s;producer_lon;producer_lat;consumer_lon;consumer_lat"
    trace.write_text(f"{head}\n5;-87.700;41.860;-87.670;41.875\n")
    keys = {"demand.profile": "trace", "demand.trace_file": str(trace)}
    show = stage.open("mine", stage.live(load_scenario("paper/hotspots_only", keys)))
    (note,) = told(show, 0)["cast"]["notes"]
    assert note == "orders.csv: is read with semicolons between its columns."


def test_a_training_ends_with_its_show(stage):
    endless = load_scenario("paper/deliverai_1", {"routing.episodes": MOST_EPISODES})
    show = stage.open("endless", stage.live(endless))
    (thread,) = [each for each in threading.enumerate() if each.name == "show endless"]
    stage.close(show)
    thread.join(timeout=60)
    assert not thread.is_alive()


def test_nobody_finds_a_show_without_its_token(stage, scenario):
    show = stage.open("ours", stage.live(scenario))
    assert stage.find(show.token) is show
    assert stage.find(show.token[:-1]) is None
    assert len(show.token) > 20
    slices(show)


def test_a_server_shows_so_many_and_no_more(stage):
    for _ in range(MOST_SHOWS):
        stage.open("idle", lambda _: None)
    with pytest.raises(RunError, match="expected fewer"):
        stage.open("one more", lambda _: None)


def test_a_run_of_many_days_is_not_carried_to_its_end(stage):
    keys = {"hotspots.handover_s": 1e9, "routing.policy": "exact", **KEYS}
    show = stage.open("slow", stage.live(load_scenario("paper/deliverai_2", keys)))
    _, end = slices(show)
    assert "longer than 336 h, expected a shorter one" in end["error"]
    assert show.outcome is None


def test_waiting_for_a_slice_has_an_end():
    assert Show("never begun").answer(0, wait_s=0.01) is None


def test_two_plans_and_the_baseline_meet_the_same_orders(stage, tmp_path):
    desk = Desk(Library(tmp_path), stage)
    view = View(
        Asked("paper/hotspots_only", {**KEYS, "seed": 9}),
        Asked("paper/hotspots_only", {"demand.load_per_min": 50}),
    )
    bill = open_playbill(desk, view)
    shows = [*bill.shows, bill.baseline]
    for show in shows:
        slices(show)
    starts = [show.outcome.run.orders.start_s.tolist() for show in shows]
    assert starts[0] == starts[1] == starts[2]
    assert bill.baseline.outcome.run.scenario.service.mode == "direct"
    bill.close(stage)
    assert stage.open_shows == 0


@pytest.mark.parametrize("changes", [{}, {"hotspots.docks": 2}], ids=str)
def test_beside_a_replication_all_meet_its_orders(stage, scenario, tmp_path, changes):
    recorded = conduct(scenario, 3).run
    recorded.write(tmp_path / "third")
    desk = Desk(Library(tmp_path), stage)
    view = View(Asked("third", changes), Asked("paper/deliverai_2"))
    bill = open_playbill(desk, view)
    for show in [*bill.shows, bill.baseline]:
        slices(show)
        assert show.outcome.run.replication == 3
        assert show.outcome.run.orders.start_s.tolist() == (
            recorded.orders.start_s.tolist()
        )
    bill.close(stage)


def test_a_view_that_cannot_be_leaves_nothing_open(stage, tmp_path):
    desk = Desk(Library(tmp_path), stage)
    bill = open_playbill(desk, View(Asked(changes=KEYS), Asked("nothing.toml")))
    assert "expected" in bill.error
    assert bill.shows == ()
    assert stage.open_shows == 0
