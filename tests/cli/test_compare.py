"""``deliverai compare`` and ``deliverai validate``, as a user calls them."""

import json

import pandas as pd
import pytest

from simulation import Run


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """Return the folders of two runs on the same 60 orders."""
    from analysis.cli import main  # noqa: PLC0415

    folder = tmp_path_factory.mktemp("compare") / "runs"
    names = ("paper/point_to_point", "paper/hotspots_only")
    small = ("demand.load_per_min=6", "demand.duration_min=10")
    sets = [word for each in small for word in ("--set", each)]
    assert main(["run", *names, *sets, "--out", str(folder)]) == 0
    return tuple(folder / name for name in names)


@pytest.fixture
def history(runs, tmp_path):
    """Return a file in which every order took 300 s."""
    path = tmp_path / "history.csv"
    orders = len(Run.read(runs[0]).orders)
    rows = "".join(f"{order},300\n" for order in range(orders))
    path.write_text(f"order,delivery_time_s\n{rows}")
    return path


def kept(folder):
    return json.loads((folder / "kpis.json").read_text())


def test_a_comparison_says_the_answer_first_and_why(call, runs):
    said = call("compare", *runs)
    assert (said.code, said.err) == (0, "")
    lines = said.out.splitlines()
    assert lines[0].startswith(f"A  {runs[0]}: Baseline 1 (point to point), 6 orders")
    answer = said.out.index("60 orders in both")
    assert answer < said.out.index("Why: parts of delivery time")
    for heading in (
        "Scenarios differ in",
        "When",
        "Where",
        "Worst-served",
        "Lost most",
    ):
        assert heading in said.out
    assert "Share on time" in said.out


def test_the_document_has_the_kpis_of_both_folders(call, runs):
    said = call("compare", *runs, "--json", "--every", 5, "--most", 2)
    document = json.loads(said.out)
    for name, value in kept(runs[1]).items():
        assert document["kpis"][name]["second"] == value
    assert [each["folder"] for each in document["runs"]] == [str(each) for each in runs]
    assert [each["from_min"] for each in document["hours"]] == [0.0, 5.0]
    assert document["orders"]["orders"] == kept(runs[0])["orders"]
    assert len(document["losers"]) == 2
    means = [kept(each)["delivery_time_mean_s"] for each in runs]
    assert document["change"]["mean_s"] == pytest.approx(means[1] - means[0], rel=1e-12)


def test_swapped_runs_give_the_opposite_sum(call, runs):
    there, back = (
        json.loads(call("compare", *each, "--json").out) for each in (runs, runs[::-1])
    )
    assert there["change"]["sum_s"] == -back["change"]["sum_s"] != 0


def test_tables_are_exported_and_say_the_same(call, runs, tmp_path):
    out = tmp_path / "new" / "tables"
    document = json.loads(call("compare", *runs, "--json", "--csv", out).out)
    assert {each.stem for each in out.iterdir()} == {
        *("orders", "tracts", "hours", "parts", "kpis")
    }
    orders = pd.read_csv(out / "orders.csv")
    assert len(orders) == document["orders"]["orders"]
    assert orders["change_s"].sum() == document["change"]["sum_s"]


def test_the_page_is_one_file_with_the_answer_and_three_figures(call, runs, tmp_path):
    page = tmp_path / "page.html"
    assert call("compare", *runs, "--page", page).code == 0
    text = page.read_text()
    assert "60 orders in both" in text
    assert all(f'id="figure-{number}"' in text for number in (1, 2, 3))
    assert "synthetic" in text


def test_the_same_runs_give_the_same_page(call, runs, tmp_path):
    pages = [tmp_path / each / "page.html" for each in ("one", "two")]
    for page in pages:
        page.parent.mkdir()
        call("compare", *runs, "--page", page)
    assert pages[0].read_bytes() == pages[1].read_bytes()


def test_a_run_compared_with_itself_is_the_same(call, runs):
    said = call("compare", runs[0], runs[0])
    assert "Every order took the same time in both." in said.out
    assert "Lost most" not in said.out


