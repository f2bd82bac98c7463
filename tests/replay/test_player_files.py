"""The player's files: all of them are in, and none does what a strict page forbids."""

from pathlib import Path

import pytest

from analysis.replay import player
from analysis.replay.player import SCRIPTS, STYLES, script, style

FOLDER = Path(player.__file__).parent
LINES = 300  # as for every file of the house
IN_NO_SCRIPT = (
    *("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "</script"),
    *("eval(", "new Function", "fetch(", "XMLHttpRequest", "import("),
)
IN_NO_STYLE = ("url(", "@import")


def test_every_file_is_part_of_the_player():
    assert {each.name for each in FOLDER.glob("*.js")} == set(SCRIPTS)
    assert {each.name for each in FOLDER.glob("*.css")} == set(STYLES)
    for name in SCRIPTS:
        assert (FOLDER / name).read_text(encoding="utf-8") in script()
    for name in STYLES:
        assert (FOLDER / name).read_text(encoding="utf-8") in style()


def forbidden(text, words):
    """Return the words that stand in a file, by line."""
    for number, line in enumerate(text.splitlines(), start=1):
        yield from ((number, f"has {word}") for word in words if word in line)


def of_script(text):
    """Return what is wrong with a script, by line."""
    yield from forbidden(text, IN_NO_SCRIPT)
    lines = len(text.splitlines())
    if lines > LINES:
        yield lines, f"is longer than {LINES} lines"
    if (times := text.count('"use strict"')) != 1:
        yield 1, f'says "use strict" {times} times, not once'


def of_style(text):
    """Return what is wrong with a style sheet, by line."""
    yield from forbidden(text, IN_NO_STYLE)


@pytest.mark.parametrize(
    ("names", "faults"), [(SCRIPTS, of_script), (STYLES, of_style)]
)
def test_no_file_makes_markup_of_text_or_fetches_anything(names, faults):
    found = [
        f"{name}:{line}: {sentence}"
        for name in names
        for line, sentence in faults((FOLDER / name).read_text(encoding="utf-8"))
    ]
    assert not found, "\n".join(["", *found])


@pytest.mark.parametrize(
    ("faults", "text", "lines"),
    [
        (of_script, '"use strict";\nrow.innerHTML = name;', [2]),
        (of_script, '"use strict";\nfetch(\n"x");', [2]),
        (of_script, "let x = 1;", [1]),
        (of_script, '"use strict";' + "\n" * 301, [301]),
        (of_script, '"use strict";\nrow.textContent = name;', []),
        (of_style, "a {\n  background: url(x.png)\n}", [2]),
        (of_style, '@import "x.css";', [1]),
        (of_style, "a { color: red }", []),
    ],
)
def test_what_a_file_must_not_do_is_found(faults, text, lines):
    assert [line for line, _ in faults(text)] == lines
