"""Links between the pages lead somewhere."""

import re

from tests.docs.pages import PAGES, name_of, prose

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def links(page):
    found = LINK.findall(prose(page))
    return [
        link for link in found if "://" not in link and not link.startswith("mailto")
    ]


def anchors(page):
    """Return the names of a page's headings, as code hosts make them."""
    words = [
        re.sub(r"[^\w\- ]", "", each.lower()) for each in HEADING.findall(prose(page))
    ]
    return {each.replace(" ", "-") for each in words}


def broken(page):
    """Return the links of a page that lead nowhere, a line each: page, line, link."""
    lines = page.read_text(encoding="utf-8").splitlines()
    for link in links(page):
        path, _, heading = link.partition("#")
        target = (page.parent / path) if path else page
        if not target.exists():
            why = "leads to no file"
        elif heading and heading not in anchors(target):
            why = "leads to no heading"
        else:
            continue
        at = next(n for n, line in enumerate(lines, start=1) if f"]({link})" in line)
        yield f"{name_of(page)}:{at}: {link} {why}"


def test_every_relative_link_leads_to_a_file_and_a_heading():
    found = [each for page in PAGES for each in broken(page)]
    assert not found, "\n".join(["", *found])


def test_a_link_that_leads_nowhere_is_found(tmp_path, monkeypatch):
    monkeypatch.setattr("tests.docs.pages.ROOT", tmp_path)
    page = tmp_path / "page.md"
    page.write_text(
        "# One\n\n[a](none.md) [b](#one) [c](#two)\n\n[d](page.md#three)\n",
        encoding="utf-8",
    )
    assert list(broken(page)) == [
        "page.md:3: none.md leads to no file",
        "page.md:3: #two leads to no heading",
        "page.md:5: page.md#three leads to no heading",
    ]


def test_the_index_leads_to_every_page():
    index = next(page for page in PAGES if name_of(page) == "docs/README.md")
    linked = {(index.parent / link).resolve() for link in links(index)}
    below = {page for page in PAGES if index.parent in page.parents}
    records = {page for page in below if page.parent.name == "decisions"}
    assert below - records - {index} <= linked
