"""All parts of the reproduction: their tasks, and what these come to."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from analysis.experiments.campaign import Results
from analysis.experiments.tasks import Task
from analysis.reproduction.claims import trends
from analysis.reproduction.datasets import ExperimentSetup, PaperRuns
from analysis.reproduction.optimality import Optimality
from analysis.reproduction.published import DELIVERAI_1, DELIVERAI_2, PaperCell
from analysis.reproduction.sensitivity import Sensitivity
from analysis.reproduction.series import by_load_frame, load_frame, utilisation_frame
from analysis.reproduction.tables import (
    Beside,
    Rows,
    cells_frame,
    table_3,
    table_4,
    tables_5_and_6,
)
from analysis.reproduction.training import (
    Exploration,
    TrainingCurves,
    UnfinishedTraining,
    curves_frame,
)
from analysis.reproduction.trends import Trend, trends_frame
from simulation.region.region import Region

if TYPE_CHECKING:
    from pandas import DataFrame


@dataclass(frozen=True, eq=False)
class Findings:
    """What a reproduction came to, ready to be shown and to be kept as tables."""

    setup: ExperimentSetup
    region: Region
    rows: Rows
    cells: dict[PaperCell, Beside]
    trends: list[Trend]
    explorations: list[Exploration]
    table_3: "DataFrame"
    table_4: "DataFrame"
    load: "DataFrame"
    by_load: "DataFrame"
    utilisation: "DataFrame"
    training: "DataFrame"
    unfinished: "DataFrame"
    between: "DataFrame"
    sensitivity: "DataFrame"
    optimality: "DataFrame"

    @cached_property
    def tables(self) -> dict[str, "DataFrame"]:
        """Every table by its name, as it is kept in CSV."""
        return {
            "runs": runs_frame(self.rows),
            "table_3": self.table_3,
            "table_4": self.table_4,
            "tables_5_6": cells_frame(self.cells),
            "trends": trends_frame(self.trends),
            "figure_6_load": self.load,
            "figure_7_training": self.training,
            "figures_8_9_by_load": self.by_load,
            "figures_8_9_utilisation": self.utilisation,
            "unfinished_training": self.unfinished,
            "i_against_ii": self.between,
            "sensitivity": self.sensitivity,
            "optimality": self.optimality,
        }


class Reproduction:
    """The paper's experiment in one setup.

    Parameters
    ----------
    setup
        Where and how often.
    region
        That of the setup.
    """

    def __init__(self, setup: ExperimentSetup, region: Region) -> None:
        self._setup = setup
        self._region = region
        self._optimality = Optimality(setup)
        self._curves = TrainingCurves(setup)
        self._runs = PaperRuns(setup)
        self._sensitivity = Sensitivity(setup)
        self._unfinished = UnfinishedTraining(setup)

    def tasks(self) -> Iterator[Task]:
        """Yield every task; the long ones come last, when chunks are small."""
        yield from self._runs.tasks()
        yield from self._sensitivity.tasks()
        yield from self._unfinished.tasks()
        yield from self._curves.tasks()
        yield from self._optimality.tasks()

    def findings(self, results: Results) -> Findings:
        """Return what the tasks came to.

        Raises
        ------
        SimulationError
            If one of them failed.
        """
        rows = self._runs.rows(results)
        explorations = self._curves.explorations(results)
        return Findings(
            setup=self._setup,
            region=self._region,
            rows=rows,
            cells=tables_5_and_6(rows),
            trends=trends(rows),
            explorations=explorations,
            table_3=table_3(
                self._region,
                self._setup.scenario(DELIVERAI_1),
                self._setup.scenario(DELIVERAI_2),
            ),
            table_4=table_4(rows),
            load=load_frame(),
            by_load=by_load_frame(rows),
            utilisation=utilisation_frame(rows),
            training=curves_frame(explorations),
            unfinished=self._unfinished.frame(results),
            between=self._unfinished.between(results),
            sensitivity=self._sensitivity.frame(results),
            optimality=self._optimality.frame(results),
        )


def runs_frame(rows: Rows) -> "DataFrame":
    """Return every KPI of every run of the paper's experiment, and its log hash."""
    import pandas as pd  # noqa: PLC0415 - heavy

    return pd.DataFrame(
        [
            {
                "profile": category.profile,
                "load_per_min": category.load_per_min,
                "policy": policy,
                "dataset": number,
                **{
                    name: value
                    for name, value in row.items()
                    if not isinstance(value, list)
                },
            }
            for (category, policy), many in rows.items()
            for number, row in enumerate(many)
        ]
    )
