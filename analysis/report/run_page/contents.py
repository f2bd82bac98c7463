"""What the page is made from: plans with their changes, and the ground of maps."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.metrics.catalogue import KPI_OF, Kpi
from analysis.metrics.display import cancelled_orders, ignored_ways, worth_a_row
from analysis.metrics.terms import Terms, terms_of
from analysis.plots.basemap import Basemap, basemap_of_places, basemap_of_region
from analysis.report.blocks import Command
from analysis.report.markup import literal
from analysis.report.page import licences_of
from analysis.report.run_page.changes import HEADLINES, Change, changes_between
from analysis.report.run_page.digest import Digest
from analysis.report.run_page.plans import Plan
from simulation.errors import InputError
from simulation.record.same_region import region_of_run

if TYPE_CHECKING:
    from analysis.report.run_page.sweeps import Sweep

_CANCELLED = "orders_cancelled"


@dataclass(frozen=True)
class GroundOfRegion:
    """A region as it was found again, or as far as the runs alone give it."""

    map: Basemap
    words: str  # what it is called, as markup
    note: str  # why outlines are missing, as markup; empty if they are not
    licences: tuple[str, ...]  # markup


@dataclass(frozen=True)
class Contents:
    """All that is shown."""

    question: str
    command: Command | None
    plans: Sequence[Plan]
    grounds: dict[str, GroundOfRegion]  # by checksum
    sweeps: Sequence["Sweep"] = field(default=())

    @cached_property
    def labels(self) -> list[str]:
        """Names of the plans, in order."""
        return [plan.label for plan in self.plans]

    @cached_property
    def runs(self) -> list[Digest]:
        """All runs, plan by plan."""
        return [run for plan in self.plans for run in plan.runs]

    @cached_property
    def changes(self) -> list[dict[str, Change]]:
        """Changes by KPI of every plan but the first, in order."""
        return [
            changes_between(plan, self.plans[0], self.terms) for plan in self.plans[1:]
        ]

    @cached_property
    def terms(self) -> Terms:
        """In which terms the metrics of all plans are told."""
        return terms_of(plan.runs[0].scenario_tables for plan in self.plans)

    def kpi(self, name: str) -> Kpi:
        """Return a KPI in these terms."""
        return self.terms.of(KPI_OF[name])

    def numbered(self, number: int) -> str:
        """Return the number of a table or figure; of one plan, none shows changes."""
        return str(number if len(self.plans) > 1 else number - 1)

    @cached_property
    def replicated(self) -> bool:
        """Whether every plan has at least two runs."""
        return all(len(plan.runs) > 1 for plan in self.plans)

    @property
    def headlines(self) -> list[str]:
        """The KPIs that findings speak of, where they say something."""
        shown = {kpi.name for kpi in self.kpis}
        return [name for name in HEADLINES if name in shown]

    @cached_property
    def kpis(self) -> list[Kpi]:
        """The KPIs that are worth a row of these plans."""
        rows = (run.kpis for plan in self.plans for run in plan.runs)
        return worth_a_row(rows, self.terms)

    @property
    def ignored(self) -> str:
        """What is to be known where plans ignore empty ways; else empty."""
        return ignored_ways({plan.label: plan.ignored_km for plan in self.plans})

    @property
    def told(self) -> str:
        """How cancelled orders and different monies count; else empty."""
        cancelled = {
            plan.label: math.fsum(count or 0 for count in plan.values(_CANCELLED))
            for plan in self.plans
        }
        return " ".join(filter(None, (cancelled_orders(cancelled), self.terms.note)))


def grounds_of(runs: Sequence[Digest]) -> dict[str, GroundOfRegion]:
    """Return the ground of every region by its checksum, in order of appearance."""
    grounds: dict[str, GroundOfRegion] = {}
    for run in runs:
        if run.region_checksum not in grounds:
            grounds[run.region_checksum] = _ground(run)
    return grounds


def _ground(run: Digest) -> GroundOfRegion:
    try:
        region = region_of_run(run)
    except InputError as cause:
        return _without(run, literal(str(cause)))
    synthetic = ", synthetic" if region.synthetic else ""
    return GroundOfRegion(
        basemap_of_region(region),
        f"{literal(region.name)}{synthetic}, {region.hotspots} hotspots",
        "",
        licences_of(region),
    )


def _without(run: Digest, why: str) -> GroundOfRegion:
    """Return what can be drawn from the places of a run alone."""
    name = literal(Path(str(run.scenario_tables.get("region", ""))).name or "unknown")
    return GroundOfRegion(
        basemap_of_places(run.places, run.tract_ids),
        f"{name}, {len(run.tract_ids)} hotspots",
        f"The region of these runs is not at hand. {why} So a tract is drawn as the "
        "hull of the places in it, its borders are not known, and neither are the "
        "sources of its data.",
        (f"Region {name}: not at hand; see the manifest of the prepared region.",),
    )
