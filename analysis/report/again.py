"""The command that makes a page again, as it runs where the page lies."""

import os
import shlex
from pathlib import Path

from analysis.report.blocks import Command

_HERE = "Made by this command, run in the folder of this page"
_APART = f"{_HERE}; put there first, under these names, what it reads: it lay elsewhere"


def again(page: Path, *words: str | Path) -> Command:
    """Return a command to copy, quoted for a shell.

    Files in the page's folder, or beside that, are named from there. Where anything
    else lies is nobody's business who reads the page: of it there is the name alone,
    and the label says so.

    Parameters
    ----------
    page
        Where the page is written.
    words
        Of the command; a path for whatever it reads or writes.
    """
    here = page.resolve().parent
    said: list[str] = []
    apart = False
    for word in words:
        if isinstance(word, Path):
            there = word.resolve()
            near = there.is_relative_to(here) or (
                here.parent != Path(here.anchor) and there.is_relative_to(here.parent)
            )
            text = Path(os.path.relpath(there, here)) if near else Path(there.name)
            apart = apart or not near
            said.append(_no_option(text.as_posix()))
        else:
            said.append(word)
    return Command(shlex.join(said), label=_APART if apart else _HERE)


def _no_option(name: str) -> str:
    """Return a path that no command takes for an option."""
    return f"./{name}" if name.startswith("-") else name
