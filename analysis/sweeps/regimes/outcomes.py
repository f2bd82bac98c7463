"""What the runs of a hypercube came to: costs, distances and orders on time, paired."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.sweeps.folder import RUNS, STUDY, read_manifest, read_table
from analysis.sweeps.hypercube import points_and_factors
from analysis.sweeps.regimes.factors import Factor, factors_of
from analysis.sweeps.study import spec_of
from simulation.errors import RunError
from simulation.manifests import FILES, checked_content
from simulation.units import Floats

if TYPE_CHECKING:
    from pandas import DataFrame, Series

_DURATION = "demand.duration_min"
_FEWEST = 12  # points
_LEAST_SERVICES = 2
_AXES = 2
ON_TIME = "success_ratio"


@dataclass(frozen=True)
class Prices:
    """What is paid for, in one currency."""

    km: float = 0.35
    vehicle_hour: float = 20.0  # of each vehicle there must be, while orders come
    handover: float = 0.2
    late_minute: float = 0.5
    currency: str = "EUR"

    @property
    def words(self) -> str:
        """The prices in a sentence's part."""
        return (
            f"{self.km:g} {self.currency} a kilometre, {self.vehicle_hour:g} an hour "
            f"of a vehicle, {self.handover:g} a handover and {self.late_minute:g} a "
            "minute late"
        )


@dataclass(frozen=True)
class Measure:
    """What services are compared in; less of it is better."""

    name: str
    title: str
    unit: str


COST = Measure("cost", "Cost of an order", "{currency}")
DISTANCE = Measure("distance", "Distance of an order", "km")


@dataclass(frozen=True)
class Outcomes:
    """A sweep over a hypercube, read back."""

    question: str
    factors: tuple[Factor, ...]
    drawn: list[dict[str, Any]]  # of each point that is whole, by factor
    numbers: list[int]  # of these points in the sweep
    services: tuple[str, ...]  # the others are compared with the first
    by_measure: dict[str, list[Floats]]  # of each point (services, runs)
    orders: Floats  # of a run at each point, (n,)
    prices: Prices
    asked: int  # points of the study
    manifest: dict[str, Any]

    def changes(self, measure: str, one: int, other: int) -> list[Floats]:
        """Return one service less another, pair by pair, of each point.

        In per cent of the first service; in percentage points for orders on time.
        """
        if measure == ON_TIME:
            return [
                100 * (each[one] - each[other]) for each in self.by_measure[measure]
            ]
        return [
            100 * (each[one] - each[other]) / each[0]
            for each in self.by_measure[measure]
        ]


def read_outcomes(folder: Path, prices: Prices | None = None) -> Outcomes:
    """Return what the runs of a sweep over a hypercube came to.

    Points at which a run is missing are left out.

    Raises
    ------
    RunError
        If it is no such sweep, or too little of it is there.
    """
    from pandas import DataFrame  # noqa: PLC0415 - heavy

    prices = prices or Prices()
    manifest = read_manifest(folder)
    checked_content(folder, STUDY, manifest.get(FILES), RunError)
    spec = spec_of(folder / STUDY).latin_hypercube
    if spec is None:
        raise RunError(folder, "is no sweep over a hypercube", "[latin_hypercube]")
    points, drawn = points_and_factors(spec, str(folder / STUDY))
    if json.loads(json.dumps(points)) != manifest["points"]:
        raise RunError(
            folder, "has other points than its study gives now", "the same ones"
        )
    factors, services = factors_of(spec), tuple(manifest["scenarios"])
    if len(services) < _LEAST_SERVICES:
        raise RunError(folder, f"has {len(services)} scenario", "two or more")
    if sum(factor.is_range for factor in factors) < _AXES:
        raise RunError(folder, "varies fewer than two ranges", "two, for the axes")
    if manifest["replications"] < 2:  # noqa: PLR2004 - one value has no spread
        raise RunError(
            folder,
            "has one replication, of which no spread is known",
            "two or more: `deliverai sweep ... --resume --replications 2`",
        )
    table = DataFrame(read_table(folder, RUNS, manifest).to_pydict())
    table["cost"] = _cost(table, prices, manifest, folder)
    table["distance"] = table["distance_all_km"] / table["delivered"]
    columns = {COST.name: "cost", DISTANCE.name: "distance", ON_TIME: ON_TIME}
    shape = (len(points), len(services), manifest["replications"])
    found = {
        name: _by_run(table, each, services, shape) for name, each in columns.items()
    }
    whole = np.all(
        [np.isfinite(each).all(axis=(1, 2)) for each in found.values()], axis=0
    )
    numbers = np.flatnonzero(whole).tolist()
    orders = table.groupby("point")["orders"].mean()
    if len(points) < _FEWEST:
        raise RunError(
            folder,
            f"is of {len(points)} points",
            f"a sweep over {_FEWEST} or more, latin_hypercube.points of its study",
        )
    if len(numbers) < _FEWEST:
        raise RunError(
            folder,
            f"has {len(numbers)} of {len(points)} points with every run",
            f"{_FEWEST} at least: `deliverai sweep ... --resume` makes the others",
        )
    return Outcomes(
        question=str(manifest.get("question") or ""),
        factors=factors,
        drawn=[drawn[number] for number in numbers],
        numbers=numbers,
        services=services,
        by_measure={name: list(each[whole]) for name, each in found.items()},
        orders=orders.loc[numbers].to_numpy(dtype=np.float64),
        prices=prices,
        asked=len(points),
        manifest=manifest,
    )


def _cost(
    table: "DataFrame", prices: Prices, manifest: dict[str, Any], folder: Path
) -> "Series[float]":
    """Return what an order costs in each run.

    Vehicles are paid for by as many as were at most active at once, for as long as
    orders came: those of an elastic fleet come and go as they please, and their own
    hours would be those of no operation.
    """
    if _DURATION in table:
        hours = table[_DURATION] / 60
    elif _DURATION in manifest["set"]:
        hours = manifest["set"][_DURATION] / 60
    else:
        raise RunError(folder, f"does not say {_DURATION}", f"{_DURATION} in [set]")
    paid = (
        prices.km * table["distance_all_km"]
        + prices.vehicle_hour * hours * table["vehicles_peak"]
        + prices.handover * table["handovers"]
        + prices.late_minute * table["late_min"]
    )
    cost: Series[float] = paid / table["delivered"]
    return cost


def _by_run(
    table: "DataFrame",
    column: str,
    services: Sequence[str],
    shape: tuple[int, int, int],
) -> Floats:
    """Return a metric by point, service and replication; NaN where a run is missing."""
    from pandas import MultiIndex  # noqa: PLC0415 - heavy

    wide = table.pivot_table(
        index="point", columns=["scenario", "replication"], values=column
    ).reindex(
        index=range(shape[0]),
        columns=MultiIndex.from_product([services, range(shape[2])]),
    )
    return wide.to_numpy(dtype=np.float64).reshape(shape)
