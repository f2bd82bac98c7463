"""A campaign: many tasks, each done once, on any executor, through interruptions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from analysis.experiments.executors import Executor, Finished
from analysis.experiments.journal import Journal
from analysis.experiments.tasks import Row, Task

Progress = Callable[[int, int], None]  # tasks done, of how many


@dataclass
class Results:
    """What the tasks of a campaign came to."""

    rows: dict[str, Row] = field(default_factory=dict)  # by key
    failures: list[Finished] = field(default_factory=list)

    def of(self, task: Task) -> Row | None:
        """Return the row of a task, None if it failed."""
        return self.rows.get(task.key)


def carry_out(
    tasks: Sequence[Task],
    *,
    journal: Journal,
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
    results = Results({key: journal.rows[key] for key in wanted if key in journal.rows})
    missing = [task for key, task in wanted.items() if key not in results.rows]
    done = len(results.rows)
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
                results.rows[finished.task.key] = finished.row
            done += 1
            if progress is not None:
                progress(done, len(wanted))
    return results
