"""Interventions through the commands: run, fork, report, sweep, the live page, Mesa."""

import json

import pytest

from analysis.cli.command import main
from analysis.web.live_runs import LiveRuns
from simulation import load_scenario, simulate
from simulation.model.delivery_model import DeliveryModel
from simulation.record.run import Run

SCENARIO = """
extends = "paper/point_to_point"
[demand]
load_per_min = 4
duration_min = 12
[[demand.shocks]]
what = "A match ends"
from_min = 3
until_min = 6
factor = 3
[fleet]
peripheral.size = 30
[[interventions]]
what = "Snow"
at_min = 4
until_min = 9
set.fleet.peripheral.speed_factor = 0.5
[[interventions]]
what = "Reserve"
at_min = 8
set.fleet.peripheral.size = 45
"""


@pytest.fixture
def file(tmp_path):
    """Return the file of a scenario with interventions."""
    path = tmp_path / "match.toml"
    path.write_text(SCENARIO)
    return path


def test_a_run_is_kept_read_forked_and_shown(file, tmp_path):
    assert main(["run", str(file), "--out", str(tmp_path / "run")]) == 0
    run = Run.read(tmp_path / "run")
    assert run.log_hash == simulate(load_scenario(file)).log_hash
    assert [each["what"] for each in run.interventions] == ["Snow", "Reserve"]
    assert [each["what"] for each in run.shocks] == ["A match ends"]
    out, page = tmp_path / "fork", tmp_path / "fork.html"
    arguments = ["fork", str(tmp_path / "run"), "--at", "6min", "--out", str(out)]
    arguments += ["--set", "fleet.peripheral.speed_factor=2", "--page", str(page)]
    assert main(arguments) == 0
    forked = Run.read(out)
    assert forked.forked_from["changes"] == {"fleet.peripheral.speed_factor": 2.0}
    assert forked.end_s < run.end_s
    joined = [run.events.time_s[run.events.kind == 1].tolist() for run in (run, forked)]
    assert joined[0][-15:] == joined[1][-15:] == [480.0] * 15  # the reserve comes still
    report = tmp_path / "report.html"
    assert main(["report", str(tmp_path / "run"), "--out", str(report)]) == 0
    text = report.read_text()
    assert "A match ends" in text
    assert "Shaded: interventions, demand shocks and closures." in text


def test_a_key_that_an_intervention_holds_can_be_given_back(file, tmp_path, capsys):
    """At minute 6 speed is 0.5 by the snow; 1 as in the scenario is a change then."""
    main(["run", str(file), "--out", str(tmp_path / "run")])
    out = tmp_path / "cleared"
    arguments = ["fork", str(tmp_path / "run"), "--at", "6min", "--out", str(out)]
    assert main([*arguments, "--set", "fleet.peripheral.speed_factor=1"]) == 0
    cleared, run = Run.read(out), Run.read(tmp_path / "run")
    assert cleared.forked_from["changes"] == {"fleet.peripheral.speed_factor": 1.0}
    assert cleared.forked_from["in_force"] == {"fleet.peripheral.speed_factor": 0.5}
    assert "fleet.peripheral.speed_factor: 0.5 -> 1.0" in capsys.readouterr().out
    means = [each.deliveries["delivery_time_s"].mean() for each in (cleared, run)]
    assert means[0] < means[1]


def test_a_sweep_varies_interventions_and_shocks(file, tmp_path):
    study = tmp_path / "study.toml"
    study.write_text(
        f'question = "How much snow?"\nscenarios = ["{file}"]\nreplications = 2\n'
        "[[points]]\ninterventions = []\n"
        '[[points]]\ninterventions = [{ what = "Ice", at_min = 1, '
        "set.fleet.peripheral.speed_factor = 0.2 }]\n"
    )
    out = tmp_path / "out"
    assert main(["sweep", str(study), "--executor", "serial", "--out", str(out)]) == 0
    import pyarrow.parquet as pq  # noqa: PLC0415

    times = pq.read_table(out / "runs.parquet")["delivery_time_mean_s"].to_pylist()
    assert max(times[:2]) < min(times[2:])


