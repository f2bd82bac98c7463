"""What the page needs of one run; its event log is forgotten afterwards."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.experiments.conduct import KPI_FILE, Number
from analysis.metrics import kpis
from analysis.metrics.activity import by_shifts
from analysis.metrics.by_tract import (
    distance_by_load,
    flows,
    service_by_tract,
    waiting_by_tract,
)
from analysis.metrics.disturbances import Span, disturbances
from analysis.metrics.over_time import over_time
from analysis.metrics.storage import storage_deadlock
from analysis.report.errors import ReportError
from analysis.tables.deliveries import delivery_columns, parts_in_use
from simulation.record.run import Run
from simulation.region import Places
from simulation.units import Floats

if TYPE_CHECKING:
    from pandas import DataFrame


@dataclass(frozen=True)
class Digest:
    """One run, measured."""

    folder: Path
    name: str
    scenario_tables: dict[str, Any]  # nested as in TOML, without the seed
    fork: dict[str, Any]  # `forked_from` of its manifest; empty for most
    seed: int
    replication: int
    log_hash: str
    versions: dict[str, str]
    region_checksum: str
    end_s: float
    orders_sha256: str  # of when, from where and whereto
    kpis: dict[str, Number]  # of the log; those it does not give as in kpis.json
    differing: tuple[str, ...]  # KPIs of kpis.json for which the log gives others
    places: Places
    tract_ids: tuple[str, ...]
    times_s: Floats  # (m,) of delivered orders, rising
    series: "DataFrame"  # see analysis.metrics.over_time
    core_flows: "DataFrame"
    other_flows: "DataFrame"
    waiting: "DataFrame"
    service: "DataFrame"
    loads: "DataFrame"
    meetings: "DataFrame"
    doors: bool  # take time
    own_due: bool  # orders have due times of their own
    by_shifts: bool  # vehicles work
    time_zero: datetime | None = None  # what clocks show at 0 s
    disturbed: tuple[Span, ...] = ()  # by interventions and demand shocks
    deadlock: str = ""  # of full hotspots, in a few sentences


def digest_of(folder: Path) -> Digest:
    """Return the digest of a run folder.

    Raises
    ------
    InputError
        If the folder is no run, or damaged.
    """
    run = Run.read(folder)
    written, computed = _written_kpis(folder / KPI_FILE), kpis(run)
    table = delivery_columns(run)
    tables = run.scenario_tables
    del tables["seed"]
    return Digest(
        folder=folder,
        name=run.name,
        scenario_tables=tables,
        fork=run.forked_from or {},
        seed=run.seed,
        replication=run.replication,
        log_hash=run.log_hash,
        versions=run.versions,
        region_checksum=run.region_checksum,
        end_s=run.end_s,
        orders_sha256=_orders_sha256(run),
        kpis=written | computed,
        differing=tuple(
            name
            for name, value in written.items()
            if name in computed and value != computed[name]
        ),
        places=run.places,
        tract_ids=run.tract_ids,
        times_s=np.sort(table.delivery_time_s[table.delivered]),
        series=over_time(run),
        core_flows=flows(run),
        other_flows=flows(run, core=False),
        waiting=waiting_by_tract(run),
        service=service_by_tract(run),
        loads=distance_by_load(run),
        meetings=run.meetings,
        doors="door_s" in parts_in_use(run),
        own_due=run.orders.due_s is not None,
        by_shifts=by_shifts(run),
        time_zero=run.time_zero,
        disturbed=disturbances(run),
        deadlock=storage_deadlock(run),
    )


def _written_kpis(path: Path) -> dict[str, Number]:
    """Return the KPIs that a run folder was written with; nothing without a file.

    Raises
    ------
    ReportError
        If the file is not numbers by name.
    """
    try:
        written = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as cause:
        raise ReportError(
            f"{path}: cannot be read ({cause}), expected the KPIs of a run as JSON."
        ) from cause
    if not isinstance(written, dict) or any(map(_no_number, written.values())):
        raise ReportError(f"{path}: is no object of numbers, expected a run's KPIs.")
    return dict(written)


def _no_number(value: object) -> bool:
    if isinstance(value, bool):
        return True
    return not (value is None or isinstance(value, int | float))


def _orders_sha256(run: Run) -> str:
    """Return the fingerprint of the orders: runs of one can be paired."""
    orders = run.orders
    digest = hashlib.sha256(run.region_checksum.encode())
    for column in (orders.start_s, orders.producer, orders.consumer):
        digest.update(column.astype(np.float64).astype("<f8").tobytes())
    return digest.hexdigest()
