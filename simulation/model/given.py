"""What a model is made from, as Mesa users, batches and pages give it."""

import inspect
from collections import deque
from collections.abc import Mapping
from operator import index
from pathlib import Path
from typing import Any, Final

import numpy as np
from mesa import batchrunner

from simulation.assemble import Prepared, prepare
from simulation.assemble.inputs import input_checksums
from simulation.errors import ScenarioError
from simulation.scenario import (
    Scenario,
    changed_scenario,
    load_scenario,
)
from simulation.specs import quoted

_MODEL: Final = "DeliveryModel"
_KEPT: Final = 8  # of what the last models were prepared from

Stamp = tuple[dict[str, str], tuple[tuple[str, int, int], ...]]
_lately: deque[tuple[Stamp, Prepared]] = deque(maxlen=_KEPT)


def scenario_of(given: object, values: Mapping[str, Any]) -> Scenario:
    """Return the scenario that a model is asked for.

    Parameters
    ----------
    given
        A scenario, the path of its file, or a shipped name.
    values
        Over those of the scenario; a key's tables are told apart by dots or by two
        underscores. A seed of None is the scenario's own.

    Raises
    ------
    ScenarioError
        In one sentence: where, key, what was given and what is expected.
    """
    overrides: dict[str, Any] = {}
    said: dict[str, str] = {}
    for name, value in values.items():
        key = name.replace("__", ".")
        if key in said:
            raise ScenarioError(
                f"{_MODEL} {name}: given as {said[key]} too, expected one of them."
            )
        said[key] = name
        if key != "seed" or value is not None:
            overrides[key] = _plain(value)

    def said_in(key: str) -> str:
        return f"{_MODEL} {said[key]}"

    if isinstance(given, str | Path):
        return load_scenario(given, overrides, said_in=said_in)
    if not isinstance(given, Scenario):
        raise ScenarioError(
            f"{_MODEL}: scenario is {quoted(given)}, expected a Scenario, a shipped "
            "name or the path of a file (in a batch, a list of them)."
        )
    if not overrides:
        return given
    tables = given.model_dump(mode="json", exclude_unset=True, exclude_none=True)
    return changed_scenario(tables, overrides, given.name, _MODEL, said_in)


def _plain(value: object) -> object:
    """Return what arrays and paths hold as a scenario file would say it."""
    if isinstance(value, np.generic):
        return value.item()
    return str(value) if isinstance(value, Path) else value


def replication_of(replication: object, rng: object) -> int:
    """Return the replication: as given by either name, or that of a batch, or 0.

    Raises
    ------
    ScenarioError
        If both are given, or what is given is no number of a replication.
    """
    if replication is not None and rng is not None:
        raise ScenarioError(
            f"{_MODEL}: replication is {quoted(replication)} and rng {quoted(rng)}, "
            "expected one of them."
        )
    given = rng if replication is None else replication
    if given is None:
        return _iteration()
    try:
        number = index(given)  # type: ignore[arg-type]
    except TypeError:
        number = -1
    if number < 0 or isinstance(given, bool):
        name = "rng" if replication is None else "replication"
        raise ScenarioError(
            f"{_MODEL}: {name} is {quoted(given)}, expected a whole number of at "
            "least 0."
        )
    return number


def _iteration() -> int:
    """Return the number of the iteration in which a batch makes a model, else 0.

    `mesa.batch_run` gives a model its parameters, the same ones in each iteration, as
    its models draw other random numbers whenever they are made. Here a run is named
    by its replication, so the number is looked up where the batch has it.
    """
    batch = batchrunner._model_run_func.__code__  # noqa: SLF001 - see the test of it
    frame = inspect.currentframe()
    while frame is not None:
        if frame.f_code is batch:
            return int(frame.f_locals["iteration"])
        frame = frame.f_back
    return 0


def prepared_for(scenario: Scenario) -> Prepared:
    """Return region, legs and policy, shared with the last models as far as they can.

    A batch or a page makes one model after the other. What comes from files is shared
    only while these are as they were.
    """
    stamp = _stamp(scenario)
    share = [prepared for each, prepared in list(_lately) if each == stamp]
    prepared = prepare(scenario, share)
    if not any(prepared is each for each in share):
        _lately.append((stamp, prepared))
    return prepared


def _stamp(scenario: Scenario) -> Stamp:
    """Return what tells whether a scenario's files are as they were."""
    folder = Path(scenario.region)  # of "embedded" none
    files = sorted(folder.iterdir()) if folder.is_dir() else []
    state = [(str(each), each.stat()) for each in files]
    return input_checksums(scenario), tuple(
        (name, stat.st_mtime_ns, stat.st_size) for name, stat in state
    )
