"""Study files: one question, the policies it is put to, and what is varied."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from simulation.errors import ScenarioError
from simulation.scenario import library_folder
from simulation.specs import (
    ConflictError,
    NonNegativeInt,
    Spec,
    Text,
    nearest,
    read_toml,
    validated,
)

_SHELF = "studies"
_WAYS = ("grid", "points", "latin_hypercube")
_MOST_REPLICATIONS = 100_000

Keys = dict[str, Any]


def _frozen(value: object) -> object:
    """Return a list, as TOML has it, as the tuple that a frozen model holds."""
    return tuple(value) if isinstance(value, list) else value


class HypercubeSpec(Spec):
    """Points spread evenly over ranges of keys, choices of values and settings."""

    points: Annotated[int, Field(ge=1, le=1_000_000)] = Field(
        description="How many points."
    )
    seed: NonNegativeInt = Field(default=1, description="Names the points drawn.")
    ranges: Keys = Field(
        description="Keys, each [low, high]; whole numbers where both ends are."
    )
    choices: Keys = Field(
        default={}, description="Keys, each a list of values, taken equally often."
    )
    settings: dict[str, dict[str, Keys]] = Field(
        default={},
        description="By the name of what is chosen (geography) and of each choice of "
        "it (Chicago): a table of the keys that it sets, taken equally often.",
    )
    added: Keys = Field(
        default={},
        description="Keys, each a list of others, whose values at a point are added "
        "to its own there.",
    )


class StudySpec(Spec):
    """All that a study file says."""

    question: Text = Field(description="What the study answers, in a sentence.")
    scenarios: Annotated[tuple[Text, ...], BeforeValidator(_frozen)] = Field(
        description="Files or shipped names, the policies; others are compared with "
        "the first.",
        min_length=1,
    )
    replications: Annotated[int, Field(ge=1, le=_MOST_REPLICATIONS)] = Field(
        default=10, description="Runs of each scenario at each point."
    )
    keep_runs: bool = Field(
        default=False, description="Keep every run's folder with its event log."
    )
    set: Keys = Field(default={}, description="Keys changed in every run.")
    grid: Keys | None = Field(
        default=None, description="Keys, each a list of values; all combinations."
    )
    points: Annotated[tuple[Keys, ...] | None, BeforeValidator(_frozen)] = Field(
        default=None, description="Points one by one, each a table of keys."
    )
    latin_hypercube: HypercubeSpec | None = Field(
        default=None, description="Points spread evenly over ranges of keys."
    )
    instead: dict[str, Keys] = Field(
        default={},
        description="By scenario: varied keys, each with the key that has its value "
        "there instead.",
    )

    @model_validator(mode="after")
    def _points_are_said_in_one_way(self) -> "StudySpec":
        ways = [way for way in _WAYS if getattr(self, way) is not None]
        if len(ways) > 1:
            raise ConflictError(
                ways[1], f"is given beside {ways[0]}", "only one of them"
            )
        return self


@dataclass(frozen=True)
class Study:
    """A study as its file says it, with where it was found."""

    name: str
    path: Path
    text: str  # of the file, as it stands
    spec: StudySpec
    beside: Path | None = None  # where relative paths begin, if not at the file

    @property
    def folder(self) -> Path:
        """Where relative paths begin."""
        return self.beside.resolve() if self.beside else self.path.resolve().parent


def load_study(name_or_path: str, beside: Path | None = None) -> Study:
    """Return the study of a file, or of a shipped name such as ``studies/capacity``.

    Parameters
    ----------
    name_or_path
        Which one.
    beside
        Where its relative paths begin; absent: at its file.

    Raises
    ------
    ScenarioError
        In one sentence: file, key, what was given and what is expected.
    """
    path, name = _located(name_or_path)
    if beside is not None and not beside.is_dir():
        raise ScenarioError(f"--beside: {beside} is no folder, expected one.")
    spec = spec_of(path)
    return Study(name, path, path.read_text(encoding="utf-8-sig"), spec, beside)


def spec_of(path: Path) -> StudySpec:
    """Return all that a study file says.

    Raises
    ------
    ScenarioError
        In one sentence: file, key, what was given and what is expected.
    """
    tables = read_toml(path, ScenarioError)
    return validated(StudySpec, tables, str(path), ScenarioError)


def list_studies() -> tuple[str, ...]:
    """Return the names of the shipped studies."""
    files = (library_folder() / _SHELF).glob("*.toml")
    return tuple(sorted(f"{_SHELF}/{file.stem}" for file in files))


def _located(name_or_file: str) -> tuple[Path, str]:
    """Return the file of a study and the study's name."""
    shipped = list_studies()
    path = Path(name_or_file)
    if name_or_file and "\0" not in name_or_file:
        if path.suffix == ".toml" or path.is_file():
            return path, path.stem
        for name in (name_or_file, f"{_SHELF}/{name_or_file}"):
            if name in shipped:
                return library_folder() / f"{name}.toml", name
    near = nearest(
        name_or_file.rpartition("/")[2], [each.split("/")[1] for each in shipped]
    )
    hint = (
        f"did you mean {_SHELF}/{near}?" if near else f"shipped: {', '.join(shipped)}"
    )
    raise ScenarioError(
        repr(name_or_file), "no such study", "a file or a shipped name", hint=hint
    )
