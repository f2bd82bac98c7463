"""Training as in Figure 7, and what separates DeliverAI-I from II."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.experiments.campaign import Results
from analysis.experiments.runs import REFUSED, shared_prepared
from analysis.experiments.tasks import Row, Task
from analysis.reproduction.changes import HEADLINES, change
from analysis.reproduction.datasets import Category, ExperimentSetup, rows_of
from analysis.reproduction.published import DELIVERAI_1, DELIVERAI_2, LEARNT, PEAK_LOAD
from simulation.assemble.routing import train_for
from simulation.errors import PolicyError
from simulation.scenario import Scenario, scenario_from_dict, scenario_to_dict

if TYPE_CHECKING:
    from pandas import DataFrame

AGENTS = (5, 18)  # "chosen for representation" (Figure 7), cut to the region's
# The paper's own values of T and epsilon stand only in its picture.
VALUES: dict[str, tuple[str, tuple[float, ...]]] = {
    DELIVERAI_1: ("temperature", (1.0, 3.0, 10.0, 30.0)),
    DELIVERAI_2: ("exploration", (0.2, 0.4, 0.6, 0.8)),
}
SYMBOLS = {"temperature": "T", "exploration": "epsilon"}
AGREED = 0.99  # share of preferred sets equal to those of Q*

EPISODES = (10, 30, 100, 300, 1000, 3000)
_POINTS = 160  # of a curve, evenly on a logarithmic axis


def train_task(setup: ExperimentSetup, policy: str, key: str, value: float) -> Task:
    """Return the task of training with one exploration: a row of curves."""
    scenario = setup.scenario(policy, f"routing.{key}={value}")
    inputs = {"scenario": scenario_to_dict(scenario), "checksum": setup.checksum}
    return Task(f"training of {policy}, {key} {value:g}", trained_curves, inputs)


def trained_curves(
    scenario: dict[str, Any],
    checksum: str,  # noqa: ARG001 - part of what the result depends on
) -> Row:
    """Return error and agreement after some of the episodes, for all and for two.

    Keys: ``episode`` (n,); ``agents``; ``error`` and ``agreement``, (n,) lists for
    each of the agents; ``mean_error``, ``mean_agreement`` (n,) over all agents;
    ``episodes_until_agreed``. Or ``refused``, where nothing useful was learnt.
    """
    parsed = scenario_from_dict(scenario)
    overlay = shared_prepared(Scenario(region=parsed.region)).overlay
    try:
        trained = train_for(parsed, overlay)
    except PolicyError as cause:
        return {REFUSED: str(cause)}
    last = trained.error.shape[0]
    at = np.unique(np.geomspace(1, last, _POINTS).round().astype(np.int64)) - 1
    agents = [min(agent, overlay.hotspots - 1) for agent in AGENTS]
    return {
        "episode": (at + 1).tolist(),
        "agents": agents,
        "error": [trained.error[at, agent].tolist() for agent in agents],
        "agreement": [trained.agreement[at, agent].tolist() for agent in agents],
        "mean_error": trained.error[at].mean(axis=1).tolist(),
        "mean_agreement": trained.agreement[at].mean(axis=1).tolist(),
        "episodes_until_agreed": trained.episodes_until(AGREED),
    }


@dataclass(frozen=True)
class Exploration:
    """How one kind of agent explores, and what it came to."""

    policy: str
    key: str  # temperature or exploration
    value: float
    row: Row


class TrainingCurves:
    """Trainings with several T and epsilon (Figure 7)."""

    def __init__(self, setup: ExperimentSetup) -> None:
        self._tasks = {
            (policy, key, value): train_task(setup, policy, key, value)
            for policy, (key, values) in VALUES.items()
            for value in values
        }

    def tasks(self) -> Iterator[Task]:
        """Yield every task."""
        yield from self._tasks.values()

    def explorations(self, results: Results) -> list[Exploration]:
        """Return what every training came to."""
        return [
            Exploration(*which, rows_of([task], results)[0])
            for which, task in self._tasks.items()
        ]


def curves_frame(explorations: list[Exploration]) -> "DataFrame":
    """Return the curves of the two agents, one row per agent and episode.

    Columns: ``policy``, ``parameter``, ``value``, ``agent``, ``episode``,
    ``error`` (mean absolute, to Q*), ``agreement`` (share of preferred sets).
    """
    import pandas as pd  # noqa: PLC0415 - heavy

    columns = ["policy", "parameter", "value", "agent", "episode", "error", "agreement"]
    frames = [
        pd.DataFrame(
            {
                "policy": each.policy,
                "parameter": SYMBOLS[each.key],
                "value": each.value,
                "agent": agent,
                "episode": each.row["episode"],
                "error": each.row["error"][position],
                "agreement": each.row["agreement"][position],
            }
        )
        for each in explorations
        if REFUSED not in each.row
        for position, agent in enumerate(each.row["agents"])
    ]
    return (
        pd.concat(frames, ignore_index=True)
        if frames
        else pd.DataFrame(columns=columns)
    )


class UnfinishedTraining:
    """DeliverAI-I and II after few and many episodes, against the optimum.

    Uniform demand at the highest load, as everywhere where one load must do.
    """

    def __init__(self, setup: ExperimentSetup) -> None:
        self._category = Category("uniform", PEAK_LOAD)
        changes = self._category.changes
        self._optimal = setup.tasks(DELIVERAI_2, *changes, "routing.policy=exact")
        self._tasks = {
            (policy, episodes): setup.tasks(
                policy, *changes, f"routing.episodes={episodes}"
            )
            for policy in LEARNT
            for episodes in EPISODES
        }

    def tasks(self) -> Iterator[Task]:
        """Yield every task."""
        yield from self._optimal
        for tasks in self._tasks.values():
            yield from tasks

    def frame(self, results: Results) -> "DataFrame":
        """Return the change against the optimum, one row per policy and episodes.

        Columns: ``policy``, ``episodes``, ``metric``, ``mean``, ``low``, ``high``
        (% or pp); ``refused`` instead, where the agents could not route yet.
        """
        import pandas as pd  # noqa: PLC0415 - heavy

        optimal = rows_of(self._optimal, results)
        lines: list[Row] = []
        for (policy, episodes), tasks in self._tasks.items():
            rows = rows_of(tasks, results)
            lines += _compared({"policy": policy, "episodes": episodes}, rows, optimal)
        return pd.DataFrame(lines)

    def between(self, results: Results) -> "DataFrame":
        """Return the change of I against II, one row per episodes and metric."""
        import pandas as pd  # noqa: PLC0415 - heavy

        lines: list[Row] = []
        for episodes in EPISODES:
            one, two = (
                rows_of(self._tasks[policy, episodes], results) for policy in LEARNT
            )
            lines += _compared({"episodes": episodes}, one, two)
        return pd.DataFrame(lines)


def _compared(line: Row, these: Sequence[Row], those: Sequence[Row]) -> Iterator[Row]:
    """Yield what one changes against the other, metric by metric."""
    refused = any(REFUSED in row for row in (*these, *those))
    for headline in HEADLINES:
        effect = None if refused else change(headline.kpi, these, those)
        yield {
            **line,
            "metric": headline.name,
            "unit": headline.unit,
            "refused": refused,
            "mean": None if effect is None else effect.mean,
            "low": None if effect is None else effect.low,
            "high": None if effect is None else effect.high,
        }
