"""The documentation site, built as `make docs` builds it."""

import os
import subprocess
import sys

from tests.docs.pages import ROOT

STRICT = ("--quiet", "--fail-on-warning", "--keep-going", "--write-all")


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
