"""What benchmarks share: prepared policies, fair timing, and the table at the end."""

from pathlib import Path

import pytest

from simulation.assemble import prepare
from simulation.scenario import load_scenario
from tests.benchmarks.figures import (
    DECISIONS_HEAD,
    HEAD,
    Decisions,
    Figure,
    markdown_table,
    plain_table,
)
from tests.benchmarks.taken import cpu_s

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "benchmarks.md"
FIGURES = pytest.StashKey[list[Figure]]()
DECISIONS = pytest.StashKey[list[Decisions]]()


def pytest_addoption(parser):
    parser.addoption(
        "--write-figures",
        action="store_true",
        help=f"Write the table of all figures into {PAGE.name}.",
    )
    parser.addoption(
        "--write-decisions",
        action="store_true",
        help=f"Write the table of how long decisions take into {PAGE.name}.",
    )
    parser.addoption(
        "--region", default="embedded", help="Prepared region of the decisions."
    )


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config):
    """Keep every run's measurements in .benchmarks, as JSON."""
    config.stash[FIGURES], config.stash[DECISIONS] = [], []
    config.option.benchmark_save = config.option.benchmark_save or "deliverai"


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter, exitstatus, config):
    whole = exitstatus == 0 and not terminalreporter.stats.get("deselected")
    for name, rows, head in (
        ("figures", config.stash[FIGURES], HEAD),
        ("decisions", config.stash[DECISIONS], DECISIONS_HEAD),
    ):
        if not rows:
            continue
        terminalreporter.section(name)
        for line in plain_table(rows, head):
            terminalreporter.write_line(line)
        if config.getoption(f"--write-{name}", default=False):
            if whole:
                write_into(PAGE, name, markdown_table(rows, head))
            done = "written into" if whole else "a part only, not written into"
            terminalreporter.write_line(f"\n{done} {PAGE.name}")


def write_into(page, name, lines):
    """Replace what stands between the marks of a table of `page`."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    before, _, rest = page.read_text(encoding="utf-8").partition(begin)
    after = rest.partition(end)[2]
    text = "\n".join((before + begin, *lines, end)) + after
    page.write_text(text, encoding="utf-8")


@pytest.fixture
def note(request, benchmark):
    """Return what takes a figure into the table and into the JSON."""

    def take(name, value, unit="", *, least=None, most=None):
        figure = Figure(name, value, unit, least, most)
        request.config.stash[FIGURES].append(figure)
        benchmark.extra_info[name] = value

    return take


@pytest.fixture
def note_decisions(request, benchmark):
    """Return what takes how long decisions took into its table and into the JSON."""

    def take(decisions):
        request.config.stash[DECISIONS].append(decisions)
        benchmark.extra_info["decisions"] = decisions.row

    return take


@pytest.fixture(scope="session")
def prepared():
    """Return a shipped scenario and its prepared, trained and prepared once."""
    made = {}

    def get(name):
        if name not in made:
            scenario = load_scenario(name)
            made[name] = scenario, prepare(scenario)
        return made[name]

    return get


@pytest.fixture(scope="session")
def cpu_seconds():
    """Return the CPU time [s] of a call, as `simulate` measures its event loop."""
    return lambda call: cpu_s(call)[0]
