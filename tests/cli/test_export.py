"""``deliverai export --format csv``: the tables of a run as others read them."""

import json

import pandas as pd
import pytest

from analysis.cli import main
from analysis.experiments.conduct import keep, outcome_of
from analysis.metrics import kpis
from tests.world.test_through import BOTH, FORK, SLOW_DOORS, THROUGH
from tests.worlds import play


@pytest.fixture(scope="module")
def run():
    return play(FORK, BOTH, THROUGH | SLOW_DOORS).run


@pytest.fixture
def folder(run, tmp_path):
    keep(outcome_of(run), tmp_path / "run")
    return str(tmp_path / "run")


def test_every_table_is_a_file(run, folder, tmp_path, capsys):
    call = ["export", folder, "--format", "csv", "--out", str(tmp_path / "out")]
    assert main([*call, "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)["rows"]
    read = {path.stem: pd.read_csv(path) for path in (tmp_path / "out").glob("*.csv")}
    assert rows == {name: len(table) for name, table in read.items()}
    assert rows["deliveries"] == len(run.orders)
    (meeting,) = read["meetings"].to_dict("records")
    assert (meeting["giver"], meeting["orders"], meeting["receivers"]) == (0, 1, 1)
    assert meeting["saving_m"] == 3250
    written = read["kpis"].set_index("kpi")["value"]
    assert float(written["distance_km"]) == kpis(run)["distance_km"]


@pytest.mark.parametrize(
    "more", [("--format", "mdrp"), ("--format", "csv", "--instance", "x")]
)
def test_an_instance_is_given_for_solutions_and_only_there(
    folder, tmp_path, capsys, more
):
    assert main(["export", folder, *more, "--out", str(tmp_path / "out")]) == 2
    assert "--instance: " in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
