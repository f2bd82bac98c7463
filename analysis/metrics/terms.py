"""In which terms the KPIs of some runs are told: whose money, and by which clock."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from analysis.metrics.catalogue import MONEY, Kpi

PLACED, READY, DIFFER = "placed", "ready", "differ"
_TIMED = "Delivery time"  # how the labels begin of what `report.clock` says
_BY_CLOCK = {READY: "Delivery time from ready", DIFFER: "Delivery time, clocks differ"}


@dataclass(frozen=True)
class Terms:
    """What the money of some runs is called, and from when delivery times count."""

    currency: str = MONEY  # of all runs; MONEY where none says, or they differ
    clock: str = PLACED  # PLACED, READY, or DIFFER
    monies: tuple[str, ...] = ()  # where they differ, all of them
    # Whether vehicles join at the doors that need them; sweeps of before do not say.
    appear: bool = field(default=False, compare=False)

    def of(self, kpi: Kpi) -> Kpi:
        """Return a KPI in these terms: its label and unit as they are to be shown."""
        if self.appear and kpi.name == "vehicles_fleet":
            return replace(kpi, label=f"{kpi.label} (elastic: bound)")
        if kpi.unit == MONEY:
            return replace(kpi, unit=self.currency)
        if self.clock != PLACED and kpi.label.startswith(_TIMED):
            label = _BY_CLOCK[self.clock] + kpi.label.removeprefix(_TIMED)
            return replace(kpi, label=label)
        return kpi

    @property
    def note(self) -> str:
        """What is to be known where money differs, or vehicles appear; else empty."""
        notes = []
        if self.monies:
            notes.append(
                f"The plans count in different money ({', '.join(self.monies)}): their "
                "costs cannot be compared."
            )
        if self.appear:
            notes.append(
                "Vehicles of an elastic fleet join at the door where they are needed, "
                "in no time, and stay to the end: a bound that no operation reaches, "
                "and no number of vehicles to own, nor hours to pay for. deliverai "
                "size says how many are; "
                'fleet.peripheral.elastic_start = "hotspot" lets them drive there.'
            )
        return " ".join(notes)


IN_GENERAL = Terms()


def terms_of(scenarios: Iterable[Mapping[str, Any]]) -> Terms:
    """Return the terms of scenarios, nested as in TOML; older ones lack the keys."""
    tables = list(scenarios)
    monies = {each.get("costs", {}).get("currency") for each in tables}
    clocks = {each.get("report", {}).get("clock", PLACED) for each in tables}
    appear = any(map(_appears, tables))
    clock = DIFFER if len(clocks) > 1 else next(iter(clocks), PLACED)
    if len(monies) > 1:
        named = sorted(each or "money without a name" for each in monies)
        return Terms(clock=clock, monies=tuple(named), appear=appear)
    return Terms(next(iter(monies), None) or MONEY, clock, appear=appear)


def _appears(tables: Mapping[str, Any]) -> bool:
    """Return whether vehicles of a scenario join at the doors that need them."""
    pool = tables.get("fleet", {}).get("peripheral", {})
    by_shifts = pool.get("shifts") or pool.get("shift_file")
    elastic = pool.get("size", "elastic") == "elastic" and not by_shifts
    return bool(elastic and pool.get("elastic_start", "door") == "door")
