"""A page's file appears whole or not at all."""

import errno
from pathlib import Path

import pytest

from analysis.report import (
    Page,
    ReportError,
    Section,
    Text,
    render,
    write_page,
    writing,
)

PAGE = Page("A page", (Section("one", "One", (Text("Grüße from 東京"),)),))


def test_the_file_is_the_document_in_utf_8_and_nothing_else_is_left(tmp_path):
    write_page(PAGE, tmp_path / "page.html")
    assert (tmp_path / "page.html").read_bytes() == render(PAGE).encode("utf-8")
    assert [each.name for each in tmp_path.iterdir()] == ["page.html"]


def test_a_page_takes_the_place_of_an_older_one(tmp_path):
    (tmp_path / "page.html").write_text("old")
    write_page(PAGE, tmp_path / "page.html")
    assert (tmp_path / "page.html").read_text(encoding="utf-8") == render(PAGE)


def full_disk(document, draft):
    draft.write_bytes(document[:100])
    raise OSError(errno.ENOSPC, "No space left on device")


def no_rename(*_):
    raise OSError(errno.EIO, "Input/output error")


@pytest.mark.parametrize("older", [None, "old"])
def test_a_full_disk_leaves_the_old_page_or_none_and_is_said(
    tmp_path, monkeypatch, older
):
    file = tmp_path / "page.html"
    if older:
        file.write_text(older)
    monkeypatch.setattr(writing, "_write_all", full_disk)
    with pytest.raises(ReportError, match=r"cannot be written \(No space left on dev"):
        write_page(PAGE, file)
    left = [each.read_text() for each in tmp_path.iterdir()]
    assert left == ([older] if older else [])


def test_a_rename_that_fails_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(Path, "replace", no_rename)
    with pytest.raises(ReportError, match="Input/output error"):
        write_page(PAGE, tmp_path / "page.html")
    assert list(tmp_path.iterdir()) == []


def test_an_interrupt_leaves_nothing(tmp_path, monkeypatch):
    def interrupted(document, draft):
        draft.write_bytes(document[:100])
        raise KeyboardInterrupt

    monkeypatch.setattr(writing, "_write_all", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_page(PAGE, tmp_path / "page.html")
    assert list(tmp_path.iterdir()) == []


def test_a_page_that_cannot_be_shown_leaves_the_old_one(tmp_path):
    file = tmp_path / "page.html"
    file.write_text("old")
    lost = Page("A page", (Section("one", "One", (Text("[a](#nowhere)"),)),))
    with pytest.raises(ReportError, match="#nowhere"):
        write_page(lost, file)
    assert file.read_text() == "old"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "is a folder, expected the name of a page"),
        ("missing/page.html", "No such file or directory"),
        ("a\x00b", "cannot be written"),
        ("n" * 300, "File name too long"),
    ],
)
def test_a_place_where_no_page_can_be_is_said(tmp_path, name, said):
    with pytest.raises(ReportError, match=said):
        write_page(PAGE, tmp_path / name)
    assert list(tmp_path.iterdir()) == []
