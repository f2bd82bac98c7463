"""Tasks handed out in chunks of neighbours, as large as a second or two of work."""

from collections.abc import Iterator, Sequence
from itertools import islice

from typing_extensions import override

from analysis.experiments.tasks import Task

CHUNK_S = 2.0  # what is lost with a process; handing a chunk over takes milliseconds
LARGEST_CHUNK = 64
_TO_COME = 4  # chunks per process, of what is left: the last ones are small


class Chunks(Iterator[Sequence[Task]]):
    """Runs of neighbours that take about `CHUNK_S` each, by how long others have taken.

    A task of a kind that nothing is known of yet goes out alone. Towards the end chunks
    are smaller, so that all processes end together: guided self-scheduling, C. D.
    Polychronopoulos, D. J. Kuck, IEEE Transactions on Computers C-36 (1987), 1425-1439.

    Parameters
    ----------
    tasks
        All of them; those that share a region and agents should be neighbours.
    processes
        How many do them.
    largest
        How many tasks a chunk has at most.
    """

    def __init__(
        self, tasks: Sequence[Task], processes: int, largest: int = LARGEST_CHUNK
    ) -> None:
        self._tasks = tasks
        self._processes = processes
        self._largest = largest
        self._taken_s: dict[str, float] = {}  # by a task, of late, by kind
        self._at = 0

    def took(self, task: Task, taken_s: float) -> None:
        """Take in how long a task took [s]; the first of a process says too much."""
        before = self._taken_s.get(task.kind, taken_s)
        self._taken_s[task.kind] = (before + taken_s) / 2

    @override
    def __next__(self) -> Sequence[Task]:
        """Return the next chunk."""
        left = len(self._tasks) - self._at
        if not left:
            raise StopIteration
        most = min(-(-left // (self._processes * _TO_COME)), self._largest)
        size, chunk_s = 0, 0.0
        for task in islice(self._tasks, self._at, self._at + most):
            chunk_s += self._taken_s.get(task.kind, CHUNK_S)
            if size and chunk_s > CHUNK_S:
                break
            size += 1
        self._at += size
        return self._tasks[self._at - size : self._at]