def test_a_validation_says_the_verdict_first(call, runs, history):
    said = call("validate", runs[1], "--against", history)
    assert said.code == 0
    assert said.out.startswith("The simulator is systematically too slow: by ")
    assert "By start" in said.out
    mean_s = kept(runs[1])["delivery_time_mean_s"]
    told = json.loads(call("validate", runs[1], "--against", history, "--json").out)
    assert told["verdict"] == "too slow"
    assert told["error"]["mean_s"] == pytest.approx(mean_s - 300, rel=1e-12)
    assert sum(each["orders"] for each in told["hours"]) == told["orders"] == 60


def test_a_validation_has_a_page_of_one_file(call, runs, history, tmp_path):
    page = tmp_path / "page.html"
    said = call("validate", runs[1], "--against", history, "--page", page)
    assert said.code == 0
    assert said.out.endswith(f"Written: {page}\n")
    text = page.read_text()
    assert "The simulator is systematically too slow" in text
    assert all(f'id="figure-{number}"' in text for number in (1, 2, 3))
    assert str(tmp_path) not in text
    call("validate", runs[1], "--against", history, "--page", page)
    assert page.read_text() == text


def test_a_run_without_an_order_known_from_both_says_so(call, tmp_path):
    """Nothing is delivered within 20 s."""
    run, file = tmp_path / "run", tmp_path / "history.csv"
    small = ("demand.load_per_min=6", "demand.duration_min=1", "horizon_s=20")
    sets = [word for each in small for word in ("--set", each)]
    call("run", "paper/hotspots_only", *sets, "--out", run)
    file.write_text("order,delivery_time_s\n0,300\n")
    said = call("validate", run, "--against", file)
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("Nothing can be said: no order is known from both.")


def test_validation_tables_are_exported(call, runs, history, tmp_path):
    out = tmp_path / "tables"
    assert call("validate", runs[1], "--against", history, "--csv", out).code == 0
    assert {each.stem for each in out.iterdir()} == {
        *("orders", "tracts", "hours", "unmatched")
    }
    orders = pd.read_csv(out / "orders.csv")
    assert ((orders["simulated_s"] - 300) == orders["error_s"]).all()


def test_bad_calls_are_refused_and_nothing_is_written(refuse, runs, history, tmp_path):
    none, here = tmp_path / "none", tmp_path / "here"
    here.mkdir()
    for arguments, says in (
        (("compare", runs[0]), "got 1, expected two run folders"),
        (("compare", *runs, runs[0]), "got 3, expected two run folders"),
        (("compare", runs[0], none), "does not exist, expected a run folder"),
        (("compare", *runs, "--csv", here), "exists already"),
        (("compare", *runs, "--page", here), "is a folder, expected a file's name"),
        (("compare", *runs, "--page", none / "a.html"), "is no folder, expected one"),
        (("compare", *runs, "--every", 0), "--every"),
        (("compare", *runs, "--most", 0), "--most"),
        (("validate", runs[0]), "--against"),
        (("validate", runs[0], "--against", none), "no such file"),
        (("validate", here, "--against", history), "does not exist, expected a run"),
        (("validate", runs[0], "--against", history, "--tolerance", -1), "--tolerance"),
        (("validate", runs[0], "--against", history, "--csv", here), "exists already"),
        (("validate", runs[0], "--against", history, "--page", here), "is a folder"),
    ):
        assert says in refuse(*arguments)
    assert sorted(tmp_path.iterdir()) == [here, history]
    assert list(here.iterdir()) == []


def test_runs_of_other_orders_are_refused_in_one_sentence(call, refuse, runs, tmp_path):
    other = tmp_path / "other"
    call("run", "paper/hotspots_only", "--set", "demand.load_per_min=2", "--out", other)
    text = refuse("compare", runs[0], other, "--csv", tmp_path / "tables")
    assert "the runs did not serve the same orders" in text
    assert not (tmp_path / "tables").exists()
