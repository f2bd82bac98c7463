"""What a call takes of this process: CPU time and memory."""

import contextlib
import gc
import resource
import time
from pathlib import Path

from simulation.interpreter import settled_heap

MIB = 1024  # KiB in it


def cpu_s(call):
    """Return the CPU time of a call [s], as of an event loop, and what it returned."""
    gc.collect()
    with settled_heap():
        since_s = time.process_time()
        result = call()
        return time.process_time() - since_s, result


def forget_peak():
    """Let `peak_mib` count from now on, where Linux lets it."""
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def peak_mib():
    """Return the most memory of this process, since it was forgotten if it was.

    As Linux tells it where there is Linux: what `getrusage` says is never less than
    what the process had that started this one.
    """
    status = Path("/proc/self/status")
    if status.exists():
        lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
        if "VmHWM" in lines:
            return int(lines["VmHWM"].split()[0]) / MIB
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MIB
