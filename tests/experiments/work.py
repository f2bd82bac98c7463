"""Work for tasks of tests; processes find it by its name."""

import os
import signal
from pathlib import Path

from joblib.externals.loky import process_executor

from simulation.errors import PolicyError

_HOARD = []


def doubled(number):
    return {"twice": 2 * number}


def noted(number, folder):
    """Note that it was done, each time with a byte more."""
    with (Path(folder) / str(number)).open("ab") as file:
        file.write(b".")
    return {"twice": 2 * number}


def failing(number):
    if number % 2:
        raise ValueError(f"{number} is odd")
    return {"twice": 2 * number}


def refusing(number):
    raise PolicyError(f"table {number}: is odd, expected even.")


def killed_once(number, folder):
    """Kill the process that does it, the first time."""
    mark = Path(folder) / f"killed-{number}"
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return {"twice": 2 * number}


def hoarding(number):
    """Keep 200 MB more each time, in a process that looks after every task."""
    process_executor._MEMORY_LEAK_CHECK_DELAY = 0.0  # [s]
    _HOARD.append(b"x" * 200_000_000)
    return {"twice": 2 * number}


def killing(number):
    os.kill(os.getpid(), signal.SIGKILL)
    return {"twice": 2 * number}
