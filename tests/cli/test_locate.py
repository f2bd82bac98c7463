"""``deliverai locate``: where to put hotspots, and how many."""

import json

import numpy as np
import pytest

from analysis.locate.locate import Demand, located
from simulation import load_scenario
from simulation.assemble import prepare
from simulation.region import embedded_region

FEW = ("--set", "demand.load_per_min=2", "--set", "demand.duration_min=30")


def test_what_is_told_is_so(call):
    said = call("locate", "paper/deliverai_2", *FEW, "--hotspots", "12,4", "--json")
    assert said.code == 0, said.err
    document = json.loads(said.out)
    assert document["orders"] == 600
    assert [each["hotspots"] for each in document["placed"]] == [4, 12]
    scenario = load_scenario(
        "paper/deliverai_2",
        {"demand.load_per_min": 2, "demand.duration_min": 30, "service.mode": "direct"},
    )
    prepared = prepare(scenario)
    region, router = prepared.region, prepared.region.router
    for each in document["placed"]:
        assert len(set(each["sites"])) == each["hotspots"]
        assert set(each["site_of"].values()) <= set(each["sites"])
        site = np.array(
            [
                region.tracts.ids.index(each["site_of"][name])
                for name in region.tracts.ids
            ]
        )
        miles_s = []
        for number in range(10):
            orders = prepared.orders(scenario, number)
            home, away = (
                site[region.places.tract[ends]]
                for ends in (orders.producer, orders.consumer)
            )
            miles_s += [
                router.legs(orders.producer, home)[0],
                router.legs(away, orders.consumer)[0],
            ]
        assert each["door_s"] == pytest.approx(np.concatenate(miles_s).mean())
    assert document["as_it_is"]["gap"] is None
    assert document["as_it_is"]["hotspots"] == 30


@pytest.mark.parametrize("measure", ["time", "distance"])
def test_more_hotspots_are_never_farther_and_no_random_ones_nearer(measure):
    demand = Demand.of(load_scenario("paper/hotspots_only"), 1)
    cost = demand.costs(measure)
    rng = np.random.default_rng(1)
    before = np.inf
    for each in located(demand, (3, 6, 9), measure):
        mile = each.door_s if measure == "time" else each.door_m
        assert mile <= before
        before = mile
        for _ in range(50):
            sites = rng.choice(demand.region.hotspots, each.hotspots, replace=False)
            random = cost[:, sites].min(axis=1).sum() / (2 * len(demand))
            assert mile <= random * (1 + 1e-12)


def test_a_written_region_is_what_the_run_drives_in(call, tmp_path):
    out, page = tmp_path / "placed", tmp_path / "page.html"
    given = ("paper/hotspots_only", *FEW, "--hotspots", "4,8")
    said = call("locate", *given, "--out", out, "--page", page)
    assert said.code == 0, said.err
    assert f"--set region={out / 'hotspots_8'}" in said.out
    assert "Number of hotspots" in page.read_text()
    run = call(
        "run", "paper/hotspots_only", *FEW, "--set", f"region={out / 'hotspots_4'}"
    )
    assert run.code == 0, run.err
    assert "4 hotspots" in run.out


def test_a_trace_counts_once(call, tmp_path):
    places = embedded_region().places.source_id
    trace = tmp_path / "trace.csv"
    rows = [f"{60 * at},{places[40 + at]},{places[500 + at]}" for at in range(5)]
    trace.write_text("\n".join(["start_s,producer,consumer", *rows]))
    keys = ("--set", "demand.profile=trace", "--set", f"demand.trace_file={trace}")
    said = call("locate", "paper/hotspots_only", *keys, "--hotspots", "2", "--json")
    assert json.loads(said.out)["orders"] == 5


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (("--hotspots", "40"), "--hotspots: is 40, expected 1 to 30"),
        (("--hotspots", "0"), "--hotspots: is 0, expected 1 to 30"),
        (("--hotspots", "a,b"), "--hotspots: is 'a,b', expected whole numbers"),
        (("--set", "region=nowhere"), "no such folder, expected a prepared region"),
    ],
)
def test_what_cannot_be_placed_is_refused(refuse, given, sentence):
    assert sentence in refuse("locate", "paper/hotspots_only", *FEW, *given)


def test_a_folder_that_exists_is_refused_before_anything_is_computed(refuse, tmp_path):
    said = refuse("locate", "paper/hotspots_only", "--out", tmp_path)
    assert "exists already" in said
