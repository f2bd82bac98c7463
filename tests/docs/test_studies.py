"""Every shipped study is carried out, written up and drawn."""

import re

from analysis.sweeps import list_studies, load_study
from tests.docs.pages import ROOT

PAGE = ROOT / "docs" / "explanation" / "studies.md"
LEAST_BYTES, MOST_BYTES = 1_000, 100_000  # of a figure


def missing(name, text):
    """Return what the page lacks of a study."""
    figure = PAGE.parent / "studies" / f"{name.rpartition('/')[2]}.svg"
    if f"`scenarios/{name}.toml`" not in text:
        yield f"{name} is not named"
    if f"](studies/{figure.name})" not in text:
        yield f"{figure.name} is not shown"
    if not figure.exists():
        yield f"{figure.name} does not exist"
    elif not LEAST_BYTES < figure.stat().st_size < MOST_BYTES:
        yield f"{figure.name} has {figure.stat().st_size} bytes"


QUEUES = {"studies/queue", "studies/queue_direct"}  # of one plan each
MEETING = {"studies/meeting", "studies/meeting_finite"}
WAYPOINTS = "studies/waypoints"  # of services with and without
STACKED = {"studies/stacking", WAYPOINTS, *MEETING, *QUEUES}  # they leave nothing out,
PAGES = [PAGE.with_name(f"{name}.md") for name in ("stacked", "through")]  # ... theirs
SERVICES = {each for each in list_studies() if each.startswith("studies/services_")}
SERVICES |= {"studies/regimes"}  # all services at once
SERVICES_PAGE = ROOT / "docs" / "how-to" / "regimes.md"
SAVED, SAVED_PAGE = "studies/saved_distance", PAGE.with_name("saved-distance.md")
# Of our own planner and others: nobody is compared with direct drives.
SOLVERS, SOLVERS_PAGE = "studies/solvers", PAGE.with_name("optimum.md")
FEED, FEED_PAGE = "studies/feed", PAGE.with_name("bad-days.md")  # of alarms alone
ELSEWHERE = {*STACKED, *SERVICES, SAVED, SOLVERS, FEED}


def test_every_study_is_on_the_page_with_a_figure():
    text = PAGE.read_text(encoding="utf-8")
    here = set(list_studies()) - ELSEWHERE
    found = [each for name in sorted(here) for each in missing(name, text)]
    there = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert all(f"deliverai sweep {name}" in there for name in STACKED)
    services = SERVICES_PAGE.read_text(encoding="utf-8")
    assert all(f"deliverai sweep {name}" in services for name in SERVICES)
    assert f"deliverai sweep {SAVED}" in SAVED_PAGE.read_text(encoding="utf-8")
    assert f"deliverai sweep {SOLVERS}" in SOLVERS_PAGE.read_text(encoding="utf-8")
    assert f"deliverai sweep {FEED}" in FEED_PAGE.read_text(encoding="utf-8")
    assert not found, "\n".join(["", *found])
    assert list(missing("studies/none", text)) == [
        "studies/none is not named",
        "none.svg is not shown",
        "none.svg does not exist",
    ]


def test_every_table_of_the_page_is_filled():
    text = PAGE.read_text(encoding="utf-8")
    tables = re.findall(
        r"<!-- ([^:]*): begin -->(.*?)<!-- \1: end -->", text, re.DOTALL
    )
    assert len(tables) >= 2 * (len(list_studies()) - len(ELSEWHERE))
    assert len(tables) == text.count(": begin -->") == text.count(": end -->")
    for name, table in tables:
        assert table.count("\n|") >= 3, name


def test_empty_driving_counts_in_every_study():
    """Else where sharing pays would be a matter of what is left out."""
    found = {
        name: load_study(name).spec.set["fleet"]["peripheral"]["deadheading"]
        for name in list_studies()
        if name not in {*STACKED, SOLVERS, FEED}
    }
    assert {name for name, how in found.items() if how != "driven"} == set()


def test_every_study_is_against_driving_directly():
    for name in set(list_studies()) - {*QUEUES, SOLVERS, WAYPOINTS, FEED}:
        scenarios = load_study(name).spec.scenarios
        assert scenarios[0] == "paper/point_to_point", name
        stacks = name in STACKED | SERVICES
        other = "baselines/stacked" if stacks else "paper/deliverai_2"
        assert other in scenarios, name
