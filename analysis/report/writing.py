"""A page's file: it appears whole or not at all, and says how to make it again."""

import os
import shlex
from pathlib import Path

from analysis.report.blocks import Command
from analysis.report.errors import ReportError
from analysis.report.page import Page
from analysis.report.rendering import render
from simulation.folders import draft_of, writing

_HERE = "Made by this command, run in the folder of this page"
_APART = f"{_HERE}; put there first, under these names, what it reads: it lay elsewhere"


def write_page(page: Page, file: Path) -> None:
    """Write a page to `file`, in the place of a page that may be there.

    It is written to a hidden sibling and renamed in one step: whoever opens the
    file sees the old page or the new one, and if anything fails, the old one stays
    and nothing else is left behind.

    Raises
    ------
    ReportError
        If the page cannot be shown, or the file not be written.
    """
    write_document(render(page), file)


def check_page(option: str, file: Path) -> None:
    """Refuse at once a file that cannot be a page, before anything is read.

    Raises
    ------
    ReportError
        If its name does not end in .html, or it lies nowhere.
    """
    if file.suffix.lower() not in {".html", ".htm"}:
        raise ReportError(
            f"{option}: is {file}, expected a file's name ending in .html."
        )
    if file.is_dir():
        raise ReportError(f"{file}: is a folder, expected the name of a page.")
    if not file.parent.is_dir():
        raise ReportError(f"{file}: its folder does not exist, expected one that does.")


def write_document(document: str, file: Path) -> None:
    """Write a document to `file` in one step, in the place of one that may be there.

    Raises
    ------
    ReportError
        If the file cannot be written.
    """
    with writing(file, ReportError):
        if file.is_dir():
            raise ReportError(f"{file}: is a folder, expected the name of a page.")
        with draft_of(file) as draft:
            _write_all(document.encode(), draft)


def _write_all(document: bytes, draft: Path) -> None:
    """Write and make sure it is on the disk before the draft gets its name."""
    with draft.open("xb") as out:
        out.write(document)
        out.flush()
        os.fsync(out.fileno())


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
