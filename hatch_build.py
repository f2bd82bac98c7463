"""Builds a wheel whose event loop is compiled, where that is asked for.

``HATCH_BUILD_HOOK_ENABLE_CUSTOM=true python -m hatchling build -t wheel`` hands modules
of `simulation` to mypyc, as pyproject.toml lists them, and puts what it makes of them
beside their sources. Wheels without it, and checkouts, are pure Python.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# Types of large packages say little about the loop, and take long to read.
_SETTINGS = """[mypy]
[mypy-{}]
follow_imports = skip
follow_imports_for_stubs = true
"""
_SKIPPED = (
    *("joblib", "mesa", "networkx", "numpy", "osmium", "pandas", "pyarrow"),
    *("pydantic", "pydantic_core", "rich", "scipy", "shapely", "sklearn"),
)
_IGNORED = shutil.ignore_patterns("__pycache__")
# Read by mypyc, and by nobody when the module is imported.
_AS_BASE = """from typing import TYPE_CHECKING
if TYPE_CHECKING:
    from mypy_extensions import mypyc_attr

@mypyc_attr(allow_interpreted_subclasses=True)
"""


class CompiledLoop(BuildHookInterface):
    """Compiles the `modules`; classes of `bases` have subclasses that are not."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile a copy of the sources, and add the outcome to a wheel."""
        if version == "editable":
            return
        copy = Path(self.root, "build", "compiled")
        shutil.rmtree(copy / "simulation", ignore_errors=True)
        sources = Path(self.root, "simulation")
        shutil.copytree(sources, copy / "simulation", ignore=_IGNORED)
        for file, name in self.config["bases"].items():
            _mark_as_base(copy / file, name)
        for old in copy.glob("**/*.so"):
            old.unlink()
        modules = [f"simulation/{each}.py" for each in self.config["modules"]]
        skipped = ",".join(f"{each}.*" for each in _SKIPPED)
        (copy / "mypy.ini").write_text(_SETTINGS.format(skipped), "utf-8")
        _run_mypyc(copy, modules)
        build_data["pure_python"] = False
        build_data["infer_tag"] = True
        for made in [*copy.glob("*.so"), *copy.glob("simulation/**/*.so")]:
            build_data["force_include"][str(made)] = str(made.relative_to(copy))


def _mark_as_base(file: Path, name: str) -> None:
    """Let classes that are not compiled inherit from one that is."""
    beginning = re.compile(rf"^(?=class {name}\b)", re.MULTILINE)
    text, found = beginning.subn(_AS_BASE, file.read_text("utf-8"))
    if found != 1:
        raise ValueError(f"{file}: has {found} classes {name}, expected one.")
    file.write_text(text, "utf-8")


def _run_mypyc(folder: Path, modules: list[str]) -> None:
    done = subprocess.run(
        (sys.executable, "-m", "mypyc", "--ignore-missing-imports", *modules),
        cwd=folder,
        env=os.environ | {"MYPYC_DEBUG_LEVEL": "0"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"mypyc failed:\n{done.stdout}")
