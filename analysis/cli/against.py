"""``deliverai region check --against``: a region's legs beside a routing engine's."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from analysis.cli import cells
from analysis.numbers import NOTHING, plain, signed

if TYPE_CHECKING:
    from analysis.engine.crosscheck import CrossCheck, Spread
    from simulation.region import Region

_COLUMNS = ("", "pairs", "bias", "median", "mean", "p95", "largest")


def check_against_osrm(  # noqa: PLR0913 -- one for each option
    region: "Region",
    data: Path | None,
    *,
    pairs: int,
    seed: int,
    worst: int,
    page: Path | None,
    as_json: bool,
) -> None:
    """Drive random pairs by region and by OSRM, and say how they differ."""
    from analysis.compare.export import check_targets
    from analysis.engine.crosscheck import cross_check

    check_targets(None, page)
    check = cross_check(region, data, pairs=pairs, seed=seed, worst=worst)
    if page is not None:
        from analysis.report import write_page
        from analysis.report.engine_page import engine_page

        write_page(engine_page(check), page)
    if as_json:
        click.echo(json.dumps(check.document(), indent=2, allow_nan=False))
        return
    _print(check)
    if page is not None:
        click.echo(f"Written: {page}")


def _print(check: "CrossCheck") -> None:
    from rich.console import Console

    from analysis.engine.causes import BEYOND_PERCENT
    from analysis.engine.crosscheck import answer, apart
    from analysis.engine.reasons import sentence

    console = Console(highlight=False)
    cells.say(answer(check))
    cells.head(f"Ours less {check.engine}, in % of the engine's; bias signed")
    rows = [
        _row("distance", check.distance()),
        _row("time", check.time()),
        _row(
            f"time / {check.pairs.time_factor:.3f}, the ratio of all times",
            check.time_over_factor(),
        ),
    ]
    cells.show(console, _COLUMNS, rows)
    for line in apart(check):
        cells.say(line)
    if check.causes:
        count = sum(each.pairs for each in check.causes)
        cells.head(f"Why {count:,} pairs differ by more than {BEYOND_PERCENT:.0f} %")
        for each in check.causes:
            place = f", {each.place}" if each.place else ""
            most = f"{signed(each.largest_percent)} %"
            cells.say(f"{each.pairs:,} (up to {most})  {each.kind}{place}")
    if check.worst:
        cells.head("The pairs that differ most, by distance")
    pairs = check.pairs
    for number, one in enumerate(check.worst, 1):
        row = one.row
        ends = [check.name(int(at[row])) for at in (pairs.origin, pairs.destination)]
        cells.say(
            f"{number}. {ends[0]} to {ends[1]}: ours {pairs.ours_m[row]:,.0f} m in "
            f"{pairs.ours_s[row]:,.0f} s, the engine {pairs.engine_m[row]:,.0f} m in "
            f"{pairs.engine_s[row]:,.0f} s. {sentence(one, pairs)}"
        )


def _row(name: str, spread: "Spread | None") -> tuple[str, ...]:
    if spread is None:
        return (name, "0", *[NOTHING] * 5)
    values = (spread.median, spread.mean, spread.p95, spread.largest)
    return (name, f"{spread.pairs:,}", signed(spread.bias), *map(plain, values))
