"""The page's server in a process of its own, as a user starts it."""

import os
import re
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent


@contextmanager
def serving(folder, *arguments):
    """Give the address of a server that works in `folder`, and its process."""
    command = [sys.executable, "-m", "analysis", "web", "--no-open", "--port", "0"]
    process = subprocess.Popen(
        [*command, *map(str, arguments)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    line = process.stdout.readline()
    found = re.match(r"Serving (http://127\.0\.0\.1:\d+/) ", line)
    assert found, (line, process.communicate())
    try:
        yield found[1], process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()
