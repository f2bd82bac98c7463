"""The files that a scenario names, and their checksums."""

import hashlib
from pathlib import Path

from simulation.errors import InputError
from simulation.region.files import MANIFEST
from simulation.routing.q_learning.files import TABLE_MANIFEST
from simulation.scenario import scenario_to_dict
from simulation.scenario.models import Scenario
from simulation.scenario.values import names_streets, paths_in


def input_files(scenario: Scenario) -> dict[str, Path]:
    """Return the files that a run of the scenario reads beside its region, by key.

    A routing table, and a region of a class's streets, are known by their manifest,
    which holds the checksums of their files.
    """
    fleet = scenario.fleet
    unused = {"region"}
    unused |= {f"fleet.classes.{each}.streets" for each in fleet.classes} - {
        f"fleet.classes.{each}.streets" for each in fleet.serving
    }
    if scenario.demand.profile != "trace":
        unused.add("demand.trace_file")
    if not scenario.service.relays:
        unused |= {"routing.table", "fleet.core.shift_file"}
    if scenario.requests.handler != "reservation" or not scenario.service.relays:
        unused.add("requests.table")
    files = {}
    for key, path in paths_in(scenario_to_dict(scenario)).items():
        if key.rpartition(".set.")[2] in {"routing.table", "requests.table"}:
            files[key] = Path(path) / TABLE_MANIFEST
        elif names_streets(key):
            files[key] = Path(path) / MANIFEST
        else:
            files[key] = Path(path)
    return {key: path for key, path in files.items() if key not in unused}


def stamps_of(scenario: Scenario) -> dict[str, tuple[Path, str | None]]:
    """Return path and SHA-256 of the files, by key; None of one that cannot be read."""
    stamps: dict[str, tuple[Path, str | None]] = {}
    for key, path in input_files(scenario).items():
        try:
            stamps[key] = path, _checksum(path)
        except OSError:
            stamps[key] = path, None
    return stamps


def input_checksums(scenario: Scenario) -> dict[str, str]:
    """Return the SHA-256 of the files that a run reads beside its region, by key.

    Raises
    ------
    InputError
        If one cannot be read.
    """
    checksums: dict[str, str] = {}
    for key, path in input_files(scenario).items():
        try:
            checksums[key] = _checksum(path)
        except OSError as cause:
            raise InputError(
                f"{path}: cannot be read ({cause.strerror}), expected the file of "
                f"{key}."
            ) from cause
    return checksums


def _checksum(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
