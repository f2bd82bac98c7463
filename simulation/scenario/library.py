"""The shipped scenarios, found by name wherever the package is installed."""

from functools import cache
from importlib.resources import files
from pathlib import Path

from simulation.errors import ScenarioError
from simulation.specs import nearest

_UNNAMED = "scenario"  # what `deliverai import` and others call their file
_NOT_SCENARIOS = {
    "regions",
    "studies",
    "stress",
}  # other specifications live beside them


@cache
def library_folder() -> Path:
    """Return the folder of the shipped library."""
    return Path(str(files("scenarios")))


def list_scenarios() -> tuple[str, ...]:
    """Return the names of the shipped scenarios, such as ``paper/deliverai_2``."""
    root = library_folder()
    names = (path.relative_to(root).with_suffix("") for path in root.rglob("*.toml"))
    return tuple(
        sorted(n.as_posix() for n in names if n.parts[0] not in _NOT_SCENARIOS)
    )


def question(name: str) -> str:
    """Return what a shipped scenario answers: the first comment of its file."""
    path = library_folder() / f"{name}.toml"
    lines: list[str] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            break
        lines.append(line.lstrip("# ").rstrip())
    return " ".join(lines)


def locate(name_or_path: str | Path, beside: Path | None = None) -> tuple[Path, str]:
    """Return the file of a scenario and the scenario's name.

    Parameters
    ----------
    name_or_path
        A file, or the name of a shipped scenario.
    beside
        The folder to which a relative path belongs; absent: the working folder.

    Raises
    ------
    ScenarioError
        If it is neither.
    """
    said = str(name_or_path)
    if not said:
        raise ScenarioError('The scenario is "", expected a file or a shipped name.')
    path = Path(said) if beside is None else beside / said
    shipped = list_scenarios()
    if "\0" in said:
        raise ScenarioError(repr(said), "no path", "a scenario file")
    if not path.is_dir() and (path.suffix == ".toml" or path.exists()):
        # A folder holds one scenario of that name: what is told apart is the folder.
        folder = path.resolve().parent.name
        return path, folder if path.stem == _UNNAMED and folder else path.stem
    if said in shipped:
        return library_folder() / f"{said}.toml", said
    if path.is_dir():
        raise ScenarioError(path, "is a folder", "a scenario file")
    near = nearest(said, list(shipped))
    hint = f"did you mean {near}?" if near else f"shipped: {', '.join(shipped)}"
    raise ScenarioError(said, "no such scenario", "a file or a shipped name", hint=hint)
