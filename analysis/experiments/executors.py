"""Who does the tasks: this process, or one process for each core."""

import os
import signal
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from analysis.experiments.tasks import Row, Task
from simulation.errors import DeliverAIError

_CHUNKS_PER_PROCESS = 8  # small enough that no process is long without work
_LARGEST_CHUNK = 16  # what is lost if a process is killed
_MOST_LOSSES = 3  # processes killed one after the other, nothing finished between


@dataclass(frozen=True)
class Finished:
    """A task that has ended, well or not."""

    task: Task
    row: Row | None  # None if it failed
    error: str = ""  # one sentence
    trace: str = ""  # for whoever mends it; empty where the sentence says it all


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
        size = _chunk_size(len(tasks), self.count)
        while left and losses < _MOST_LOSSES:
            try:
                for finished in self._attempt(list(left.values()), size):
                    losses = 0
                    del left[finished.task.key]
                    yield finished
            except TerminatedWorkerError:
                losses += 1
                size = 1  # so that a task takes no neighbours along
        for task in left.values():
            yield Finished(task, None, "its process was killed: out of memory?")

    def _attempt(self, tasks: Sequence[Task], size: int) -> Iterator[Finished]:
        parallel = self._joblib.Parallel(
            n_jobs=self.count,
            backend="loky",
            return_as="generator_unordered",
            batch_size=1,
            pre_dispatch=2 * self.count,
            initializer=_ignore_interrupt,
        )
        chunks = (tasks[at : at + size] for at in range(0, len(tasks), size))
        calls = (self._joblib.delayed(_all_finished)(chunk) for chunk in chunks)
        for finished in parallel(calls):
            yield from finished


def executor(processes: int | None = None) -> Executor:
    """Return who does the tasks: `processes`, absent: as many as there are cores."""
    return Serial() if processes == 1 else Processes(processes)


def _chunk_size(tasks: int, processes: int) -> int:
    size = -(-tasks // (processes * _CHUNKS_PER_PROCESS))
    return max(1, min(size, _LARGEST_CHUNK))


def _all_finished(tasks: Sequence[Task]) -> list[Finished]:
    return [_finished(task) for task in tasks]


def _finished(task: Task) -> Finished:
    try:
        return Finished(task, task())
    except DeliverAIError as cause:
        return Finished(task, None, str(cause))
    except Exception as cause:  # noqa: BLE001 - one failing task: the others go on
        sentence = f"unexpected {type(cause).__name__}: {cause}"
        return Finished(task, None, sentence, traceback.format_exc())


def _ignore_interrupt() -> None:
    """Leave Ctrl-C to the process that hands out the tasks."""
    if os.environ.get("DELIVERAI_DEBUG") is None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
