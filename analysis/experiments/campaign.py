"""A campaign: many tasks, each done once, on any executor, through interruptions."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from typing_extensions import override

from analysis.experiments.executors import Executor, Finished
from analysis.experiments.journal import RowStore
from analysis.experiments.tasks import Row, Task

Progress = Callable[[int, int], None]  # tasks done, of how many


@dataclass
class Results:
    """What the tasks of a campaign came to."""

    rows: Mapping[str, Row] = field(default_factory=dict)  # by key
    failures: list[Finished] = field(default_factory=list)

    def of(self, task: Task) -> Row | None:
        """Return the row of a task, None if it failed."""
        return self.rows.get(task.key)


class ChosenRows(Mapping[str, Row]):
    """Those rows of a journal that a campaign asked for; not held in memory."""

    def __init__(self, rows: Mapping[str, Row], keys: Sequence[str]) -> None:
        self._rows = rows
        self._keys = dict.fromkeys(key for key in keys if key in rows)

    @override
    def __getitem__(self, key: str) -> Row:
        """Return the row of a key."""
        if key not in self._keys:
            raise KeyError(key)
        return self._rows[key]

    @override
    def __iter__(self) -> Iterator[str]:
        """Yield the keys that have a row."""
        return iter(self._keys)

    @override
    def __len__(self) -> int:
        """Return how many rows there are."""
        return len(self._keys)

    @override
    def __contains__(self, key: object) -> bool:
        """Say whether there is a row, without reading it."""
        return key in self._keys

    def note(self, key: str) -> None:
        """Take in that a key has its row now."""
        self._keys[key] = None


def carry_out(
    tasks: Sequence[Task],
    *,
    journal: RowStore,
    by: Executor,
    progress: Progress | None = None,
) -> Results:
    """Return the rows of all tasks; only those that the journal lacks are done.

    Tasks of one key are done once. A task that fails does not stop the others; it
    is not in the journal, so that it is tried again next time.

    Raises
    ------
    RunError
        If the journal cannot be written; what is in it stays.
    """
    wanted = {task.key: task for task in tasks}
    rows = ChosenRows(journal.rows, list(wanted))
    results = Results(rows)
    missing = [task for key, task in wanted.items() if key not in rows]
    done = len(rows)
    if progress is not None:
        progress(done, len(wanted))
    if not missing:
        return results
    with journal.open() as opened:
        for finished in by.carry_out(missing):
            if finished.row is None:
                results.failures.append(finished)
            else:
                opened.add(finished.task.key, finished.row)
                rows.note(finished.task.key)
            done += 1
            if progress is not None:
                progress(done, len(wanted))
    return results
