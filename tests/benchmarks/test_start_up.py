"""What a user waits for before anything is simulated: starting the command."""

import os
import resource
import subprocess
import sys
from statistics import median

import pytest

pytestmark = pytest.mark.benchmark

BARE = ("-c", "pass")
COMMANDS = {
    "deliverai --help": ("--help",),
    "deliverai run paper/point_to_point": ("run", "paper/point_to_point"),
    "deliverai run paper/deliverai_2": ("run", "paper/deliverai_2"),
}
MOST_S = {"deliverai --help": 0.3, "deliverai run paper/point_to_point": 1.0}


@pytest.mark.parametrize("name", COMMANDS)
def test_starting_the_command(name, benchmark, note):
    """In CPU time of new processes, in turn with those of a bare Python."""
    bare_s, taken_s = [], []

    def start():
        bare_s.append(cpu_s(BARE))
        taken_s.append(cpu_s(("-m", "analysis", *COMMANDS[name])))

    benchmark.pedantic(start, rounds=7, warmup_rounds=1)
    note(name, min(taken_s), "s", most=MOST_S.get(name))
    ratios = [each / bare for each, bare in zip(taken_s, bare_s, strict=True)]
    note(f"{name}, over a bare Python", median(ratios))


def cpu_s(arguments):
    """Return the CPU time [s] of a Python of its own."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    # Modules are compiled once, as on a user's machine.
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, *arguments]
    subprocess.run(command, capture_output=True, check=True, env=kept)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
