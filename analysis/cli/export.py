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
    type=click.Choice(["mdrp"]),
    required=True,
    metavar="mdrp",
    help="mdrp: the solution files that the evaluator of Grubhub's instances reads.",
)
@click.option(
    "--instance",
    type=click.Path(path_type=Path),
    required=True,
    metavar="FOLDER",
    help="The instance that the run is of, as it was published.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    required=True,
    metavar="FOLDER",
    help="The new folder of the files.",
)
@options.document
def export(*, run: str, format_: str, instance: Path, out: Path, as_json: bool) -> int:
    """Write a run as a solution of the instance that it is of.

    RUN is a run folder of the scenario that import wrote. What the instances do not
    allow, such as orders of two restaurants aboard at once, is refused.
    """
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
        document = {"format": format_, "instance": read.name, **said}
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
