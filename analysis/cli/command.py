"""The command's front door; each subcommand imports what it needs when it is run."""

import click

from analysis.cli.compare import compare
from analysis.cli.export import export
from analysis.cli.failures import guarded
from analysis.cli.fit_speeds import fit_speeds
from analysis.cli.fork import fork
from analysis.cli.import_ import import_
from analysis.cli.locate import locate
from analysis.cli.optimum import optimum
from analysis.cli.query import query
from analysis.cli.regimes import regimes
from analysis.cli.region import region
from analysis.cli.report import report
from analysis.cli.reproduce import reproduce
from analysis.cli.resilience import resilience
from analysis.cli.run import run
from analysis.cli.scenario import scenario
from analysis.cli.size import size
from analysis.cli.sweep import sweep
from analysis.cli.train import train
from analysis.cli.validate import validate
from analysis.cli.web import web


@click.group(
    name="deliverai",
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(package_name="deliverai", message="%(prog)s %(version)s")
@click.pass_context
def cli(context: click.Context) -> None:
    """Simulate last-mile deliveries that share vehicles between hotspots.

    Start with: deliverai run paper/point_to_point paper/deliverai_2
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


for command in (
    run,
    import_,
    export,
    sweep,
    optimum,
    locate,
    query,
    regimes,
    size,
    fork,
    compare,
    validate,
    resilience,
    report,
    reproduce,
    train,
    fit_speeds,
    scenario,
    region,
    web,
):
    cli.add_command(command)


def main(arguments: list[str] | None = None) -> int:
    """Run the command and return its exit code.

    0 done, 1 a run failed, 2 bad input, 130 interrupted.
    """
    return guarded(cli, arguments)
