"""``deliverai export``: a run in the form that others read."""

import json
from pathlib import Path

import click

from analysis.cli import options
from analysis.cli.failures import DONE


@click.command()
@click.argument("run", metavar="RUN")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["csv", "mdrp"]),
    required=True,
    metavar="KIND",
    help="csv: its tables, deliveries, legs, vehicles, meetings and kpis, a file each. "
    "mdrp: the solution files that the evaluator of Grubhub's instances reads.",
)
@click.option(
    "--instance",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="The instance that the run is of, as it was published; for mdrp only.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    required=True,
    metavar="FOLDER",
    help="The new folder of the files.",
)
@options.document
def export(
    *, run: str, format_: str, instance: Path | None, out: Path, as_json: bool
) -> int:
    """Write the tables of a run, or a solution of the instance that it is of.

    RUN is a run folder; for mdrp of the scenario that import wrote. What the instances
    do not allow, such as orders of two restaurants aboard at once, is refused.
    """
    if (instance is None) == (format_ == "mdrp"):
        told = "none is" if instance is None else f"{instance} is"
        expected = "one with --format mdrp, and only there"
        raise click.UsageError(f"--instance: {told} given, expected {expected}.")
    if instance is None:
        rows = _tables(run, out)
        document = {"format": format_, "rows": rows}
        counts = ", ".join(f"{name} ({count:,} rows)" for name, count in rows.items())
        click.echo(json.dumps(document, indent=2) if as_json else f"{counts}.")
        if not as_json:
            click.echo(f"Written to {out}.")
        return DONE
    return _solution(run, instance, out, as_json=as_json)


def _tables(run: str, out: Path) -> dict[str, int]:
    """Write the tables of a run; return how many rows each has."""
    from analysis.compare.export import write_tables
    from simulation.errors import RunError
    from simulation.folders import check_new
    from simulation.record.run import Run

    check_new(out, RunError)
    finished = Run.read(run)
    meetings = finished.meetings
    for name in ("orders", "receivers"):  # several in a cell
        meetings[name] = [" ".join(map(str, each)) for each in meetings[name]]
    tables = {
        "deliveries": finished.deliveries.reset_index(),
        "legs": finished.legs,
        "vehicles": finished.vehicles.reset_index(),
        "meetings": meetings,
        "kpis": finished.kpis.reset_index(),
    }
    write_tables(out, tables)
    return {name: len(table) for name, table in tables.items()}


def _solution(run: str, instance: Path, out: Path, *, as_json: bool) -> int:
    """Write a run as a solution of the instance that it is of."""
    from analysis.compare.mdrp_solution import mdrp_solution, summary, write_solution
    from simulation.demand.datasets.mdrp import read_mdrp
    from simulation.errors import RunError
    from simulation.folders import check_new
    from simulation.record.run import Run

    check_new(out, RunError)
    read = read_mdrp(instance)
    finished = Run.read(run)
    solution = mdrp_solution(finished, read, run)
    write_solution(out, solution, finished)
    said = summary(solution, finished)
    if as_json:
        document = {"format": "mdrp", "instance": read.name, **said}
        click.echo(json.dumps(document, indent=2))
        return DONE
    click.echo(
        f"{said['delivered']:,} of {said['orders']:,} orders in "
        f"{said['assignments']:,} assignments, {said['orders_per_bundle']:.2f} in each."
    )
    if said["open"]:
        click.echo(f"Not delivered, and in no file: {said['open']:,}.")
    if said["pickups_after_off"]:
        click.echo(
            f"Pickups after the courier's off time, which the evaluator refuses: "
            f"{said['pickups_after_off']:,} (fleet.peripheral.last_call_s)."
        )
    click.echo(f"Written to {out}.")
    return DONE
