"""What the page is made from: plans with their changes, and the ground of maps."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from analysis.metrics.catalogue import Kpi
from analysis.metrics.display import ignored_ways, worth_a_row
from analysis.report.blocks import Command
from analysis.report.run_page.changes import Change, changes_between
from analysis.report.run_page.headlines import HEADLINES
from analysis.report.run_page.plans import Plan

if TYPE_CHECKING:
    from analysis.plots.basemap import Basemap
    from analysis.report.run_page.sweeps import Sweep


@dataclass(frozen=True)
class GroundOfRegion:
    """A region as it was found again, or as far as the runs alone give it."""

    map: "Basemap"
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
    def changes(self) -> list[dict[str, Change]]:
        """Changes by KPI of every plan but the first, in order."""
        return [changes_between(plan, self.plans[0]) for plan in self.plans[1:]]

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
        return worth_a_row(run.kpis for plan in self.plans for run in plan.runs)

    @property
    def ignored(self) -> str:
        """What is to be known where plans ignore empty ways; else empty."""
        return ignored_ways({plan.label: plan.ignored_km for plan in self.plans})
