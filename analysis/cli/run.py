"""``deliverai run``: scenarios run on the same orders, side by side."""

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from analysis.cli import options
from analysis.cli.failures import (
    BAD_INPUT,
    DEBUG,
    DONE,
    FAILED,
    complain,
    sentence,
)
from analysis.cli.how_often import HowOften, how_often
from analysis.cli.notes import (
    note_deadlock,
    note_never_begun,
    note_traces,
    note_unused,
    note_without_effect,
)
from analysis.words import unlike

if TYPE_CHECKING:
    from analysis.experiments.conduct import Outcome
    from simulation.assemble import Prepared
    from simulation.scenario import Scenario


@click.command()
@click.argument("scenarios", nargs=-1, required=True, metavar="SCENARIO...")
@options.changes
@options.out(
    "Keep the run in this new folder; several in FOLDER/NAME each, NAME being "
    "the shipped name (FOLDER/paper/deliverai_2) or a file's name without .toml; "
    "replications in FOLDER/NAME/000 and so on."
)
@options.document
@how_often
def run(
    *,
    scenarios: tuple[str, ...],
    seed: str | None,
    overrides: tuple[str, ...],
    out: Path | None,
    as_json: bool,
    how: HowOften,
) -> int:
    """Run scenarios side by side on the same orders.

    SCENARIO is a file or a shipped name; seed and region are those of the first.
    """
    replicated = how.replicated()
    loaded = _loaded(scenarios, options.all_overrides(seed, overrides))
    names = unlike(each.name for each in loaded)
    note_without_effect(loaded, options.all_overrides(seed, overrides))
    if replicated:
        from analysis.cli.replicate import run_replications

        _note_other_demand(loaded)
        return run_replications(loaded, names, out, how, as_json=as_json)
    return _run_once(
        loaded, names, out, options.all_overrides(seed, overrides), as_json=as_json
    )


def _note_other_demand(loaded: list["Scenario"]) -> None:
    """Say that differences are not the policies' alone where orders differ."""
    if any(each.demand != loaded[0].demand for each in loaded):
        click.echo(
            "Note: the scenarios differ in demand, so their orders differ.", err=True
        )


def _run_once(
    loaded: list["Scenario"],
    names: list[str],
    out: Path | None,
    overrides: list[str],
    *,
    as_json: bool,
) -> int:
    """Run each scenario once, say what that comes to, return the exit code."""
    from analysis.experiments.conduct import log_beside

    folders = _folders(names, out)
    prepared = _prepared(loaded, names)
    _note_other_demand(loaded)
    note_traces(note for each in prepared for note in each.notes)
    note_unused(prepared, overrides)
    results: dict[str, dict[str, Any]] = {}
    code = DONE
    for index, name in enumerate(names):
        label = f"{name} ({index + 1} of {len(names)})" if len(names) > 1 else name
        folder = folders[index] if folders is not None else None
        with log_beside(folder, loaded[index], 0, prepared[index]) as log_to:
            outcome = _conducted(loaded[index], prepared[index], name, label, log_to)
            if outcome is None:
                code = code or FAILED
                continue
            note_never_begun(outcome.run)
            note_deadlock(outcome.run)
            if folder is not None and not _stored(outcome, folder):
                code, folder = BAD_INPUT, None
            results[name] = _summary(name, outcome, folder, hashed=as_json)
    if as_json:
        document = {"runs": list(results.values())}
        click.echo(json.dumps(document, indent=2, allow_nan=False))
    elif results:
        _show(loaded, prepared[0], results)
    return code


def _loaded(names: tuple[str, ...], overrides: list[str]) -> list["Scenario"]:
    """Return the scenarios, all with the seed of the first."""
    from simulation.errors import ScenarioError
    from simulation.scenario import load_scenario

    loaded = [load_scenario(name, overrides) for name in names]
    first = loaded[0]
    for name, each in zip(names, loaded, strict=True):
        if each.region != first.region:
            raise ScenarioError(
                f"{name}: region is {each.region}, expected {first.region} as in "
                f"{names[0]}: scenarios side by side share their orders."
            )
    return [each.model_copy(update={"seed": first.seed}) for each in loaded]


def _folders(names: list[str], out: Path | None) -> list[Path] | None:
    """Return where each run is kept, checked before anything runs."""
    if out is None:
        return None
    from simulation.errors import RunError
    from simulation.folders import check_new

    check_new(out, RunError)
    return [out] if len(names) == 1 else [out / name for name in names]


def _prepared(loaded: list["Scenario"], names: list[str]) -> list["Prepared"]:
    """Return every scenario prepared, so that none fails after another has run."""
    from analysis.cli.progress import ProgressLine
    from simulation.assemble import prepare

    shared: list[Prepared] = []
    for scenario, name in zip(loaded, names, strict=True):
        with ProgressLine(f"training for {name}") as progress:
            prepared = prepare(scenario, shared, progress.share)
        prepared.orders(scenario, 0)
        shared.append(prepared)
    return shared


def _conducted(
    scenario: "Scenario",
    prepared: "Prepared",
    name: str,
    label: str,
    log_to: Path | None,
) -> "Outcome | None":
    """Return the outcome, or None after saying why there is none."""
    from analysis.cli.progress import ProgressLine
    from analysis.experiments.conduct import conduct
    from simulation.errors import InputError

    try:
        with ProgressLine(label) as progress:
            return conduct(
                scenario, prepared=prepared, progress=progress.orders, log_to=log_to
            )
    except InputError:
        raise
    except Exception as cause:  # one failing run: the others go on
        if os.environ.get(DEBUG):
            raise
        complain(f"{name}: the run failed: {sentence(cause)}")
        return None


def _stored(outcome: "Outcome", folder: Path) -> bool:
    """Write a run folder; return whether that went well."""
    from analysis.experiments.conduct import keep
    from simulation.errors import InputError

    try:
        keep(outcome, folder)
    except InputError as cause:
        complain(str(cause))
        return False
    return True


def _summary(
    name: str, outcome: "Outcome", folder: Path | None, *, hashed: bool
) -> dict[str, Any]:
    """Return what is printed of a run, which may then be forgotten."""
    from analysis.cli.notes import suggested_warm_up

    return {
        "scenario": name,
        "seed": outcome.run.seed,
        "log_hash": outcome.run.log_hash if hashed else None,
        "folder": None if folder is None else str(folder),
        "kpis": outcome.kpis,
        "timing": outcome.timing,
        **suggested_warm_up(outcome.run),
    }


def _show(
    loaded: list["Scenario"], prepared: "Prepared", results: dict[str, dict[str, Any]]
) -> None:
    """Print the KPIs side by side, under what they were made from."""
    from rich.console import Console

    from analysis.cli.notes import warm_up_line
    from analysis.cli.side_by_side import print_side_by_side
    from analysis.metrics.terms import terms_of
    from simulation.scenario import scenario_to_dict

    region, first = prepared.region, loaded[0]
    click.echo(f"Region {region.summary}; seed {first.seed}.")
    print_side_by_side(
        Console(highlight=False),
        {name: result["kpis"] for name, result in results.items()},
        terms_of(map(scenario_to_dict, loaded)),
    )
    for name, result in results.items():
        if "warm_up" in result:
            click.echo(warm_up_line(name, **result["warm_up"]))
    for name, result in results.items():
        if result["folder"] is not None:
            click.echo(f"{name} written to {result['folder']}")
