"""What benchmarks share: prepared policies, fair timing, and the table at the end."""

import gc
import time
from pathlib import Path

import pytest

from simulation.assemble import prepare
from simulation.scenario import load_scenario
from simulation.simulation import settled_heap
from tests.benchmarks.figures import Figure, markdown_table, plain_table

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "benchmarks.md"
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"
FIGURES = pytest.StashKey[list[Figure]]()


def pytest_addoption(parser):
    parser.addoption(
        "--write-figures",
        action="store_true",
        help=f"Write the table of all figures into {PAGE.name}.",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config):
    """Keep every run's measurements in .benchmarks, as JSON."""
    config.stash[FIGURES] = []
    config.option.benchmark_save = config.option.benchmark_save or "deliverai"


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter, exitstatus, config):
    figures = config.stash[FIGURES]
    if not figures:
        return
    terminalreporter.section("figures")
    for line in plain_table(figures):
        terminalreporter.write_line(line)
    if config.getoption("--write-figures", default=False):
        whole = exitstatus == 0 and not terminalreporter.stats.get("deselected")
        if whole:
            write_into(PAGE, markdown_table(figures))
        done = "written into" if whole else "a part only, not written into"
        terminalreporter.write_line(f"\n{done} {PAGE.name}")


def write_into(page, lines):
    """Replace what stands between the marks of `page`."""
    before, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    text = "\n".join((before + BEGIN, *lines, END)) + after
    page.write_text(text, encoding="utf-8")


@pytest.fixture
def note(request, benchmark):
    """Return what takes a figure into the table and into the JSON."""

    def take(name, value, unit="", *, least=None, most=None):
        figure = Figure(name, value, unit, least, most)
        request.config.stash[FIGURES].append(figure)
        benchmark.extra_info[name] = value

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

    def measure(call):
        gc.collect()
        with settled_heap():
            since = time.process_time()
            call()
            return time.process_time() - since

    return measure
