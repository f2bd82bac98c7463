"""``deliverai report``: a page about kept runs, called as a user calls it."""

import pytest

from simulation.region import load_region, save_region
from tests.folders import unseal
from tests.report.run_folders import kept_runs


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """Return a folder with one run of each of two plans."""
    folder = tmp_path_factory.mktemp("kept")
    kept_runs(folder, 1)
    return folder


@pytest.mark.slow
def test_it_writes_one_page_and_replaces_it(call, runs, tmp_path):
    page = tmp_path / "page.html"
    first = call("report", runs, "--out", page, "--question", "Why <not>?")
    assert (first.code, first.out) == (0, f"Written: {page}\n")
    text = page.read_text()
    assert text.startswith("<!DOCTYPE html>")
    assert "Why &lt;not&gt;?" in text
    assert call("report", runs, "--out", page).code == 0
    assert "Why &lt;not&gt;?" not in page.read_text()
    assert [each.name for each in tmp_path.iterdir()] == ["page.html"]


@pytest.mark.parametrize(
    ("out", "says"),
    [
        ("page", "expected a file's name ending in .html"),
        ("runs.parquet", "expected a file's name ending in .html"),
        ("none/page.html", "its folder does not exist"),
        ("there.html", "is a folder"),
    ],
)
def test_a_page_that_cannot_be_written_is_refused_at_once(
    refuse, runs, tmp_path, out, says
):
    (tmp_path / "there.html").mkdir()
    assert says in refuse("report", runs, "--out", tmp_path / out)
    assert [each.name for each in tmp_path.iterdir()] == ["there.html"]


def test_folders_without_runs_are_refused(refuse, tmp_path):
    page = tmp_path / "page.html"
    empty = tmp_path / "empty"
    assert "does not exist" in refuse("report", empty, "--out", page)
    empty.mkdir()
    assert "holds no run" in refuse("report", empty, "--out", page)
    file = tmp_path / "file"
    file.write_text("")
    assert "is no folder" in refuse("report", file, "--out", page)
    region = tmp_path / "region"
    save_region(load_region("embedded"), region)
    assert "holds no run" in refuse("report", region, "--out", page)
    assert not page.exists()


@pytest.mark.parametrize(
    ("file", "content", "says"),
    [
        ("kpis.json", b"{", "cannot be read"),
        ("kpis.json", b'{"orders": "many"}', "is no object of numbers"),
        ("manifest.json", b"{}", "has no 'scenario'"),
        ("events.parquet", b"nothing", "is damaged"),
    ],
)
def test_a_damaged_run_is_named(call, runs, tmp_path, file, content, says):
    folder = tmp_path / "run"
    folder.mkdir()
    for each in (runs / "paper" / "hotspots_only" / "000").iterdir():
        (folder / each.name).write_bytes(each.read_bytes())
    unseal(folder)  # the content tells, as checksums would
    (folder / file).write_bytes(content)
    said = call("report", folder, "--out", tmp_path / "page.html")
    assert said.code == 2
    *notes, error = said.err.splitlines()
    assert [note[:6] for note in notes] == ["Note: "][: file != "manifest.json"]
    assert error.startswith("Error: ")
    assert says in error
    assert file in error
    assert not (tmp_path / "page.html").exists()


def test_figures_go_into_a_new_folder_only(refuse, runs, tmp_path):
    arguments = ("report", runs, "--out", tmp_path / "page.html", "--figures")
    assert "exists already" in refuse(*arguments, tmp_path)


def test_without_a_browser_figures_are_refused_in_one_sentence(
    refuse, runs, tmp_path, monkeypatch
):
    chromium = pytest.importorskip("choreographer.browsers.chromium")
    monkeypatch.setattr(
        chromium.Chromium, "find_browser", classmethod(lambda *_, **__: None)
    )
    figures = tmp_path / "figures"
    page = tmp_path / "page.html"
    said = refuse("report", runs, "--out", page, "--figures", figures)
    assert "no Chromium or Chrome was found" in said
    assert not figures.exists()
    assert not page.exists()


def test_without_the_extra_figures_are_refused_in_one_sentence(
    refuse, runs, tmp_path, monkeypatch
):
    monkeypatch.setitem(__import__("sys").modules, "kaleido", None)
    page = tmp_path / "page.html"
    said = refuse("report", runs, "--out", page, "--figures", tmp_path / "figures")
    assert "expected the extra `images`" in said


def test_an_animated_map_is_written_once(call, refuse, runs, tmp_path):
    file = tmp_path / "map.html"
    run = runs / "paper" / "hotspots_only" / "000"
    done = call("report", run, "--animated-map", file)
    assert (done.code, done.out) == (0, f"Written: {file}\n")
    assert file.read_text().startswith("<!DOCTYPE html>")
    assert "exists already" in refuse("report", run, "--animated-map", file)
    assert [each.name for each in tmp_path.iterdir()] == ["map.html"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "expected a file"),
        (("--animated-map", "map.txt"), "expected a file's name ending in .html"),
        (("--animated-map", "none/map.html"), "its folder does not exist"),
        (("--animated-map", "map.html", "--figures", "figures"), "expected --out too"),
    ],
)
def test_an_animated_map_that_cannot_be_written_is_refused(
    refuse, runs, tmp_path, monkeypatch, arguments, says
):
    monkeypatch.chdir(tmp_path)
    run = runs / "paper" / "hotspots_only" / "000"
    assert says in refuse("report", run, *arguments)
    assert list(tmp_path.iterdir()) == []


def test_an_animated_map_is_of_run_folders(refuse, runs, tmp_path):
    file = tmp_path / "map.html"
    refuse("report", runs, "--animated-map", file, "--out", tmp_path / "page.html")
    assert list(tmp_path.iterdir()) == []
