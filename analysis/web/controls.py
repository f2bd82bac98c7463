"""The controls' contents: what `controls.vue` shows, as plain values."""

from collections.abc import Callable, Sequence
from typing import Any

from analysis.web.files import FILES, file_name
from analysis.web.knobs import Choice, Knob, Scope, knobs_of, meaning_of, value_of
from analysis.web.live_runs import LiveRun
from analysis.web.view import PlanChoice
from simulation.scenario import Scenario

Control = dict[str, Any]  # ready for JSON


def knob_controls(
    scenario: Scenario | None, choice: PlanChoice, scope: Scope
) -> list[Control]:
    """Return the knobs of a plan with their values; none without a scenario.

    Parameters
    ----------
    scenario
        The plan as it was last when all was well with it.
    asked
        What is asked for, which may not be well.
    scope
        Whose knobs.
    """
    if scenario is None:
        return []
    return [
        _knob_control(
            knob, choice.changes.get(knob.key, value_of(scenario, knob.key)), choice
        )
        for knob in knobs_of(scenario, scope)
    ]


def region_control(
    scenario: Scenario | None,
    choice: PlanChoice,
    regions: list[str],
    name_of: Callable[[str], str],
) -> list[Control]:
    """Return the choice of a region; none without a scenario."""
    if scenario is None:
        return []
    now = name_of(str(choice.changes.get("region", scenario.region)))
    return [
        {
            "key": "region",
            "label": "Region",
            "kind": "choice",
            "values": regions if now in regions else [*regions, now],
            "value": now,
            "meaning": meaning_of("region"),
            "changed": "region" in choice.changes,
        }
    ]


def _knob_control(
    knob: Knob,
    value: Any,  # noqa: ANN401 - any key's
    choice: PlanChoice,
) -> Control:
    common = {
        "key": knob.key,
        "label": knob.label,
        "value": value,
        "meaning": meaning_of(knob.key),
        "changed": knob.key in choice.changes,
    }
    if isinstance(knob, Choice):
        values = knob.values if value in knob.values else (*knob.values, value)
        return {**common, "kind": "choice", "values": list(values)}
    number = value if isinstance(value, int | float) else knob.number
    return {
        **common,
        "kind": "range",
        "least": min(knob.least, number),
        "most": max(knob.most, number),
        "step": knob.step if knob.whole else "any",
        "unit": knob.unit,
        "word": knob.word,
        "number": number,
    }


def file_links(runs: Sequence[LiveRun]) -> list[Control]:
    """Return what can be downloaded of one run or of two; none before there is one.

    Of two plans the report and the map have both; the rest is of each.
    """
    every = "+".join(live_run.token for live_run in runs)
    files = []
    for name, file in FILES.items() if runs else ():
        if file.together or len(runs) == 1:
            files.append(_file_link(name, file.label, every, runs))
            continue
        for letter, live_run in zip("AB", runs, strict=True):
            label = f"{file.label}, {letter}"
            files.append(_file_link(name, label, live_run.token, [live_run]))
    return files


def _file_link(name: str, label: str, token: str, runs: Sequence[LiveRun]) -> Control:
    href = f"/runs/{token}/files/{name}"
    return {"name": file_name(runs, name), "label": label, "href": href}
