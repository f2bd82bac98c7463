"""A page's file appears whole or not at all."""

import os
import secrets
from pathlib import Path

from analysis.report.errors import ReportError
from analysis.report.page import Page
from analysis.report.rendering import render


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
    document = render(page).encode()
    draft = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    try:
        if file.is_dir():
            raise ReportError(f"{file}: is a folder, expected the name of a page.")
        try:
            _write_all(document, draft)
            draft.replace(file)
        finally:
            draft.unlink(missing_ok=True)
    except (OSError, ValueError) as cause:
        reason = getattr(cause, "strerror", None) or str(cause)
        raise ReportError(
            f"{file}: cannot be written ({reason}), expected a writable place in an "
            f"existing folder with room on the disk."
        ) from cause


def _write_all(document: bytes, draft: Path) -> None:
    """Write and make sure it is on the disk before the draft gets its name."""
    with draft.open("xb") as out:
        out.write(document)
        out.flush()
        os.fsync(out.fileno())
