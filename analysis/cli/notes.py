"""Notes beside results: keys without effect, how traces were read, the warm-up."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from simulation.assemble import Prepared
    from simulation.record.run import Run
    from simulation.scenario import Scenario


def note_without_effect(
    scenarios: Sequence["Scenario"], overrides: Sequence[str]
) -> None:
    """Say which keys of ``--set`` and ``--seed`` change nothing in any scenario.

    And which keys of interventions do not while these hold.
    """
    from simulation.scenario import read_overrides, without_effect_in_any
    from simulation.scenario.values import leaves

    keys = [key for key, _ in leaves(read_overrides(overrides))]
    for key, why in without_effect_in_any(scenarios, keys).items():
        note(key, why)
    for said, why in dict.fromkeys(
        found for each in scenarios for found in _idle_interventions(each)
    ):
        note(said, why)


def _idle_interventions(scenario: "Scenario") -> Iterator[tuple[str, str]]:
    """Yield the keys of interventions that change nothing while these hold, and why."""
    from simulation.scenario import without_effect
    from simulation.scenario.changing import scenario_under

    for each in scenario.interventions:
        if not each.where.everywhere:
            continue
        now = scenario_under(scenario, [each], scenario.name)
        for key, why in without_effect(now, [*each.set, *each.scale]).items():
            yield f'{key} of the intervention "{each.what}"', why


def note_unused(prepared: Iterable["Prepared"], overrides: Sequence[str]) -> None:
    """Say which keys of ``--set`` change nothing on any of the traces."""
    from simulation.assemble import unused_on
    from simulation.scenario import read_overrides
    from simulation.scenario.values import leaves

    traces = [each.trace for each in prepared]
    unused = [{} if trace is None else unused_on(trace) for trace in traces]
    for key, _ in leaves(read_overrides(overrides)):
        if all(key in each for each in unused):
            note(key, unused[0][key])


def note(key: str, why: str) -> None:
    """Say that a key has no effect."""
    click.echo(f"Note: {key} has no effect: {why}.", err=True)


def note_never_begun(run: "Run") -> None:
    """Say what was to happen in a run and comes after its end."""
    from analysis.metrics.disturbances import never_begun

    for each in never_begun(run):
        note(each, f"{run.scenario.name} is over before it begins")


def note_deadlock(run: "Run") -> None:
    """Say where full hotspots have blocked each other in a run."""
    from analysis.metrics.storage import storage_deadlock

    said = storage_deadlock(run)
    if said:
        click.echo(f"{run.scenario.name}: {said}", err=True)


def note_traces(notes: Iterable[str]) -> None:
    """Say how traces were read where that may be otherwise than meant, each once."""
    for each in dict.fromkeys(notes):
        click.echo(f"Note: {each}", err=True)


def suggested_warm_up(run: "Run") -> dict[str, Any]:
    """Return the key ``warm_up`` of a run's JSON; nothing without a horizon."""
    from analysis.metrics.under_way import under_way_per_min
    from analysis.statistics import warm_up_of

    if run.scenario.horizon_s is None:
        return {}
    warm_up = warm_up_of(under_way_per_min(run).tolist())
    return {
        "warm_up": {
            "suggested_min": warm_up.observations,
            "of_min": warm_up.of,
            "after_min": warm_up.after,
            "window_min": list(run.scenario.report.window_min),
        }
    }


def warm_up_line(
    name: str,
    suggested_min: int | None,
    of_min: int,
    after_min: int,
    window_min: Sequence[float],
) -> str:
    """Return what MSER-5 suggests, beside the window that is used."""
    start, end = window_min
    of = f"{of_min} minutes" + (f" from minute {after_min} on" if after_min else "")
    says = (
        f"the {of} are too few to tell"
        if suggested_min is None
        else f"leave out the first {suggested_min} of {of}"
    )
    return (
        f"Warm-up of {name}, by MSER-5 on orders under way: {says} "
        f"(report.window_min is [{start:g}, {end:g}])."
    )