def test_the_live_page_and_a_mesa_model_step_through_them(file):
    scenario = load_scenario(file)
    whole = simulate(scenario)
    model = DeliveryModel(scenario)
    while model.running:
        model.step()
    assert model.result().log_hash == whole.log_hash
    runs = LiveRuns()
    live = runs.open("match", runs.live(scenario))
    number = 0
    while not live.ended:
        if live.answer(number, 5.0) is not None:
            number += 1
    assert live.error is None
    assert live.outcome.run.log_hash == whole.log_hash


def test_what_begins_after_the_end_is_told(file, capsys):
    """The run is over after half an hour; orders are placed for twelve minutes."""
    late = "interventions=[{what='Fog', at_min=90, set={fleet.peripheral.size=9}}]"
    closed = "traffic.closures.dig={speed_factor=0.5, from_min=90}"
    rush = "demand.shocks=[{what='Rush', from_min=12, factor=3}]"
    assert main(["run", str(file), "--set", late, "--set", rush, "--set", closed]) == 0
    told = capsys.readouterr().err
    assert 'intervention "Fog" has no effect' in told
    assert 'shock "Rush" has no effect' in told
    assert "traffic.closures.dig has no effect" in told
    assert main(["run", str(file)]) == 0
    assert "is over before" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            "interventions=[{what='x', set={seed=3}}]",
            "interventions[1].set.seed: cannot",
        ),
        ("interventions=[{what='x', at_min=3}]", "interventions[1] changes nothing"),
        (
            "interventions=[{what='x', set={hotspots.docks=1}}]",
            "direct service makes no use of it",
        ),
        (
            "interventions=[{what='x', until_min=3, at_min=4, "
            "set={fleet.peripheral.size=3}}]",
            "interventions[1].until_min is 3, expected a time after its at_min, 4",
        ),
        ("demand.shocks=[{factor=-1}]", "demand.shocks[1].factor is -1, expected a"),
        (
            "demand.shocks=[{factor=2, where={tracts=['here']}}]",
            "demand.shocks[1].where.tracts: there is no 'here'",
        ),
    ],
)
def test_what_is_wrong_is_one_sentence(file, given, said, capsys):
    assert main(["run", str(file), "--set", given]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1


def test_those_that_do_not_go_together_are_named(capsys):
    """Each by itself is fine: elastic from minute 1, and half of that from minute 2."""
    two = [
        {"what": "Hire", "at_min": 1, "set": {"fleet.peripheral.size": "elastic"}},
        {"what": "Strike", "at_min": 2, "scale": {"fleet.peripheral.size": 0.5}},
    ]
    keys = ["demand.duration_min=3", "fleet.peripheral.size=20"]
    text = json.dumps(two).replace(": ", "=").replace('"', "'")
    for key in ("what", "at_min", "set", "scale", "fleet.peripheral.size"):
        text = text.replace(f"'{key}'=", f"{key}=")
    arguments = [
        part for each in (*keys, f"interventions={text}") for part in ("--set", each)
    ]
    assert main(["run", "paper/point_to_point", *arguments]) == 2
    error = capsys.readouterr().err
    assert 'interventions "Hire" and "Strike" at 2 min' in error
    assert 'scales fleet.peripheral.size, which is "elastic"' in error


def test_an_intervention_without_effect_is_told(capsys):
    spec = "interventions=[{what='One bay', set={hotspots.docks=1}}]"
    keys = ["--set", spec, "--set", "demand.duration_min=2"]
    assert main(["run", "paper/hotspots_only", *keys]) == 0
    error = capsys.readouterr().err
    assert 'hotspots.docks of the intervention "One bay" has no effect' in error
    assert "handovers take no time" in error
