"""Tasks: what many processes do for one experiment, each known by what it is given."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import simulation
from simulation.registry import foreign_words, parts_in

Row = dict[str, Any]  # numbers, texts, None and lists of these: ready for JSON
Work = Callable[..., Row]  # a function of a module, so that every process finds it

# Not imported: what the package offers by name stands on floors above this one.
_PACKAGES = (Path(simulation.__path__[0]), Path(__file__).parents[1])
_SHOWING = {"cli", "plots", "report", "views.py", "web"}  # parts that make no result


@dataclass(frozen=True)
class Task:
    """One call of `work`, whose result is one row.

    Parameters
    ----------
    label
        What it is, for people who read of its failure.
    work
        What is done; called with all of `inputs` and `aside` by name.
    inputs
        All that the result depends on, ready for JSON.
    aside
        What `work` is given too and the result does not depend on, such as where a
        run is kept.
    """

    label: str
    work: Work
    inputs: Mapping[str, Any]
    aside: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def key(self) -> str:
        """The same for the same work, the same input and the same program.

        Parts of one's own that a scenario of the input names are of the program.
        """
        named: list[Any] = [
            f"{self.work.__module__}.{self.work.__qualname__}",
            self.inputs,
            program_sha256(),
        ]
        scenario = self.inputs.get("scenario")
        if isinstance(scenario, Mapping) and any(foreign_words(scenario)):
            named.append([part.record() for part in parts_in(scenario, self.label)])
        text = json.dumps(named, sort_keys=True, allow_nan=False)
        return hashlib.sha256(text.encode()).hexdigest()[:32]

    @property
    def kind(self) -> str:
        """What takes about as long: the same work, of the same scenario by name."""
        return f"{self.work.__qualname__} {self.inputs.get('name', '')}"

    def __call__(self) -> Row:
        """Do it."""
        return self.work(**self.inputs, **self.aside)


@cache
def program_sha256() -> str:
    """Return the fingerprint of all the code that makes a result.

    Rows that another version of the program has left behind are not mixed in.
    """
    digest = hashlib.sha256()
    for root in _PACKAGES:
        for file in sorted(root.rglob("*.py")):
            name = file.relative_to(root)
            if name.parts[0] in _SHOWING:
                continue
            digest.update(name.as_posix().encode() + b"\0")
            digest.update(file.read_bytes() + b"\0")
    return digest.hexdigest()
