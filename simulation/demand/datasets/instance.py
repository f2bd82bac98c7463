"""An instance of a data set: places of a plane, orders, couriers; its folder."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from simulation.errors import DemandError
from simulation.folders import new_folder
from simulation.region.building.grids import grid_tracts
from simulation.region.building.spec import GridSpec
from simulation.region.files import save_region
from simulation.region.plane import Metric, PlaneRouter, degrees_of_plane
from simulation.region.prepare import Points, joined, places_of, prepared_region
from simulation.region.region import Region
from simulation.units import SECONDS_PER_MINUTE, Floats

REGION, ORDERS, COURIERS = "region", "orders.parquet", "couriers.csv"
SCENARIO, DOCUMENT = "scenario.toml", "import.json"
START = "start "  # of a courier, before its id: the id of the place where it starts
CELLS = 30  # about: tracts of the grid whose hotspots relay, as the paper has tracts


@dataclass(frozen=True)
class Sites:
    """Places of a plane, by their ids."""

    ids: tuple[str, ...]
    x_m: Floats  # (n,)
    y_m: Floats  # (n,)

    def __len__(self) -> int:
        """Return the number of places n."""
        return len(self.ids)


@dataclass(frozen=True)
class Couriers:
    """Who delivers, from where, and from when to when."""

    starts: Sites  # ids are those of the couriers
    on_s: Floats  # (n,)
    off_s: Floats  # (n,)

    def most_at_once(self) -> int:
        """Return how many are on at the same time at most."""
        changes = [(each, 1) for each in self.on_s.tolist()]
        changes += [(each, -1) for each in self.off_s.tolist()]
        there = np.cumsum([step for _, step in sorted(changes)])
        return int(there.max(initial=0))


@dataclass(frozen=True)
class Instance:
    """What an instance says, in seconds and metres."""

    name: str
    format: str  # of which data set
    producers: Sites
    consumers: Sites
    orders: Mapping[str, Sequence[Any]]  # canonical columns, see `read_trace`
    couriers: Couriers
    speed_mps: float
    metric: Metric = "euclidean"
    round_up_s: float = 0.0
    pickup_door_s: float = 0.0  # of a stop at a producer, before food is taken up
    capacity: int | None = None  # of a vehicle [seats]
    promise_s: float | None = None
    notes: tuple[str, ...] = ()  # how it was read, and what has no counterpart here
    parameters: Mapping[str, Any] = field(default_factory=dict)  # as the data set says

    def count(self) -> int:
        """Return the number of orders."""
        return len(self.orders["id"])


def region_of(instance: Instance) -> Region:
    """Return the plane as a region: a grid of about 30 equal tracts around all places.

    A hotspot stands at the mean of the consumers of its cell, or in the middle of a
    cell without any. Where couriers start are places too, consumers by their kind, for
    there is no other.
    """
    starts = instance.couriers.starts
    sides = (instance.producers, instance.consumers)
    degrees = [degrees_of_plane(each.x_m, each.y_m) for each in (*sides, starts)]
    lon, lat = (np.concatenate([each[axis] for each in degrees]) for axis in (0, 1))
    wide_m, high_m = (
        float(
            np.ptp(np.concatenate([getattr(each, axis) for each in (*sides, starts)]))
        )
        for axis in ("x_m", "y_m")
    )
    # Cells about as wide as they are high.
    rows = np.sqrt(CELLS * max(high_m, 1.0) / max(wide_m, 1.0))
    rows = int(np.clip(round(rows), 1, CELLS))
    grid = GridSpec(rows=rows, columns=max(1, round(CELLS / rows)))
    inner = grid_tracts(grid, lon, lat)
    ids = (*(each.ids for each in sides), [f"{START}{each}" for each in starts.ids])
    producers, consumers, begin = (
        Points(
            *at,
            category=np.full(at[0].size, name),
            source_id=np.array(own, dtype=np.str_),
            tract=inner.tracts.containing(*at),
        )
        for name, own, at in zip(
            ("producer", "consumer", "start"), ids, degrees, strict=True
        )
    )
    everybody = joined([consumers, begin])
    places = places_of(inner.tracts, producers, everybody, inner.inner_points)
    router = PlaneRouter(
        places.lon,
        places.lat,
        instance.speed_mps,
        instance.metric,
        instance.round_up_s,
    )
    return prepared_region(
        instance.name,
        inner.tracts,
        places,
        router,
        synthetic=False,
        manifest={
            "counts": {
                "tracts": len(inner),
                "producers": len(instance.producers),
                "consumers": len(instance.consumers),
            },
            "parameters": dict(instance.parameters),
        },
    )


def document_of(instance: Instance) -> dict[str, Any]:
    """Return what was understood, as ``import.json`` holds it."""
    placed_s = np.asarray(instance.orders["placed_s"], dtype=np.float64)
    return {
        "format": instance.format,
        "instance": instance.name,
        "orders": {
            "count": instance.count(),
            "first_s": float(placed_s.min()),
            "last_s": float(placed_s.max()),
            "columns": list(instance.orders),
        },
        "producers": len(instance.producers),
        "couriers": {
            "count": len(instance.couriers.starts),
            "most_at_once": instance.couriers.most_at_once(),
        },
        "speed_mps": instance.speed_mps,
        "metric": instance.metric,
        "round_up_s": instance.round_up_s,
        "parameters": dict(instance.parameters),
        "notes": list(instance.notes),
    }


def write_instance(folder: Path, instance: Instance) -> None:
    """Write the folder: region, orders, couriers, scenario, what was understood.

    Raises
    ------
    DemandError
        If it exists, or cannot be written.
    """
    region = region_of(instance)
    document = json.dumps(document_of(instance), indent=2, ensure_ascii=False)
    with new_folder(folder, DemandError) as draft:
        save_region(region, draft / REGION)
        table = pa.table({name: list(each) for name, each in instance.orders.items()})
        pq.write_table(table, draft / ORDERS, compression="zstd")
        (draft / COURIERS).write_text(_couriers(instance.couriers), encoding="utf-8")
        (draft / SCENARIO).write_text(scenario_text(instance), encoding="utf-8")
        (draft / DOCUMENT).write_text(f"{document}\n", encoding="utf-8")


def _couriers(couriers: Couriers) -> str:
    """Return the couriers as CSV: where they start, from when to when they are on."""
    columns: dict[str, list[Any]] = {
        "id": list(couriers.starts.ids),
        "place": [f"{START}{each}" for each in couriers.starts.ids],
        "on_s": couriers.on_s.tolist(),
        "off_s": couriers.off_s.tolist(),
    }
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(zip(*columns.values(), strict=True))
    return buffer.getvalue()


def scenario_text(instance: Instance) -> str:
    """Return a scenario that runs as it stands: every order driven directly."""
    most = instance.couriers.most_at_once()
    last_s = max(instance.orders["placed_s"])
    seats = instance.capacity
    lines = [
        f"# What do the {instance.count():,} orders of {instance.name} take?",
        f"# What was understood of it: {DOCUMENT}.",
        "",
        f'region = "{REGION}"',
        *(
            []
            if instance.promise_s is None
            else [f"promise_s = {instance.promise_s:g}"]
        ),
        "",
        "[demand]",
        'profile = "trace"',
        f'trace_file = "{ORDERS}"',
        "",
        "[service]",
        'mode = "direct" # or "stacked", or "relayed" by the hotspots of a grid',
        *_doors(instance.pickup_door_s),
        "",
        "[fleet.peripheral]",
        f'shift_file = "{COURIERS}" # {most} couriers on at once at most',
        *([] if seats is None else [f"capacity = {seats} # seats of a vehicle"]),
        "",
        "[report]",
        f"window_min = [0, {int(last_s // SECONDS_PER_MINUTE) + 1}] # to the last one",
    ]
    return "\n".join(lines) + "\n"


def _doors(door_s: float) -> list[str]:
    if not door_s:
        return []
    return ["", "[producers]", f"door_s = {door_s:g} # before food is taken up"]
