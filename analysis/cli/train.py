"""``deliverai train``: tables learnt once and kept."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from analysis.cli import options

if TYPE_CHECKING:
    from simulation.scenario import Scenario


@click.command()
@click.argument("scenario")
@options.out(
    "The new table's folder, for routing.table or requests.table.", required=True
)
@options.changes
def train(
    scenario: str, out: Path, seed: str | None, overrides: tuple[str, ...]
) -> None:
    """Train the routing agents and keep their table.

    SCENARIO is a file or a shipped name; its routing says how. Where its
    requests.handler is reservation, arrivals are counted instead, in replications of
    their own, for requests.table.
    """
    from simulation.errors import PolicyError
    from simulation.folders import check_new
    from simulation.scenario import load_scenario

    loaded = load_scenario(scenario, options.all_overrides(seed, overrides))
    check_new(out, PolicyError)
    if loaded.requests.handler == "reservation":
        _count(loaded, out)
        return

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
    _tell(rows)


def _count(loaded: "Scenario", out: Path) -> None:
    """Count arrivals, and keep them."""
    from analysis.cli.progress import ProgressLine
    from simulation.arrivals import count_arrivals
    from simulation.assemble.prepared import region_of
    from simulation.sharing.arrivals import save_arrivals

    with ProgressLine("counting") as progress:
        arrivals = count_arrivals(loaded, progress.share)
    region = region_of(loaded)
    save_arrivals(arrivals, out, region.travel_time_s)
    hours = arrivals.observed_s / 3600
    rows = [
        ("region", region.summary),
        ("decisions counted", f"{arrivals.counts.sum():,} in {hours:.1f} h"),
        ("written to", str(out)),
    ]
    _tell(rows)


def _tell(rows: list[tuple[str, str]]) -> None:
    width = max(len(label) for label, _ in rows)
    for label, value in rows:
        click.echo(f"{label:<{width}}  {value}")
