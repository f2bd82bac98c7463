"""The folder of plans on bad days: answer, page, and the journal to go on with."""

from dataclasses import dataclass
from pathlib import Path

from analysis.experiments.workspace import Manifest, Workspace, of_another
from analysis.resilience.study import Question
from simulation.scenario import scenario_to_dict

_MANIFEST = Manifest(
    "question.json",
    "comparison on bad days",
    of_another,
)


@dataclass(frozen=True)
class ResilienceFolder(Workspace):
    """The workspace of such a comparison."""

    @classmethod
    def open(cls, path: Path, question: Question, checksum: str) -> "ResilienceFolder":
        """Return a new folder, or the one there for the same first plan and region.

        Other plans, days and replications may be added: what is there is used.

        Raises
        ------
        RunError
            If there is something else, or the folder cannot be written.
        """
        this = {
            "first_plan": scenario_to_dict(question.plans[0].scenario),
            "region_checksum": checksum,
        }
        _MANIFEST.open(path, this)
        return cls(path)
