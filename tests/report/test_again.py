"""The command on a page runs where the page lies, or says what to put there."""

import re
import shlex
from html import unescape

import pytest

from analysis.cli.command import main
from analysis.report.writing import again

COMMAND = re.compile(r'<pre id="command-[^>]*><code>(.*?)</code>', re.DOTALL)
SMALL = ("--set", "demand.load_per_min=4", "--set", "demand.duration_min=3")


def test_paths_are_named_from_the_page_on(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    pages = tmp_path / "my pages"
    pages.mkdir()
    said = again(
        pages / "a.html", "deliverai", "report", pages / "x y", tmp_path / "-r"
    )
    assert said.text == "deliverai report 'x y' ../-r"
    assert again(pages / "a.html", pages / "-r").text == "./-r"
    assert "put there first" not in said.label


def test_what_lies_elsewhere_is_named_and_its_way_is_not(tmp_path):
    deep = tmp_path / "secret" / "runs"
    said = again(tmp_path / "a" / "b" / "page.html", "deliverai", deep)
    assert said.text == "deliverai runs"
    assert "put there first" in said.label


@pytest.mark.slow
def test_the_commands_of_a_report_and_a_comparison_run_where_these_lie(
    tmp_path, monkeypatch, capsys
):
    """Copied into a terminal there: the page is the same to the byte."""
    plans = ("paper/point_to_point", "paper/deliverai_2")
    kept, pages = tmp_path / "kept runs", tmp_path / "pages"
    pages.mkdir()
    assert main(["run", *plans, *SMALL, "--out", str(kept)]) == 0
    report, change = pages / "it's one.html", pages / "change.html"
    asked = ["--question", 'What "for"?', "--out", str(report)]
    assert main(["report", str(kept), *asked]) == 0
    folders = [str(kept / each) for each in plans]
    assert main(["compare", *folders, "--page", str(change), "--most", "2"]) == 0
    for page in (report, change):
        first = page.read_text(encoding="utf-8")
        assert str(tmp_path) not in first
        (command,) = map(unescape, COMMAND.findall(first))
        name, *words = shlex.split(command)
        assert name == "deliverai"
        page.unlink()
        with monkeypatch.context() as there:
            there.chdir(pages)
            assert main(words) == 0, command
        assert page.read_text(encoding="utf-8") == first
    capsys.readouterr()
