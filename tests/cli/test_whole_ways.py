"""Commands one after the other on runs that are really made, as a user would."""

import json

import pandas as pd
import pytest

from analysis.experiments.conduct import conduct
from analysis.statistics import changes_percent, interval
from simulation.scenario import load_scenario
from tests.report.reading import Document

STUDY = """
question = "What do hotspots cost, with and without handovers?"
scenarios = ["paper/point_to_point", "paper/hotspots_only", "paper/deliverai_2"]
replications = 3

[set]
demand.load_per_min = 3
demand.duration_min = 10
fleet.peripheral.deadheading = "driven"
costs.core_km = 0.5
costs.peripheral_km = 0.5

[grid]
hotspots.handover_s = [0, 60]
"""
# An owned vehicle costs, whether it drives or waits; being late costs more.
PRICES = {
    "costs.core_km": 0.5,
    "costs.peripheral_km": 0.3,
    "costs.vehicle_hour": 18,
    "costs.late_minute": 0.5,
}
LONGER = {"demand.duration_min": 20}


@pytest.mark.slow
def test_a_study_is_swept_and_reported(call, tmp_path):
    """The page has the figures of the table, in percent of the first, pair by pair."""
    study, swept, page = (tmp_path / name for name in ("s.toml", "swept", "page.html"))
    study.write_text(STUDY)
    said = call("sweep", study, "--out", swept, "--executor", "serial")
    assert said.code == 0
    assert call("report", swept, "--out", page).code == 0
    document = Document(page.read_text())
    assert document.mistakes == []
    assert document.fetched() == []
    assert "What do hotspots cost, with and without handovers?" in document.text
    assert "18 runs: 2 points of" in document.text
    frame = pd.read_parquet(swept / "runs.parquet")
    for name in ("paper/hotspots_only", "paper/deliverai_2"):
        for value in (0, 60):
            rows = frame[frame["hotspots.handover_s"] == value]
            first, other = (
                rows[rows["scenario"] == each]["distance_km"].tolist()
                for each in ("paper/point_to_point", name)
            )
            found = interval(changes_percent(other, first))
            words = f"{found.mean:+.1f}\N{NO-BREAK SPACE}".replace(
                "-", "\N{MINUS SIGN}"
            )
            words += f"± {found.reach:.1f} %".replace(" ", "\N{NO-BREAK SPACE}")
            assert " ".join(words.split()) in document.text, (name, value)
    sentences = [
        line.removesuffix(".").partition("handover_s: ")[2]
        for line in said.out.splitlines()
        if line.startswith("In distance, ")
    ]
    assert len(sentences) == 2
    for sentence in sentences:
        assert sentence in document.text
    assert "Where it pays in cost per order" in document.text


@pytest.mark.slow
def test_the_cheapest_fleet_of_two_pools_is_found_and_kept(call, small, tmp_path):
    """Of fleets that meet the target; its cost is that of its runs, made anew."""
    out = tmp_path / "sized"
    asked = [f"--set={key}={value}" for key, value in (LONGER | PRICES).items()]
    said = call(
        "size",
        small[1],
        "--target",
        "success_ratio>=0.5",
        "--over",
        "fleet.core.size,fleet.peripheral.size",
        "--replications",
        "16",
        "--probes",
        "16",
        "--processes",
        "1",
        *asked,
        "--out",
        out,
    )
    assert said.code == 0
    assert "are the cheapest found" in said.out
    answer = json.loads((out / "answer.json").read_text())
    assert answer["smallest_by"] == "cost_per_order"
    fleet = answer["answer"]["fleet"]
    probes = pd.read_parquet(out / "probes.parquet")
    own = probes[(probes[list(fleet)] == pd.Series(fleet)).all(axis=1)]
    proof = own[own["replication"] >= 10_000]
    assert len(proof) >= 8
    hours = proof["vehicle_hours"]
    expected = (
        0.5 * proof["core_km"]
        + 0.3 * proof["peripheral_km"]
        + 18 * hours
        + 0.5 * proof["late_min"]
    ) / proof["delivered"]
    assert proof["cost_per_order"].tolist() == pytest.approx(expected.tolist())
    curve = pd.read_csv(out / "trade_off.csv")
    costs = curve[(curve["metric"] == "cost_per_order") & (curve["verdict"] == "meets")]
    found = costs[(costs[list(fleet)] == pd.Series(fleet)).all(axis=1)]["mean"].min()
    assert found <= costs["mean"].min() * 1.05
    page = Document((out / "index.html").read_text())
    assert page.mistakes == []
    assert "cheapest" in page.text
    row = proof.iloc[0]
    assert row["replication"] == 10_000
    alone = conduct(load_scenario(str(small[1]), LONGER | PRICES | fleet), 10_000)
    assert alone.run.log_hash == row["log_hash"]
    assert alone.kpis["cost_per_order"] == row["cost_per_order"]
