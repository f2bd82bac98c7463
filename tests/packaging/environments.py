"""New environments of Python that hold the built wheel, away from the checkout."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONSTRAINTS = ROOT / "constraints.txt"
RUNNING = f"{sys.version_info.major}.{sys.version_info.minor}"
PACKAGES = "site-packages"
_ASK_VERSION = "import ensurepip, sys; print('%d.%d' % sys.version_info[:2])"
_FORGOTTEN = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")
_LONGEST_S = 600  # of one command: a package index may hang


def ran(*command, folder, check=True):
    """Return what a command said that knows nothing of this checkout."""
    environment = {k: v for k, v in os.environ.items() if k not in _FORGOTTEN}
    done = subprocess.run(
        [str(each) for each in command],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=_LONGEST_S,
    )
    assert done.returncode == 0 or not check, (command, done.stdout, done.stderr)
    return done


def build_wheel(folder):
    """Return the wheel of the checkout, built into a folder."""
    command = (sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder)
    ran(*command, folder=ROOT)
    [wheel] = folder.glob("*.whl")
    return wheel


def interpreter(version):
    """Return a Python of a version such as 3.13 that can make environments, or None."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    candidates = [
        shutil.which(f"python{version}"),
        *sorted((pyenv / "versions").glob(f"{version}.*/bin/python")),
    ]
    if shutil.which("uv"):
        found = ran("uv", "python", "find", version, folder=ROOT, check=False)
        candidates.append(found.stdout.strip())
    for each in filter(None, candidates):
        said = ran(each, "-c", _ASK_VERSION, folder=ROOT, check=False)
        if said.stdout.strip() == version:
            return each
    return None


def environment_with(wheel, version, folder):
    """Return the folder of programs of a new environment with a wheel in it.

    That of the running version borrows its dependencies from here; for another one
    they are installed, or the test is skipped where no package index answers.
    """
    python = sys.executable if version == RUNNING else interpreter(version)
    if python is None:
        pytest.skip(f"found no Python {version} that can make environments")
    ran(python, "-m", "venv", folder / "env", folder=folder)
    programs = folder / "env" / "bin"
    pip = (programs / "python", "-m", "pip", "--disable-pip-version-check")
    if version == RUNNING:
        ran(*pip, "install", "--no-index", "--no-deps", wheel, folder=folder)
        borrowed = [each for each in sys.path if Path(each).name == PACKAGES]
        [packages] = (folder / "env" / "lib").glob(f"python*/{PACKAGES}")
        (packages / "borrowed.pth").write_text("\n".join(borrowed))
    else:
        probe = (*pip, "download", "--no-deps", "--constraint", CONSTRAINTS, "simpy")
        try:
            answers = ran(*probe, folder=folder, check=False).returncode == 0
            if answers:
                ran(*pip, "install", "--constraint", CONSTRAINTS, wheel, folder=folder)
        except subprocess.TimeoutExpired:
            answers = False
        if not answers:
            pytest.skip(f"no package index answers for Python {version}")
    return programs
