"""What a call takes of this process: CPU time and memory."""

import gc
import resource
import time

from simulation.interpreter import settled_heap

MIB = 1024  # KiB in it


def cpu_s(call):
    """Return the CPU time of a call [s], as of an event loop, and what it returned."""
    gc.collect()
    with settled_heap():
        since_s = time.process_time()
        result = call()
        return time.process_time() - since_s, result


def peak_mib():
    """Return the most memory that this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MIB
