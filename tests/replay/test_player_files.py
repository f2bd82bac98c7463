"""The player's files: all of them are in, and none does what a strict page forbids."""

from pathlib import Path

import pytest

from analysis.replay import player
from analysis.replay.player import SCRIPTS, STYLES, script, style

FOLDER = Path(player.__file__).parent
LINES = 300  # as for every file of the house


def test_every_file_is_part_of_the_player():
    assert {each.name for each in FOLDER.glob("*.js")} == set(SCRIPTS)
    assert {each.name for each in FOLDER.glob("*.css")} == set(STYLES)
    for name in SCRIPTS:
        assert (FOLDER / name).read_text(encoding="utf-8") in script()
    for name in STYLES:
        assert (FOLDER / name).read_text(encoding="utf-8") in style()


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_makes_no_markup_of_text_and_fetches_nothing(name):
    text = (FOLDER / name).read_text(encoding="utf-8")
    for forbidden in (
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "new Function",
        "fetch(",
        "XMLHttpRequest",
        "import(",
        "</script",
    ):
        assert forbidden not in text
    assert len(text.splitlines()) <= LINES
    assert text.count('"use strict"') == 1


@pytest.mark.parametrize("name", STYLES)
def test_a_style_sheet_fetches_nothing(name):
    text = (FOLDER / name).read_text(encoding="utf-8")
    assert "url(" not in text
    assert "@import" not in text
