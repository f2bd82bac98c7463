"""A page's file appears whole or not at all."""

import os
from pathlib import Path

from analysis.report.errors import ReportError
from analysis.report.page import Page
from analysis.report.rendering import render
from simulation.folders import draft_of, writing


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
