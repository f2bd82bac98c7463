"""The folder of a sizing: the answer, every run, and the journal to go on with."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.experiments.csv_files import write_csv
from analysis.experiments.workspace import Manifest, Workspace, of_another
from analysis.sizing.document import document, runs_frame, trade_off_frame
from analysis.sizing.question import Question
from analysis.sizing.shifts import document as shifts
from analysis.sizing.shifts.beside import Beside, beside_frame, on_duty_frame
from analysis.sizing.shifts.size import ShiftSizing
from analysis.sizing.size import Sizing
from simulation.errors import RunError
from simulation.folders import whole_file
from simulation.scenario import scenario_to_dict

if TYPE_CHECKING:
    from pandas import DataFrame

_MANIFEST = Manifest(
    "question.json",
    "sizing",
    of_another,
)


@dataclass(frozen=True)
class SizingFolder(Workspace):
    """The workspace of a sizing."""

    @classmethod
    def open(cls, path: Path, question: Question, checksum: str) -> "SizingFolder":
        """Return a new folder, or the one there for the same scenario.

        Targets, bounds and replications may differ: runs that are there are used.

        Raises
        ------
        RunError
            If there is something else, or the folder cannot be written.
        """
        this = {
            "scenario": scenario_to_dict(question.with_fleet(None)),
            "region_checksum": checksum,
        }
        _MANIFEST.open(path, this)
        return cls(path)

    def write(self, sizing: Sizing) -> None:
        """Write answer.json, trade_off.csv and probes.parquet, each whole or not.

        Raises
        ------
        RunError
            If one cannot be written.
        """
        self._write(document(sizing), runs_frame(sizing))
        with whole_file(self.path / "trade_off.csv", RunError) as draft:
            write_csv(trade_off_frame(sizing), draft)

    def write_shifts(self, sizing: ShiftSizing) -> None:
        """Write answer.json, probes.parquet and frontier.csv; and of an answer more.

        That is couriers.csv, by hour, and roster.toml, the keys of a scenario.

        Raises
        ------
        RunError
            If one cannot be written.
        """
        self._write(shifts.document(sizing), shifts.runs_frame(sizing))
        with whole_file(self.path / "frontier.csv", RunError) as draft:
            write_csv(shifts.frontier_frame(sizing), draft)
        if sizing.best is None:
            return
        with whole_file(self.path / "couriers.csv", RunError) as draft:
            write_csv(shifts.hours_frame(sizing), draft)
        with whole_file(self.path / "roster.toml", RunError) as draft:
            draft.write_text(shifts.roster_toml(sizing), encoding="utf-8")

    def _write(self, answer: dict[str, Any], runs: "DataFrame") -> None:
        self.write_answer(answer)
        with whole_file(self.path / "probes.parquet", RunError) as draft:
            runs.to_parquet(draft, index=False)


def write_beside(beside: Beside, out: Path) -> Path:
    """Write what several sizings come to side by side; return where the page goes.

    That is side_by_side.csv and couriers.csv, beside a folder for each.

    Raises
    ------
    RunError
        If one cannot be written.
    """
    with whole_file(out / "side_by_side.csv", RunError) as draft:
        write_csv(beside_frame(beside), draft)
    if any(each.best is not None for each in beside.sizings):
        with whole_file(out / "couriers.csv", RunError) as draft:
            write_csv(on_duty_frame(beside), draft)
    return out / "index.html"
