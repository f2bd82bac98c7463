"""A run and two runs as tables, cards and figures, as a notebook shows them."""

import json
import math
import subprocess
import sys
from dataclasses import replace
from datetime import datetime
from html.parser import HTMLParser
from importlib import metadata
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import KPIS, compare_runs
from analysis.experiments.conduct import KPI_FILE, keep, outcome_of
from analysis.metrics import kpis
from analysis.views import FIGURES
from simulation import Run
from simulation.errors import InputError
from simulation.record import views
from simulation.record.log import EventLog
from tests.metrics.random_walk import RandomWalk
from tests.metrics.runs import run_of, shared_run
from tests.strategies import cases

SCRIPT = "<script>alert('&')</script>"


class Tags(HTMLParser):
    """The tags and the words of a piece of HTML."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.open, self.words = [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, _attrs):  # noqa: D102
        self.tags.append(tag)
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag):  # noqa: D102
        assert self.open.pop() == tag

    def handle_data(self, data):  # noqa: D102
        self.words.append(data)


def named(run, name):
    return replace(run, scenario=run.scenario.model_copy(update={"name": name}))


@given(cases())
def test_the_tables_of_any_run_agree_with_its_metrics(case):
    run = case.run()
    found, table = kpis(run), run.kpis
    assert list(table.index) == [kpi.name for kpi in KPIS]
    for name, value in found.items():
        shown = table.loc[name, "value"]
        assert math.isnan(shown) if value is None else shown == value
    assert len(run.deliveries) == found["orders"] == len(run.orders)
    assert int(run.deliveries["delivered"].sum()) == found["delivered"]
    assert len(run.vehicles) == found["vehicles_fleet"]
    for column, kpi in (
        ("distance_km", "distance_km"),
        ("empty_km", "deadhead_km"),
        ("ignored_km", "ignored_km"),
    ):
        assert run.vehicles[column].sum() == pytest.approx(found[kpi], abs=1e-9)
    assert int(run.vehicles["legs"].sum()) == len(run.legs)
    assert run.legs["distance_m"].sum() == pytest.approx(1000 * found["distance_km"])


@given(st.integers(0, 10_000), st.booleans())
def test_the_tables_of_any_log_have_the_places_of_the_run(seed, docks):
    run = RandomWalk(seed, 1 + seed % 9, docks=docks).run(20 + seed % 200)
    ids = np.array(run.places.source_id)
    assert run.deliveries["producer"].tolist() == ids[run.orders.producer].tolist()
    assert run.deliveries["consumer"].tolist() == ids[run.orders.consumer].tolist()
    tracts = np.array(run.tract_ids)[run.places.tract[run.orders.consumer]]
    assert run.deliveries["consumer_tract"].tolist() == tracts.tolist()
    assert set(run.legs["origin"]) <= {
        *ids[3:].tolist(),
        *(f"hotspot {each}" for each in run.tract_ids),
    }
    left = run.vehicles.dropna(subset=["left_s"])
    assert (left["left_s"] >= left["joined_s"]).all()


def test_kpis_are_those_of_the_file_to_the_digit(tmp_path):
    keep(outcome_of(shared_run()), tmp_path / "run")
    written = json.loads((tmp_path / "run" / KPI_FILE).read_text())
    table = Run.read(tmp_path / "run").kpis
    shown = {
        name: None if isinstance(value, float) and math.isnan(value) else value
        for name, value in table["value"].items()
    }
    assert shown == written
    assert [type(each) for each in shown.values()] == [
        type(each) for each in written.values()
    ]
    assert table.loc["distance_all_km", "unit"] == "km"
    assert table.loc["delivered", "meaning"] == "Orders at the consumer's door."


def test_a_table_is_the_readers_own():
    run = shared_run()
    mine = run.deliveries
    mine["start_s"] = 0.0
    assert run.deliveries["start_s"].tolist() == run.orders.start_s.tolist() != [0, 0]


def test_places_without_an_id_are_said_by_kind_and_number():
    run = shared_run()
    nameless = np.full(len(run.places), "")
    run = replace(run, places=replace(run.places, source_id=nameless))
    assert run.deliveries["producer"].tolist() == ["producer 3", "producer 4"]
    assert run.deliveries["consumer"].tolist() == ["consumer 5", "consumer 6"]


def test_a_run_says_in_one_line_what_it_is():
    assert repr(shared_run()) == "<Run of by hand: seed 7, replication 0, 2 orders>"


def test_two_runs_say_in_one_line_what_came_of_them():
    found = compare_runs(shared_run(), shared_run())
    assert repr(found) == "<Comparison of by hand and by hand: 2 orders, same>"


def test_a_card_says_name_region_seed_orders_and_headlines_with_units():
    page = Tags(shared_run()._repr_html_())
    assert not page.open
    words = " ".join(page.words)
    assert "Run of by hand" in words
    assert "Region embedded; seed 7, replication 0; 2 orders" in words
    assert "Distance [km] 2.77" in words
    assert "script" not in page.tags


@pytest.mark.parametrize("name", [SCRIPT, "a & b", "</table><b>"])
def test_names_in_cards_are_text(name):
    first, second = named(shared_run(), name), shared_run()
    for html in (first._repr_html_(), compare_runs(first, second)._repr_html_()):
        page = Tags(html)
        assert not page.open
        assert set(page.tags) <= {"div", "p", "strong", "br", "table", "tr", "th", "td"}
        assert name in " ".join(page.words)


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_of_a_run_is_drawn_also_of_none(name):
    for run in (shared_run(), run_of(EventLog())):
        figure = run.figure(name)
        assert figure.data or figure.layout.annotations


def test_figures_show_what_the_tables_say():
    run = shared_run()
    (curve,) = run.figure("delivery_times").data
    times_min = np.sort(run.deliveries["delivery_time_s"]) / 60
    assert curve.x.tolist() == times_min.tolist()
    assert curve.y.tolist() == [0.5, 1.0]
    parts = run.figure("parts").data
    mean_min = run.kpis.loc["delivery_time_mean_s", "value"] / 60
    assert sum(bar.x[0] for bar in parts) == pytest.approx(mean_min)


def test_figures_of_two_runs():
    found = compare_runs(shared_run(), shared_run())
    assert found.figure().layout == found.figure("parts").layout
    assert found.figure("orders").data
    with pytest.raises(InputError, match="the region embedded is gone or has changed"):
        found.figure("tracts")
    with pytest.raises(InputError, match="figure is 'x', expected 'parts', 'orders'"):
        found.figure("x")


def test_a_figure_that_there_is_not_is_named_with_those_that_are():
    with pytest.raises(InputError) as refused:
        shared_run().figure("pie")
    assert str(refused.value) == (
        "figure is 'pie', expected 'over_time', 'delivery_times', 'parts', 'loads' or "
        "'map' of a run."
    )


def test_without_a_package_that_has_views_a_run_says_what_is_missing(monkeypatch):
    monkeypatch.setattr(views, "_registered", [])
    monkeypatch.setattr(metadata, "entry_points", lambda **_: [])
    run = shared_run()
    with pytest.raises(ImportError, match=r"run\.kpis: no package has views of runs"):
        _ = run.kpis
    assert run._repr_html_() is None


def test_an_installed_package_is_found_without_being_imported_first(tmp_path):
    """By its entry point alone, as a wheel brings it."""
    about = tmp_path / "other-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: other\nVersion: 1\n")
    (about / "entry_points.txt").write_text("[deliverai.views]\nmine = my_views\n")
    (tmp_path / "my_views.py").write_text("def kpis(run):\n    return run\n")
    code = (
        "from importlib import metadata\n"
        "from simulation.record import views\n"
        "entry_points = metadata.entry_points\n"
        "names = [each.value for each in entry_points(group=views.GROUP)]\n"
        "metadata.entry_points = lambda group: [\n"
        "    each for each in entry_points(group=group) if each.value == 'my_views'\n"
        "]\n"
        "print('my_views' in names, views.view('kpis')(7))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": ":".join([str(tmp_path), *sys.path])},
    )
    assert done.stdout == "True 7\n"


def test_orders_with_a_clock_have_its_times():
    """Also in the night in which clocks go back, as much time passes."""
    zone = ZoneInfo("America/Chicago")
    run = replace(shared_run(), time_zero=datetime(2026, 11, 1, 0, 59, tzinfo=zone))
    frame = run.deliveries
    since = frame["placed"] - frame["placed"].iloc[0]
    offsets = frame["start_s"] - frame["start_s"].iloc[0]
    assert since.dt.total_seconds().tolist() == offsets.round().tolist()
    assert str(frame["ends"].dt.tz) == "America/Chicago"
    assert "placed" not in shared_run().deliveries
