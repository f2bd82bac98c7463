"""What holds for all tests: Ctrl-C, how many examples, how golden logs are renewed."""

import os
import signal
import threading

import pytest
from hypothesis import HealthCheck, settings

# A process of tests for each core: threads of linear algebra would wait for each other.
for _library in ("OPENBLAS", "OMP", "MKL"):
    os.environ.setdefault(f"{_library}_NUM_THREADS", "1")

# Tests learn what they need, and leave nothing in the home of whoever runs them.
os.environ["DELIVERAI_TABLES"] = "off"

# What a shell starts behind it ignores Ctrl-C, and so would the commands that tests
# start and interrupt.
if (
    threading.current_thread() is threading.main_thread()
    and signal.getsignal(signal.SIGINT) is signal.SIG_IGN
):
    signal.signal(signal.SIGINT, signal.default_int_handler)

# Few examples, the same every time: for who changes something and waits.
settings.register_profile(
    "quick",
    max_examples=10,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
# The same examples every time, so that a change is judged by itself; in CI, which
# says for laws that matter most how many there are.
settings.register_profile(
    "full",
    settings.get_profile("quick"),
    max_examples=int(os.environ.get("HYPOTHESIS_EXAMPLES", "20")),
)
# Fresh examples every time, and many of them: as many as is said.
settings.register_profile(
    "thorough",
    settings.get_profile("full"),
    max_examples=int(os.environ.get("HYPOTHESIS_EXAMPLES", "1000")),
    derandomize=False,
    print_blob=True,
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))

_TRAINED = {}  # tables that agents learnt, by all that they follow from


@pytest.fixture(scope="session", autouse=True)
def trained_once():
    """Let the agents of runs learn once in a process, whichever test wants them first.

    What a training comes to follows from its arguments alone: tests/routing holds
    that, where none is taken from here.
    """
    from simulation.assemble import routing  # noqa: PLC0415 - not for a mere --help

    learn = routing.learn

    def once(travel_time_s, explorer, plan, rng, progress=None, start=None):
        drawn = str(rng.bit_generator.state)
        known = None if start is None else start.tobytes()
        key = travel_time_s.tobytes(), repr(explorer), repr(plan), drawn, known
        if key not in _TRAINED:
            _TRAINED[key] = learn(travel_time_s, explorer, plan, rng, progress, start)
        elif progress is not None:
            progress(1.0)
        return _TRAINED[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(routing, "learn", once)
        yield


MOST_WORKERS = 8  # each holds its own regions and runs, half a gigabyte


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers():
    """Return how many processes `-n auto` starts: the cores this one may use."""
    if hasattr(os, "sched_getaffinity"):
        cores = len(os.sched_getaffinity(0))
    else:
        cores = os.cpu_count() or 1
    return min(cores, MOST_WORKERS)


def pytest_addoption(parser):
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write the golden logs of tests/golden anew",
    )
