"""``deliverai train``: routing tables learnt once and kept."""

from pathlib import Path

import click

from analysis.cli import options


@click.command()
@click.argument("scenario")
@options.out("The new table's folder, for routing.table.", required=True)
@options.changes
def train(
    scenario: str, out: Path, seed: str | None, overrides: tuple[str, ...]
) -> None:
    """Train the routing agents and keep their table.

    SCENARIO is a file or a shipped name; its routing says how.
    """
    from simulation.errors import PolicyError
    from simulation.folders import check_new
    from simulation.scenario import load_scenario

    loaded = load_scenario(scenario, options.all_overrides(seed, overrides))
    check_new(out, PolicyError)

    from analysis.cli.progress import ProgressLine
    from simulation.assemble.prepared import region_of
    from simulation.assemble.routing import train_for
    from simulation.network.overlay import Overlay
    from simulation.routing.q_learning.files import save_table

    region = region_of(loaded)
    overlay = Overlay(region.travel_time_s, region.distance_m)
    with ProgressLine("training") as progress:
        trained = train_for(loaded, overlay, progress.share)
    save_table(trained, out, loaded.seed)
    reached = trained.episodes_until(0.99)
    rows = [
        ("region", region.summary),
        ("policy", f"{loaded.routing.policy}, {loaded.routing.episodes:,} episodes"),
        ("mean absolute error to Q*", f"{trained.error[-1].mean():.2e}"),
        (
            "preferred sets equal to those of Q*",
            f"{100 * trained.agreement[-1].mean():.1f} %",
        ),
        ("99 % of the sets equal", f"after {reached:,} episodes" if reached else "no"),
        ("written to", str(out)),
    ]
    width = max(len(label) for label, _ in rows)
    for label, value in rows:
        click.echo(f"{label:<{width}}  {value}")
