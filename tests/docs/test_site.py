"""The documentation site is whole, strict, and asks no other host for anything."""

import json
import re
import shutil
from html.parser import HTMLParser

import pytest

from tests.docs.pages import PAGES, ROOT, name_of
from tests.docs.site import STRICT, build_site, whole_site

pytest.importorskip("sphinx")
pytestmark = pytest.mark.slow

LOADED = {  # what a browser asks for by itself, by tag and attribute
    ("script", "src"),
    ("img", "src"),
    ("iframe", "src"),
    ("source", "src"),
    ("video", "src"),
    ("object", "data"),
}
LOADED_LINKS = {"stylesheet", "icon", "preload", "modulepreload", "manifest"}
ELSEWHERE = re.compile(r"^\s*(https?:)?//", re.IGNORECASE)
STYLE_LOADS = re.compile(r"""(?:url\(|@import\s+(?:url\()?)\s*["']?([^"')\s;]+)""")


class Loads(HTMLParser):
    """What a page loads."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        """Note what a tag loads."""
        given = dict(attrs)
        self.found += [value for key, value in attrs if (tag, key) in LOADED]
        if tag == "link" and LOADED_LINKS & set((given.get("rel") or "").split()):
            self.found.append(given.get("href") or "")
        self.found += STYLE_LOADS.findall(given.get("style") or "")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    return whole_site(tmp_path_factory.mktemp("docs"))


def test_the_site_is_built_as_make_docs_builds_it():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8").replace("\\\n", " ")
    [command] = [line for line in makefile.splitlines() if "-m sphinx" in line]
    given = command.partition("-m sphinx")[2].split()
    folders = ["-c", "docs/site", "-d", "build/doctrees", ".", "build/site"]
    assert given == [*STRICT, *folders]


def test_every_page_is_on_the_site_and_the_readme_is_its_home(site):
    for page in PAGES:
        assert (site / name_of(page)).with_suffix(".html").is_file(), name_of(page)
    home = (site / "index.html").read_text(encoding="utf-8")
    assert home == (site / "README.html").read_text(encoding="utf-8")
    assert 'class="mermaid"' in home


def test_every_page_can_be_found_by_its_words(site):
    text = (site / "searchindex.js").read_text(encoding="utf-8")
    index = json.loads(text.removeprefix("Search.setIndex(").removesuffix(")"))
    assert {f"{each}.md" for each in index["docnames"]} == set(map(name_of, PAGES))
    with_word = index["terms"]["deadhead"]
    assert index["docnames"].index("docs/reference/metrics") in with_word


def test_no_page_loads_anything_from_another_host(site):
    pages = list(site.rglob("*.html"))
    assert len(pages) > len(PAGES)
    for page in pages:
        loads = Loads()
        loads.feed(page.read_text(encoding="utf-8"))
        assert loads.found
        assert [each for each in loads.found if ELSEWHERE.match(each)] == [], page.name
    for style in site.rglob("*.css"):
        found = STYLE_LOADS.findall(style.read_text(encoding="utf-8"))
        assert [each for each in found if ELSEWHERE.match(each)] == [], style.name


def test_the_library_s_names_stand_with_their_docstrings(site):
    page = (site / "docs/reference/library.html").read_text(encoding="utf-8")
    assert 'id="simulation.simulate"' in page
    assert "The same scenario and replication give the same event log" in page


def test_a_broken_link_or_heading_fails_the_build(tmp_path):
    """In a copy of the pages: nothing else is wrong with it."""
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    for page in [*PAGES, ROOT / "LICENSE"]:
        copy = tmp_path / page.relative_to(ROOT)
        copy.parent.mkdir(exist_ok=True)
        shutil.copyfile(page, copy)
    with (tmp_path / "docs" / "changelog.md").open("a", encoding="utf-8") as page:
        page.write("\n[one](gone.md) and [two](README.md#gone-too)\n")
    done = build_site(tmp_path / "build", source=tmp_path)
    said = [line for line in done.stderr.splitlines() if "WARNING" in line]
    assert done.returncode != 0
    assert [("gone.md" in line, "gone-too" in line) for line in said] == [
        (True, False),
        (False, True),
    ]
