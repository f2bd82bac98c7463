"""The generated reference pages are those of the code."""

import importlib.util
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
SCRIPTS = DOCS / "scripts"


def generator():
    """Return the script that writes the pages, as a module."""
    path = SCRIPTS / "generate_reference.py"
    spec = importlib.util.spec_from_file_location("generate_reference", path)
    module = importlib.util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(SCRIPTS)  # as when it is run: its sibling is beside it
        spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", sorted(generator().PAGES))
def test_the_page_kept_is_the_page_generated(name):
    """If not: `python docs/scripts/generate_reference.py`."""
    kept = (DOCS / "reference" / name).read_text(encoding="utf-8")
    assert kept == generator().PAGES[name]()


@pytest.mark.parametrize("name", sorted(generator().PAGES))
def test_every_row_of_a_table_has_the_columns_of_its_head(name):
    lines = generator().PAGES[name]().splitlines()
    widths = [line.count("|") for line in lines if line.startswith("|")]
    heads = [line.count("|") for line in lines if line.startswith("| ---")]
    assert set(widths) == set(heads)
