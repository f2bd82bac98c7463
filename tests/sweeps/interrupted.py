"""The command in a process of its own, watched by its journal, to be interrupted."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
PATIENCE_S = 600.0  # six sweeps of 80 runs took five minutes on a busy machine
PROGRESS = re.compile(r"^\d+ of \d+ runs done, .*, 0 failed\n", re.MULTILINE)

STUDY = """
question = "Does an interruption change anything?"
scenarios = ["paper/point_to_point", "paper/hotspots_only"]
replications = 20
set.demand.load_per_min = 20
[grid]
promise_s = [600, 900]
"""
RUNS = 80


class Command:
    """A sweep under way.

    Parameters
    ----------
    study, out
        What is asked, and its folder.
    """

    def __init__(self, study, out, *arguments, preexec=None):
        self.out = Path(out)
        words = ["-m", "analysis", "sweep", str(study), "--out", str(out), *arguments]
        self.process = subprocess.Popen(
            [sys.executable, *words],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,  # a group of its own: Ctrl-C reaches all of it
            preexec_fn=preexec,  # noqa: PLW1509 - nothing else runs here
        )

    @property
    def done(self):
        """How many runs the journal holds."""
        journal = self.out / "journal.jsonl"
        return journal.read_bytes().count(b"\n") if journal.exists() else 0

    def wait_until(self, done):
        """Wait until so many runs are done, and make sure that more are to come."""
        until = time.monotonic() + PATIENCE_S
        while self.done < done:
            assert self.process.poll() is None, self.process.communicate()
            assert time.monotonic() < until
            time.sleep(0.005)
        assert self.done < RUNS

    def workers(self):
        """Return the ids of the processes at work, of the loky executor."""
        found = []
        for place in Path("/proc").glob("[0-9]*"):
            try:
                parent = int((place / "stat").read_text().rpartition(")")[2].split()[1])
                line = (place / "cmdline").read_bytes()
            except OSError:  # ended meanwhile
                continue
            if parent == self.process.pid and b"popen_loky" in line:
                found.append(int(place.name))
        return found

    def kill(self):
        """Kill the command alone; its processes at work must not outlive it."""
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.communicate(timeout=PATIENCE_S)  # they hold its pipes

    def interrupt(self):
        """Press Ctrl-C."""
        os.killpg(self.process.pid, signal.SIGINT)

    def end(self, code=0):
        """Wait for the end and return what was said on stderr.

        But for how far it is: a busy machine has time to say that.
        """
        _, said = self.process.communicate(timeout=PATIENCE_S)
        assert self.process.returncode == code, said
        assert "Traceback" not in said
        return PROGRESS.sub("", said)
