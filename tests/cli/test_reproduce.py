"""``deliverai reproduce``, its results made up: the runs have tests of their own."""

import pandas as pd
import pytest

from analysis.cli import main
from analysis.experiments.campaign import Results
from analysis.experiments.executors import Finished
from tests.reproduction.made_up import row_of


@pytest.fixture
def made_up(monkeypatch):
    """Let tasks be made up; return what was asked for, call by call."""
    calls = []

    def carried_out(tasks, *, journal, by, progress):
        calls.append((tasks, journal, by))
        progress(len(tasks), len(tasks))
        return Results({task.key: row_of(task, {}) for task in tasks})

    monkeypatch.setattr("analysis.experiments.campaign.carry_out", carried_out)
    return calls


@pytest.mark.slow
def test_it_writes_a_page_and_tables(tmp_path, made_up, capsys):
    out = tmp_path / "paper"
    assert main(["reproduce", "--datasets", "2", "--out", str(out)]) == 0
    printed = capsys.readouterr().out
    assert f"Written: {out / 'index.html'}, 13 tables beside it." in printed
    assert "Sharing drives less than Baseline 1" in printed
    assert (out / "index.html").read_text().startswith("<!DOCTYPE html>")
    runs = pd.read_csv(out / "tables" / "runs.csv")
    assert len(runs) == 2 * 5 * 4 * 2
    assert made_up[0][1].rows == {}


@pytest.mark.slow
def test_the_same_command_goes_on_and_writes_anew(tmp_path, made_up):
    out = tmp_path / "paper"
    for datasets in ("2", "3"):
        assert main(["reproduce", "--datasets", datasets, "--out", str(out)]) == 0
    assert len(pd.read_csv(out / "tables" / "runs.csv")) == 2 * 5 * 4 * 3
    few, many = ({task.key for task in tasks} for tasks, _, _ in made_up)
    assert few < many


def test_a_task_that_fails_is_named_and_no_page_is_written(
    tmp_path, monkeypatch, capsys
):
    def failing(tasks, **_):
        return Results({}, [Finished(task, None, "it broke") for task in tasks])

    monkeypatch.setattr("analysis.experiments.campaign.carry_out", failing)
    out = tmp_path / "paper"
    assert main(["reproduce", "--datasets", "2", "--out", str(out)]) == 1
    said = capsys.readouterr().err
    assert ": it broke" in said
    assert "more tasks failed" in said
    assert "the same command goes on" in said
    assert not (out / "index.html").exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--datasets", "1"], "'--datasets': 1 is not in the range"),
        (["--datasets", "x"], "'x' is not a valid int"),
        (["--processes", "0"], "'--processes': 0 is not in the range"),
        (["--seed", "-1"], "'--seed': -1 is not in the range"),
        (["--region", "nowhere"], "nowhere: "),
        (["--region", ""], "region"),
    ],
)
def test_bad_input_is_one_sentence_and_leaves_nothing(
    tmp_path, monkeypatch, capsys, arguments, sentence
):
    monkeypatch.chdir(tmp_path)
    assert main(["reproduce", *arguments]) == 2
    said = capsys.readouterr().err
    assert sentence in said
    assert "Traceback" not in said
    assert list(tmp_path.iterdir()) == []


def test_a_folder_of_something_else_is_left_alone(tmp_path, made_up, capsys):
    (tmp_path / "mine").mkdir()
    assert main(["reproduce", "--out", str(tmp_path / "mine")]) == 2
    assert "is no reproduction" in capsys.readouterr().err
    assert made_up == []
    assert list((tmp_path / "mine").iterdir()) == []
