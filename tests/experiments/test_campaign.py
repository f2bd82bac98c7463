"""Campaigns: done once, on any executor, whatever happens."""

import json

import pytest

from analysis.experiments.campaign import carry_out
from analysis.experiments.executors import Processes, Serial, executor
from analysis.experiments.journal import Journal
from analysis.experiments.tasks import Task
from simulation.errors import RunError
from tests.experiments import work


def tasks(function, count=5, **given):
    return [
        Task(f"number {number}", function, {"number": number, **given})
        for number in range(count)
    ]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "journal.jsonl"


@pytest.mark.parametrize("by", [Serial(), Processes(2)], ids=["serial", "processes"])
def test_every_task_has_its_row(path, by):
    asked = tasks(work.doubled, 40)
    results = carry_out(asked, journal=Journal(path), by=by)
    assert [results.of(task) for task in asked] == [
        {"twice": 2 * number} for number in range(40)
    ]
    assert results.failures == []


def test_what_is_done_is_not_done_again(path, tmp_path):
    some = tasks(work.noted, 3, folder=str(tmp_path))
    carry_out(some, journal=Journal(path), by=Serial())
    every = tasks(work.noted, 5, folder=str(tmp_path))
    results = carry_out(every, journal=Journal(path), by=Serial())
    assert len(results.rows) == 5
    assert [(tmp_path / str(n)).stat().st_size for n in range(5)] == [1] * 5


def test_tasks_of_one_key_are_done_once(path, tmp_path):
    twice = [*tasks(work.noted, 2, folder=str(tmp_path))] * 2
    results = carry_out(twice, journal=Journal(path), by=Serial())
    assert len(results.rows) == 2
    assert (tmp_path / "1").stat().st_size == 1


def test_a_failing_task_does_not_stop_the_others_and_is_tried_again(path):
    asked = tasks(work.failing)
    for _ in range(2):
        results = carry_out(asked, journal=Journal(path), by=Serial())
        assert [task.key for task in asked[::2]] == list(results.rows)
        assert [each.error for each in results.failures] == [
            "unexpected ValueError: 1 is odd",
            "unexpected ValueError: 3 is odd",
        ]
        assert "raise ValueError" in results.failures[0].trace


def test_a_sentence_of_ours_needs_no_trace(path):
    results = carry_out(tasks(work.refusing, 1), journal=Journal(path), by=Serial())
    (failed,) = results.failures
    assert failed.error == "table 0: is odd, expected even."
    assert failed.trace == ""


def test_what_is_finished_stays_when_somebody_interrupts(path):
    asked = tasks(work.doubled)

    def stop(done, _total):
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        carry_out(asked, journal=Journal(path), by=Serial(), progress=stop)
    assert len(Journal(path).rows) == 3
    said = []
    results = carry_out(
        asked,
        journal=Journal(path),
        by=Serial(),
        progress=lambda done, total: said.append((done, total)),
    )
    assert said == [(3, 5), (4, 5), (5, 5)]
    assert len(results.rows) == 5


def test_a_process_that_has_grown_is_replaced_and_nothing_hangs(path):
    """Where warnings are errors, as in tests, that once ended in endless waiting."""
    asked = tasks(work.hoarding, 8)
    results = carry_out(asked, journal=Journal(path), by=Processes(2))
    assert results.failures == []
    assert len(results.rows) == 8


def test_what_is_finished_stays_when_a_process_is_killed(path, tmp_path):
    asked = [
        *tasks(work.doubled, 20),
        *tasks(work.killed_once, 1, folder=str(tmp_path)),
    ]
    results = carry_out(asked, journal=Journal(path), by=Processes(2))
    assert len(results.rows) == 21
    assert results.failures == []


@pytest.mark.slow
def test_a_task_that_always_kills_its_process_fails_alone(path):
    asked = [*tasks(work.doubled, 20), *tasks(work.killing, 1)]
    results = carry_out(asked, journal=Journal(path), by=Processes(2))
    assert len(results.rows) == 20
    (failed,) = results.failures
    assert failed.task.work is work.killing
    assert failed.error == "its process was killed: out of memory?"


def test_one_process_is_this_one():
    assert isinstance(executor(1), Serial)
    assert executor(3).count == 3
    assert executor().count >= 1


# Keys --------------------------------------------------------------------------


def test_a_key_depends_on_work_and_input_and_not_on_the_label():
    first = Task("a", work.doubled, {"number": 1, "other": [1, 2]})
    assert first.key == Task("b", work.doubled, {"other": [1, 2], "number": 1}).key
    assert first.key != Task("a", work.failing, first.inputs).key
    assert first.key != Task("a", work.doubled, {"number": 2, "other": [1, 2]}).key


