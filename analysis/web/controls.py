"""The controls' contents: what `controls.vue` shows, as plain values."""

from collections.abc import Callable, Sequence
from typing import Any

from analysis.web.files import FILES, kept_as
from analysis.web.knobs import Choice, Knob, Scope, knobs_of, meaning_of, value_of
from analysis.web.shows import Show
from analysis.web.view import Asked
from simulation.scenario import Scenario

Shown = dict[str, Any]  # ready for JSON


def shown_knobs(scenario: Scenario | None, asked: Asked, scope: Scope) -> list[Shown]:
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
        _shown(knob, asked.changes.get(knob.key, value_of(scenario, knob.key)), asked)
        for knob in knobs_of(scenario, scope)
    ]


def shown_region(
    scenario: Scenario | None,
    asked: Asked,
    regions: list[str],
    name_of: Callable[[str], str],
) -> list[Shown]:
    """Return the choice of a region; none without a scenario."""
    if scenario is None:
        return []
    now = name_of(str(asked.changes.get("region", scenario.region)))
    return [
        {
            "key": "region",
            "label": "Region",
            "kind": "choice",
            "values": regions if now in regions else [*regions, now],
            "value": now,
            "meaning": meaning_of("region"),
            "changed": "region" in asked.changes,
        }
    ]


def _shown(knob: Knob, value: Any, asked: Asked) -> Shown:  # noqa: ANN401 - any key's
    common = {
        "key": knob.key,
        "label": knob.label,
        "value": value,
        "meaning": meaning_of(knob.key),
        "changed": knob.key in asked.changes,
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


def shown_files(shows: Sequence[Show]) -> list[Shown]:
    """Return what can be kept of one run or of two; none before there is one.

    Of two plans the report and the map have both; the rest is of each.
    """
    every = "+".join(show.token for show in shows)
    files = []
    for name, file in FILES.items() if shows else ():
        if file.together or len(shows) == 1:
            files.append(_shown_file(name, file.label, every, shows))
            continue
        for letter, show in zip("AB", shows, strict=True):
            label = f"{file.label}, {letter}"
            files.append(_shown_file(name, label, show.token, [show]))
    return files


def _shown_file(name: str, label: str, token: str, shows: Sequence[Show]) -> Shown:
    href = f"/shows/{token}/files/{name}"
    return {"name": kept_as(shows, name), "label": label, "href": href}
