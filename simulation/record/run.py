"""One finished run, and the folder it is kept in."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pyarrow as pa
from typing_extensions import override

from simulation.errors import RunError, ScenarioError
from simulation.folders import new_folder
from simulation.manifests import sealed
from simulation.record.clock import clock_of_manifest, clock_to_manifest
from simulation.record.columns import (
    Content,
    parquet_bytes,
    places_from_arrow,
    read_parquet,
)
from simulation.record.decisions import decisions_from_arrow
from simulation.record.kinds import LOG_FORMAT, Kind
from simulation.record.released import ReleasedOrders
from simulation.record.run_files import (
    DECISIONS,
    EVENTS,
    MANIFEST,
    ORDERS,
    PLACES,
    PLACES_FILE,
    read_contents,
    read_manifest,
)
from simulation.record.stored import content_of, read_events
from simulation.record.table import FORMATS, EventTable
from simulation.record.views import Views
from simulation.region.region import Places
from simulation.scenario import Scenario, scenario_from_dict, scenario_to_dict

__all__ = ["EVENTS", "MANIFEST", "ORDERS", "ReleasedOrders", "Run"]
_NOTHING: Mapping[str, bytes | str] = MappingProxyType({})


@dataclass(frozen=True, repr=False)
class Run(Views):
    """All that one replication of a scenario left behind; its tables see `Views`."""

    scenario: Scenario  # with the routing as it was carried out
    replication: int
    region_checksum: str
    versions: dict[str, str]
    wall_s: float
    cpu_s: float  # event loop with decisions and logging
    end_s: float  # simulated time of the last event, or the horizon
    events: EventTable
    orders: ReleasedOrders
    places: Places
    tract_ids: tuple[str, ...]  # (H,) by hotspot
    decisions: pa.Table | None = None  # with record.decisions: DECISION_SCHEMA
    inputs: dict[str, str] = field(default_factory=dict)  # SHA-256 of files, by key
    parts: list[dict[str, Any]] = field(default_factory=list)  # not shipped: sources
    forked_from: dict[str, Any] | None = None  # of a fork: see simulation.forks
    time_zero: datetime | None = None  # what clocks show at 0 s where the orders are
    interventions: list[dict[str, Any]] = field(default_factory=list)  # as they were
    shocks: list[dict[str, Any]] = field(default_factory=list)  # of its demand

    @override
    def __repr__(self) -> str:
        return (
            f"<Run of {self.name}: seed {self.seed}, replication {self.replication}, "
            f"{len(self.orders):,} orders>"
        )

    @cached_property
    def log_hash(self) -> str:
        """SHA-256 of the event log, see :meth:`EventTable.hash`."""
        return self.events.hash()

    @property
    def name(self) -> str:
        """Name of the scenario."""
        return self.scenario.name

    @property
    def seed(self) -> int:
        """Seed of the scenario."""
        return self.scenario.seed

    @property
    def scenario_tables(self) -> dict[str, Any]:
        """The scenario as files hold it: nested as in TOML, all defaults filled."""
        return scenario_to_dict(self.scenario)

    def manifest(self) -> dict[str, Any]:
        """Return what ``manifest.json`` says, but for the checksums in it."""
        manifest: dict[str, Any] = {
            "name": self.name,
            "scenario": self.scenario_tables,
            "seed": self.seed,
            "replication": self.replication,
            "log_format": LOG_FORMAT,
            "log_hash": self.log_hash,
            "region_checksum": self.region_checksum,
            "inputs": self.inputs,
            "versions": self.versions,
            "wall_s": self.wall_s,
            "cpu_s": self.cpu_s,
            "end_s": self.end_s,
        }
        manifest.update(clock_to_manifest(self.time_zero))
        if self.parts:
            manifest["parts"] = self.parts
        for name in ("interventions", "shocks"):
            if getattr(self, name):
                manifest[name] = getattr(self, name)
        if self.forked_from is not None:
            manifest["forked_from"] = self.forked_from
        return manifest

    def write(
        self, folder: Path | str, extra: Mapping[str, bytes | str] = _NOTHING
    ) -> None:
        """Write the run folder, whole or not at all.

        Parameters
        ----------
        folder
            A new folder's name; missing parents are made.
        extra
            Further files by name, such as ``kpis.json``, in the same rename.

        Raises
        ------
        RunError
            If `folder` exists, even empty, or cannot be written.
        """
        with new_folder(Path(folder), RunError) as draft:
            contents: dict[str, bytes | Path] = {
                EVENTS: content_of(self.events, draft / EVENTS),
                ORDERS: parquet_bytes(self.orders.to_arrow()),
                PLACES: PLACES_FILE.content(self.places, self.tract_ids),
            }
            if self.decisions is not None:
                contents[DECISIONS] = parquet_bytes(self.decisions)
            for name, content in extra.items():
                contents[name] = (
                    content.encode() if isinstance(content, str) else content
                )
            text = json.dumps(
                sealed(self.manifest(), contents),
                indent=2,
                ensure_ascii=False,
                allow_nan=False,
            )
            contents[MANIFEST] = f"{text}\n".encode()
            for name, data in contents.items():
                if isinstance(data, bytes):
                    write = PLACES_FILE.write if name == PLACES else Path.write_bytes
                    write(draft / name, data)
        PLACES_FILE.written(Path(folder) / PLACES)

    @classmethod
    def read(cls, folder: Path | str) -> "Run":
        """Return the run kept in `folder`, checked against its own checksums.

        A folder of an earlier version has none: a warning says so, and the log's hash
        is checked alone.

        Raises
        ------
        RunError
            If the folder, a file, a key or a column is missing, damaged or changed
            since, or if events, orders and places do not belong together.
        """
        folder = Path(folder)
        manifest = read_manifest(folder)
        contents = read_contents(folder, manifest)

        def read(name: str, convert: Callable[[pa.Table], Content]) -> Content:
            return read_parquet(folder / name, contents[name], convert)

        events = read_events(folder / EVENTS)
        orders = read(ORDERS, ReleasedOrders.from_arrow)
        places, tract_ids = read(PLACES, places_from_arrow)
        decisions: pa.Table | None = None
        if DECISIONS in contents:
            decisions = read(DECISIONS, decisions_from_arrow)
        run = cls(
            scenario=_scenario_of(manifest, folder),
            replication=manifest["replication"],
            region_checksum=manifest["region_checksum"],
            versions=manifest["versions"],
            wall_s=float(manifest["wall_s"]),
            cpu_s=float(manifest["cpu_s"]),
            end_s=float(manifest["end_s"]),
            events=events,
            orders=orders,
            places=places,
            tract_ids=tract_ids,
            decisions=decisions,
            inputs=dict(manifest.get("inputs", {})),
            parts=list(manifest.get("parts", [])),
            forked_from=manifest.get("forked_from"),
            time_zero=clock_of_manifest(manifest, folder / MANIFEST),
            interventions=list(manifest.get("interventions", [])),
            shocks=list(manifest.get("shocks", [])),
        )
        log_hash = events.hash(_log_format(manifest, folder / MANIFEST))
        if log_hash != manifest["log_hash"]:
            raise RunError(
                folder / EVENTS,
                f"the events have the hash {log_hash}",
                f"the manifest's log_hash {manifest['log_hash']}",
            )
        _check_orders(run, folder / ORDERS)
        _check_places(run, folder / PLACES)
        return run


def _scenario_of(manifest: Mapping[str, Any], folder: Path) -> Scenario:
    """Return the scenario in a manifest; keys that came later have their defaults.

    Raises
    ------
    RunError
        If it says what this version does not know, or another seed than the manifest.
    """
    path, version = folder / MANIFEST, manifest["versions"].get("deliverai", "unknown")
    name = str(manifest.get("name", folder.name)) or "scenario"
    where = f"{path}: scenario (of version {version})"
    try:
        scenario = scenario_from_dict(manifest["scenario"], name, where)
    except ScenarioError as cause:
        raise RunError(str(cause)) from cause
    if scenario.seed != manifest["seed"]:
        raise RunError(
            path, f"seed is {manifest['seed']}", f"{scenario.seed} as in the scenario"
        )
    return scenario


def _log_format(manifest: dict[str, Any], path: Path) -> int:
    """Return the format of a run's log; one that says nothing is of the first."""
    log_format = manifest.get("log_format", 1)
    if log_format not in FORMATS:
        raise RunError(
            path,
            f"log_format is {log_format!r}",
            f"one of those that this version reads, {', '.join(map(str, FORMATS))}",
        )
    return int(log_format)


def _check_orders(run: Run, path: Path) -> None:
    """Refuse orders that are not the released ones."""
    rows = run.events.rows(Kind.RELEASED)
    by_number = rows[np.argsort(run.events.order[rows], kind="stable")]
    released = run.events.order[by_number]
    if not np.array_equal(released, np.arange(len(run.orders))):
        raise RunError(
            path,
            f"holds {len(run.orders)} orders",
            f"exactly the {rows.size} that the events release",
        )
    differs = (run.events.time_s[by_number] != run.orders.start_s) | (
        run.events.place[by_number] != run.orders.producer
    )
    if differs.any():
        raise RunError(
            path,
            f"order {int(np.argmax(differs))} starts at another time or place "
            "than in the events",
            "the same",
        )


def _check_places(run: Run, path: Path) -> None:
    """Refuse places that are fewer than the numbers in use."""
    used = max(
        int(column.max(initial=-1))
        for column in (
            run.events.place,
            run.events.to_place,
            run.orders.producer,
            run.orders.consumer,
        )
    )
    if used >= len(run.places):
        raise RunError(
            path,
            f"holds {len(run.places)} places",
            f"place {used} of the events and orders among them",
        )
