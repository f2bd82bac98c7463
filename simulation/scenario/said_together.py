"""Keys that may not be said together, whoever said which first."""

from collections.abc import Mapping

from simulation.errors import ScenarioError
from simulation.scenario.conditions import is_traced
from simulation.scenario.effect_rules import OF_DRAWING
from simulation.scenario.models import Scenario

OVERRIDE = "--set"


def check_trace_alone(
    scenario: Scenario, said_in: Mapping[str, str], where: str
) -> None:
    """Refuse keys of drawn orders that are said together with a trace, or after it.

    Those of a base that the trace replaces are none of the user's; those of a study
    may be meant for its other points.

    Parameters
    ----------
    scenario
        As it is with all that was said.
    said_in
        Where each key was said, the latest last.
    where
        The scenario's own file.

    Raises
    ------
    ScenarioError
        Naming the key.
    """
    if not is_traced(scenario):
        return
    turns = list(said_in)
    traced = "demand.profile"
    since = turns.index(traced) if traced in said_in else -1
    for key in OF_DRAWING:
        if key not in said_in:
            continue
        label = said_in[key]
        by_hand = label == f"{OVERRIDE} {key}"
        later = said_in.get(traced) == where or turns.index(key) > since
        if by_hand or (label == where and later):
            raise ScenarioError(
                label,
                f'{key} has no effect where demand.profile is "trace"',
                "orders and times as the file has them, without this key",
            )
