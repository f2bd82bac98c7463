"""Who does the tasks: this process, or one process for each core."""

import os
import signal
import threading
import time
import traceback
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from analysis.experiments.chunks import LARGEST_CHUNK, Chunks
from analysis.experiments.tasks import Row, Task
from simulation.errors import DeliverAIError

MOST_LOSSES = 3  # processes killed one after the other, nothing finished between
KILLED = "its process was killed: out of memory?"
_LOOK_S = 0.5  # between two looks at whether the parent is there


@dataclass(frozen=True)
class Finished:
    """A task that has ended, well or not."""

    task: Task
    row: Row | None  # None if it failed
    error: str = ""  # one sentence
    trace: str = ""  # for whoever mends it; empty where the sentence says it all
    taken_s: float = field(default=0.0, compare=False)


class Executor(Protocol):
    """Does tasks in any order."""

    def carry_out(self, tasks: Sequence[Task]) -> Iterator[Finished]:
        """Yield every task as it ends."""
        ...


class Serial:
    """One after the other, in this process."""

    def carry_out(self, tasks: Sequence[Task]) -> Iterator[Finished]:
        """Yield every task as it ends."""
        for task in tasks:
            yield _finished(task)


class Processes:
    """In processes of their own, handed out in chunks of neighbours.

    Tasks that share a region and trained agents should be neighbours: a process
    prepares these once.

    Parameters
    ----------
    count
        How many; absent: as many as there are cores for us.
    """

    def __init__(self, count: int | None = None) -> None:
        import joblib  # noqa: PLC0415 - heavy, and only for who needs it

        self._joblib = joblib
        self.count = count or joblib.cpu_count()

    def carry_out(self, tasks: Sequence[Task]) -> Iterator[Finished]:
        """Yield every task as it ends.

        If a process is killed, what it was doing is done again by others; a task
        whose process is killed time and again has failed.
        """
        from joblib.externals.loky.process_executor import (  # noqa: PLC0415
            TerminatedWorkerError,
        )

        left = {task.key: task for task in tasks}
        losses = 0
        largest = LARGEST_CHUNK
        while left and losses < MOST_LOSSES:
            try:
                for finished in self._attempt(list(left.values()), largest):
                    losses = 0
                    del left[finished.task.key]
                    yield finished
            except TerminatedWorkerError:
                losses += 1
                largest = 1  # so that a task takes no neighbours along
        for task in left.values():
            yield Finished(task, None, KILLED)

    def _attempt(self, tasks: Sequence[Task], largest: int) -> Iterator[Finished]:
        # On Ctrl-C joblib would say so in a warning; what is lost is made again. Where
        # warnings are errors, the second would end the thread that awaits results, when
        # a process that has grown by 300 MB is replaced: nothing would ever come.
        warnings.filterwarnings("ignore", message=".*still being processed by the")
        warnings.filterwarnings("ignore", message="A worker stopped while some jobs")
        parallel = self._joblib.Parallel(
            n_jobs=self.count,
            backend="loky",
            return_as="generator_unordered",
            batch_size=1,
            pre_dispatch=2 * self.count,
            initializer=_at_work,
            initargs=(os.getpid(),),
        )
        chunks = Chunks(tasks, self.count, largest)
        calls = (self._joblib.delayed(all_finished)(chunk) for chunk in chunks)
        for chunk in parallel(calls):
            for finished in chunk:
                chunks.took(finished.task, finished.taken_s)
                yield finished


def executor(processes: int | None = None) -> Executor:
    """Return who does the tasks: `processes`, absent: as many as there are cores."""
    return Serial() if processes == 1 else Processes(processes)


def all_finished(tasks: Sequence[Task]) -> list[Finished]:
    """Return what tasks came to, done one after the other; none stops the others."""
    finished = []
    for task in tasks:
        since = time.perf_counter()
        done = _finished(task)
        finished.append(replace(done, taken_s=time.perf_counter() - since))
    return finished


def _finished(task: Task) -> Finished:
    try:
        return Finished(task, task())
    except DeliverAIError as cause:
        return Finished(task, None, str(cause))
    except Exception as cause:  # noqa: BLE001 - one failing task: the others go on
        sentence = f"unexpected {type(cause).__name__}: {cause}"
        return Finished(task, None, sentence, traceback.format_exc())


def _at_work(parent: int) -> None:
    """Leave Ctrl-C to the process that hands out the tasks, and end with it."""
    if os.environ.get("DELIVERAI_DEBUG") is None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: int) -> None:
    """End this process soon after its parent was killed; it would idle for minutes."""
    while os.getppid() == parent:
        time.sleep(_LOOK_S)
    os._exit(1)