def test_a_key_depends_on_the_program(monkeypatch):
    before = Task("a", work.doubled, {"number": 1}).key
    monkeypatch.setattr("analysis.experiments.tasks.program_sha256", lambda: "new")
    assert Task("a", work.doubled, {"number": 1}).key != before


# The journal ---------------------------------------------------------------------


@pytest.mark.parametrize("cut", [1, 10, 30])
def test_a_line_that_was_cut_off_is_done_again(path, cut):
    asked = tasks(work.doubled, 3)
    carry_out(asked, journal=Journal(path), by=Serial())
    whole = path.read_bytes()
    path.write_bytes(whole[:-cut])
    journal = Journal(path)
    assert len(journal.rows) == 2
    carry_out(asked, journal=journal, by=Serial())
    assert path.read_bytes() == whole


def test_a_file_that_is_no_journal_is_refused(path):
    path.write_text('no\n["key", {}]\n')
    with pytest.raises(RunError, match=r"line 1 is no finished task, expected"):
        Journal(path)


@pytest.mark.parametrize("line", range(3))
@pytest.mark.parametrize("of", ["row", "key"])
def test_a_line_that_was_changed_is_named(path, line, of):
    carry_out(tasks(work.doubled, 3), journal=Journal(path), by=Serial())
    lines = path.read_text().splitlines(keepends=True)
    key, row, checksum = json.loads(lines[line])
    changed = [key, {"twice": row["twice"] + 1}, checksum]
    if of == "key":
        changed = [json.loads(lines[line - 1])[0], row, checksum]
    lines[line] = json.dumps(changed) + "\n"
    path.write_text("".join(lines))
    with pytest.raises(RunError, match=f"line {line + 1} was changed since it was"):
        Journal(path)


def test_a_line_of_an_earlier_version_is_left_alone_and_not_used(path):
    asked = tasks(work.doubled, 1)
    path.write_text(json.dumps([asked[0].key, {"twice": 5}]) + "\n")
    results = carry_out(asked, journal=Journal(path), by=Serial())
    assert results.of(asked[0]) == {"twice": 0}
    assert len(path.read_text().splitlines()) == 2


def test_nobody_else_writes_meanwhile_and_what_was_added_before_is_kept(path):
    first, second = Journal(path), Journal(path)
    with first.open() as opened:
        opened.add("a", {"x": 1})
        with (
            pytest.raises(RunError, match="another command is at work here"),
            second.open(),
        ):
            pass
    with second.open() as opened:
        opened.add("b", {"x": 2})
    assert Journal(path).rows == {"a": {"x": 1}, "b": {"x": 2}}
    assert second.rows == Journal(path).rows


def test_what_is_forgotten_is_done_again_and_the_later_row_counts(path):
    journal = Journal(path)
    with journal.open() as opened:
        opened.add("a", {"x": 1})
    journal.forget("a")
    assert not journal.rows
    with journal.open() as opened:
        opened.add("a", {"x": 2})
    assert Journal(path).rows == {"a": {"x": 2}}


def test_a_journal_that_is_a_link_is_not_written_through(path, tmp_path):
    (tmp_path / "mine").write_text("")
    path.symlink_to(tmp_path / "mine")
    with pytest.raises(RunError, match="cannot be written"), Journal(path).open():
        pass
    assert (tmp_path / "mine").read_text() == ""


def test_a_folder_is_no_journal(path):
    path.mkdir()
    with pytest.raises(RunError, match="cannot be read"):
        Journal(path)


def test_a_full_disk_is_one_sentence_and_loses_nothing(path, monkeypatch):
    asked = tasks(work.doubled, 3)
    carry_out(asked[:2], journal=Journal(path), by=Serial())

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("analysis.experiments.journal.os.fsync", full)
    with pytest.raises(RunError, match=r"cannot be written \(No space left"):
        carry_out(asked, journal=Journal(path), by=Serial())
    monkeypatch.undo()
    assert len(carry_out(asked, journal=Journal(path), by=Serial()).rows) == 3


def test_rows_come_back_to_the_last_digit(path):
    row = {"a": 0.1 + 0.2, "b": None, "c": [1, 2.5], "d": "\N{GREEK SMALL LETTER PI}"}
    with Journal(path).open() as journal:
        journal.add("key", row)
    assert Journal(path).rows == {"key": row}
    assert json.loads(path.read_text())[0] == "key"
