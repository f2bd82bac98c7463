"""`CITATION.cff` follows the format 1.2.0 and says what the project says of itself."""

import re
import tomllib

import pytest
import yaml

from tests.packaging.environments import ROOT

REQUIRED = {"cff-version", "message", "title", "authors"}
OPTIONAL = {"type", "abstract", "version", "license", "keywords", "references"}
PERSON = {"given-names", "family-names", "affiliation"}


@pytest.fixture(scope="module")
def citation():
    return yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))


def test_it_has_the_keys_of_the_format(citation):
    assert set(citation) >= REQUIRED
    assert set(citation) <= REQUIRED | OPTIONAL
    assert citation["cff-version"] == "1.2.0"
    assert citation["type"] == "software"
    for reference in citation["references"]:
        assert set(reference) == {"type", "title", "authors"}
        assert all(set(author) == PERSON for author in reference["authors"])


def test_it_agrees_with_the_project(citation):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert citation["title"].lower() == project["name"]
    assert citation["version"] == project["version"]
    assert citation["abstract"] == project["description"]
    assert citation["license"] == project["license"]
    assert citation["keywords"] == project["keywords"]
    assert citation["authors"] == project["authors"]


def test_it_cites_the_paper_as_the_readme_does(citation):
    [paper] = citation["references"]
    readme = re.sub(r"\s+", " ", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert f"*{paper['title']}*" in readme
    names = ", ".join(
        f"{author['given-names'][0]}. {author['family-names']}"
        for author in paper["authors"]
    )
    assert f"({names})" in readme
