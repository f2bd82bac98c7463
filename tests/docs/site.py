"""The documentation site, built as `make docs` builds it."""

import os
import subprocess
import sys
from pathlib import Path

from tests.docs.pages import ROOT

STRICT = ("--quiet", "--fail-on-warning", "--keep-going", "--write-all")


def whole_site(folder):
    """Return the folder of this project's site, built unless CI has just done so."""
    if built := os.environ.get("DELIVERAI_SITE"):
        return Path(built)
    done = build_site(folder)
    assert (done.returncode, done.stderr) == (0, "")
    return folder / "site"


def build_site(folder, source=ROOT):
    """Build the site of a project's pages into a folder; return what was said."""
    paths = ("-c", source / "docs" / "site", "-d", folder / "doctrees", source)
    return subprocess.run(
        [sys.executable, "-m", "sphinx", *STRICT, *map(str, paths), folder / "site"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
