"""``deliverai optimum``: how far services are from the fewest metres there could be."""

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from analysis.cli import options
from analysis.cli.failures import DONE
from analysis.cli.notes import note_without_effect

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from analysis.optimum.yardstick import Yardstick
    from simulation.scenario import Scenario


@click.command()
@click.argument("scenarios", nargs=-1, required=True, metavar="SCENARIO...")
@options.changes
@options.counted(
    "--replications", 1, 9_999, "Demands to measure, from replication 0 on.", 10
)
@options.counted(
    "--solve",
    0,
    12,
    "Compute the optimum of so many orders at most; two more take about eight times as "
    "long, and twelve several GB of memory.",
    8,
)
@options.document
def optimum(
    *,
    scenarios: tuple[str, ...],
    seed: str | None,
    overrides: tuple[str, ...],
    replications: int,
    solve: int,
    as_json: bool,
) -> int:
    """Measure services by the fewest kilometres that serve the same orders.

    Each SCENARIO is run on the same orders. Of few orders the optimum is computed, all
    orders known, each on time or no later than in the latest of the services, with
    vehicles that meet at hotspots; of more a bound that no service goes below:

    deliverai optimum baselines/stacked sharing/through --set demand.load_per_min=6
    --set demand.duration_min=1
    """
    given = options.all_overrides(seed, overrides)
    loaded = _loaded(scenarios, given)
    note_without_effect(loaded, given)
    measured = list(_measured(loaded, replications, solve))
    if as_json:
        document = {
            "instances": [
                asdict(each) | {"gaps": {name: each.gap(name) for name in scenarios}}
                for each in measured
            ]
        }
        click.echo(json.dumps(document, indent=2, allow_nan=False))
    else:
        _show(scenarios, measured)
    return DONE


def _loaded(names: "Sequence[str]", overrides: list[str]) -> "list[Scenario]":
    """Return the scenarios, all with region and seed of the first."""
    from simulation.errors import ScenarioError
    from simulation.scenario import load_scenario

    loaded = [load_scenario(name, overrides) for name in names]
    for number, name in enumerate(names):
        if name in names[:number]:
            raise ScenarioError(
                f"{name}: is given twice, expected different scenarios."
            )
        if loaded[number].region != loaded[0].region:
            raise ScenarioError(
                f"{name}: region is {loaded[number].region}, expected "
                f"{loaded[0].region} as in {names[0]}: they are measured on the same "
                "orders."
            )
    seed = {"seed": loaded[0].seed}
    return [
        each.model_copy(update=seed | {"name": name})
        for each, name in zip(loaded, names, strict=True)
    ]


def _measured(
    loaded: "list[Scenario]", replications: int, solve: int
) -> "Iterator[Yardstick]":
    """Yield what each replication comes to."""
    from analysis.cli.progress import ProgressLine
    from analysis.optimum.yardstick import measure
    from simulation.assemble import Prepared, prepare
    from simulation.simulation import simulate

    prepared: list[Prepared] = []
    for scenario in loaded:
        prepared.append(prepare(scenario, prepared))
    with ProgressLine("measuring") as progress:
        for replication in range(replications):
            runs = {
                scenario.name: simulate(scenario, replication, prepared=each)
                for scenario, each in zip(loaded, prepared, strict=True)
            }
            yield measure(runs, solve=solve)
            progress.share((replication + 1) / replications)


def _show(names: "Sequence[str]", measured: "Sequence[Yardstick]") -> None:
    from rich.console import Console

    from analysis.cli.cells import say, show
    from analysis.statistics import interval
    from analysis.words import counted

    def mean(values: "Sequence[float]", digits: int) -> str:
        found = interval(values)
        assert found is not None  # there is a replication at least
        if found.count == 1:
            return f"{found.mean:,.{digits}f}"
        return f"{found.mean:,.{digits}f} ± {found.reach:,.{digits}f}"

    rows = []
    least: dict[str, list[float | None]] = {
        "each order alone": [each.direct_km for each in measured],
        "optimum, nobody meets": [each.unmet_km for each in measured],
        "optimum, vehicles meet": [each.met_km for each in measured],
        "bound": [each.bound_km for each in measured],
    }
    for name, values in least.items():
        known = [value for value in values if value is not None]
        if len(known) == len(values):
            over = [
                1 - each.least_km / km if km and name != "bound" else 0.0
                for each, km in zip(measured, known, strict=True)
            ]
            shown = name == "bound" or not any(over)
            rows.append(
                (
                    name,
                    mean(known, 2),
                    "" if shown else mean([100 * each for each in over], 1),
                    "" if shown else f"{100 * max(over):.1f}",
                )
            )
    for name in names:
        gaps = [100 * each.gap(name) for each in measured]
        driven_km = [each.services_km[name] for each in measured]
        rows.append((name, mean(driven_km, 2), mean(gaps, 1), f"{max(gaps):.1f}"))
    solved = all(each.met_km is not None for each in measured)
    against = "optimum" if solved else "bound"
    show(
        Console(highlight=False),
        ("", "distance [km]", "too much [%]", "at most [%]"),
        rows,
    )
    orders = sorted({each.orders for each in measured})
    numbers = " to ".join(dict.fromkeys(f"{each}" for each in (orders[0], orders[-1])))
    say(
        f"\n{counted(len(measured), 'demand')} of {numbers} orders; too much is the "
        f"share of what is driven that is above the {against}. Means with 95 % "
        "intervals."
    )
    solve_s = sum(each.solve_s for each in measured) / len(measured)
    bound_s = sum(each.bound_s for each in measured) / len(measured)
    reached = 100 * min(each.reached for each in measured)
    say(
        f"CPU time, mean: optimum {solve_s:.1f} s, bound {bound_s:.1f} s; the bound's "
        f"program is solved to {reached:.2f} % at least."
    )
