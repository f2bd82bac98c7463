"""Links between the pages lead somewhere."""

import re

import pytest

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


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_relative_link_leads_to_a_file_and_a_heading(page):
    for link in links(page):
        path, _, heading = link.partition("#")
        target = (page.parent / path) if path else page
        assert target.exists(), link
        assert not heading or heading in anchors(target), link


def test_the_index_leads_to_every_page():
    index = next(page for page in PAGES if name_of(page) == "docs/README.md")
    linked = {(index.parent / link).resolve() for link in links(index)}
    below = {page for page in PAGES if index.parent in page.parents}
    records = {page for page in below if page.parent.name == "decisions"}
    assert below - records - {index} <= linked
