"""Whatever interrupts a sweep: what is finished stays, and the table is the same."""

import os
import resource
import signal

import pytest

from tests.sweeps.conftest import journal_keys
from tests.sweeps.interrupted import RUNS, Command

pytestmark = pytest.mark.slow


def gone_on(study, out, before, undisturbed):
    """Go on, and check that what was done is not done again."""
    assert not (out / "runs.parquet").exists()
    Command(study, out, "--resume").end()
    after = journal_keys(out)
    assert after[: len(before)] == before
    assert len(set(after)) == len(after) == RUNS
    assert (out / "runs.parquet").read_bytes() == undisturbed


@pytest.mark.parametrize("executor", ["serial", "processes"])
def test_kill_9_of_the_command(study, undisturbed, tmp_path, executor):
    out = tmp_path / "out"
    command = Command(study, out, "--executor", executor)
    command.wait_until(RUNS // 4)
    command.kill()
    gone_on(study, out, journal_keys(out), undisturbed)


@pytest.mark.parametrize("executor", ["serial", "processes"])
def test_ctrl_c(study, undisturbed, tmp_path, executor):
    out = tmp_path / "out"
    command = Command(study, out, "--executor", executor)
    command.wait_until(RUNS // 4)
    command.interrupt()
    said = command.end(code=130)
    assert said.split("\n") == [
        "What is done is kept; --resume goes on.",
        "",  # where a terminal shows ^C
        "Interrupted.",
        "",
    ]
    gone_on(study, out, journal_keys(out), undisturbed)


def test_kill_9_of_a_process_at_work(study, undisturbed, tmp_path):
    out = tmp_path / "out"
    command = Command(study, out, "--processes", "2")
    command.wait_until(RUNS // 4)
    os.kill(command.workers()[0], signal.SIGKILL)
    command.end()
    assert len(journal_keys(out)) == RUNS
    assert (out / "runs.parquet").read_bytes() == undisturbed


def test_a_full_disk(study, undisturbed, tmp_path):
    """A file may grow to 20 kB, then the system refuses, as a full disk does."""

    def no_more_room():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    out = tmp_path / "out"
    said = Command(study, out, "--executor", "serial", preexec=no_more_room).end(code=2)
    assert said.startswith(f"Error: {out / 'journal.jsonl'}: cannot be written (")
    assert said.count("\n") == 1
    whole = (out / "journal.jsonl").read_bytes().rpartition(b"\n")[0]
    (out / "before.jsonl").write_bytes(whole + b"\n")
    before = journal_keys_in(out / "before.jsonl")
    assert 3 < len(before) < RUNS
    gone_on(study, out, before, undisturbed)


def journal_keys_in(path):
    copy = path.parent / "copy"
    copy.mkdir()
    path.rename(copy / "journal.jsonl")
    return journal_keys(copy)
