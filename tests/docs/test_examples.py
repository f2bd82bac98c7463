"""What the pages tell readers to type works as it stands."""

import runpy
import shlex
import urllib.request

import pytest

from analysis.cli import main
from tests.docs.pages import PAGES, ROOT, blocks, name_of
from tests.serving import serving

NEEDS_DATA = {"docs/how-to/bring-your-city.md"}  # builds a region from real files
LONG = {  # seconds each: among the slow tests that CI carries out too
    "README.md",
    "docs/how-to/add-a-part.md",
    "docs/how-to/compare-runs.md",
    "docs/how-to/make-a-report.md",
    "docs/how-to/replicate.md",
    "docs/how-to/size-a-fleet.md",
    "docs/how-to/use-with-mesa.md",
    "docs/tutorials/couriers-by-hour.md",
    "docs/tutorials/first-run.md",
    "docs/tutorials/vans-or-bicycles.md",
}


EXAMPLE = "python docs/examples/"


def lines_of(text, begin):
    """Return the lines that begin with a word, as lists of words after it."""
    lines = text.replace("\\\n", " ").splitlines()
    return [shlex.split(line) for line in lines if line.startswith(begin)]


def commands(text):
    """Return the lines that call the command, as lists of words."""
    return [words[1:] for words in lines_of(text, "deliverai ")]


def run_example(words, monkeypatch):
    """Run a script of `docs/examples` as `python SCRIPT WORDS` does."""
    monkeypatch.setattr("sys.argv", words[1:])
    runpy.run_path(str(ROOT / words[1]), run_name="__main__")


def runnable(page):
    return any(
        block.language == "python"
        or (block.language == "bash" and commands(block.text))
        for block in blocks(page)
    )


RUN = [page for page in PAGES if runnable(page) and name_of(page) not in NEEDS_DATA]


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(page, marks=[pytest.mark.slow] * (name_of(page) in LONG))
        for page in RUN
    ],
    ids=[name_of(page) for page in RUN],
)
def test_the_examples_of_a_page_run_one_after_the_other(page, tmp_path, monkeypatch):
    """In one new folder; files that the page shows are saved there first."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)  # as Python has it for who types there
    for block in blocks(page):
        if block.file is not None:
            (tmp_path / block.file).write_text(block.text, encoding="utf-8")
        elif block.language == "bash":
            for words in lines_of(block.text, EXAMPLE):
                run_example(words, monkeypatch)
            for arguments in commands(block.text):
                assert main(arguments) == 0, arguments
        elif block.language == "python":
            exec(compile(block.text, name_of(page), "exec"), {"__name__": "__main__"})


SERVED = [
    arguments
    for page in PAGES
    if name_of(page).startswith("docs/tutorials/")
    for block in blocks(page)
    if block.language == "console"
    for arguments in commands(block.text)
]


@pytest.mark.slow  # a process; tests/cli/test_web.py serves a small scenario
@pytest.mark.parametrize("arguments", SERVED, ids=" ".join)
def test_what_tutorials_serve_is_served(arguments, tmp_path):
    pytest.importorskip("solara")
    assert arguments[0] == "web"
    with (
        serving(tmp_path, *arguments[1:]) as (address, _),
        urllib.request.urlopen(address, timeout=60) as page,
    ):
        assert page.status == 200


def test_the_pages_hold_examples():
    """A guard against a pattern that finds none."""
    assert len(RUN) >= 6
    assert {name_of(page) for page in RUN} > LONG
    assert SERVED
