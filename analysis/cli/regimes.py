"""``deliverai regimes``: a sweep over a hypercube as a map of who wins where."""

from pathlib import Path

import click

from analysis.cli import options
from analysis.cli.failures import DONE

_PATH = click.Path(path_type=Path)


@click.command(no_args_is_help=True)
@click.argument("folder", type=_PATH, metavar="SWEEP_FOLDER")
@click.option(
    "--out",
    type=_PATH,
    required=True,
    metavar="FILE.html",
    help="The page; one that is there is replaced.",
)
@options.measured("--km", 0, 1e6, "PRICE", "Of a kilometre.", 0.35)
@options.measured(
    "--vehicle-hour",
    0,
    1e6,
    "PRICE",
    "Of an hour of each of the vehicles that there must be.",
    20.0,
)
@options.measured("--handover", 0, 1e6, "PRICE", "Of handing one order over.", 0.2)
@options.measured("--late-minute", 0, 1e6, "PRICE", "Of a minute late.", 0.5)
@click.option(
    "--currency",
    default="EUR",
    show_default=True,
    metavar="TEXT",
    help="What prices are in.",
)
@click.option(
    "--at",
    "levels",
    multiple=True,
    metavar="KEY=VALUE,...",
    help="Where a range that is no axis is held in turn, such as "
    "hotspots.handover_s=0,30,120; absent: its ends and middle.",
)
@click.option(
    "--figures",
    type=_PATH,
    metavar="FOLDER",
    help="Write the maps into this new folder too, as PNG (needs the extra `images` "
    "and a Chromium).",
)
def regimes(  # noqa: PLR0913 - the options of the command
    *,
    folder: Path,
    out: Path,
    km: float,
    vehicle_hour: float,
    handover: float,
    late_minute: float,
    currency: str,
    levels: tuple[str, ...],
    figures: Path | None,
) -> int:
    """Say where each service of a study pays, and draw the map.

    SWEEP_FOLDER is one of `deliverai sweep` over a [latin_hypercube], such as that of
    studies/regimes. Surrogates of the paired differences say who wins between the
    points too, and where nobody can be told apart from the best.
    """
    from analysis.report import write_page
    from analysis.report.regimes_page import regimes_page
    from analysis.report.regimes_tables import shown_of
    from analysis.report.writing import again, check_page
    from analysis.sweeps.regimes.grids import layout_of
    from analysis.sweeps.regimes.outcomes import Prices, read_outcomes
    from analysis.sweeps.regimes.words import headline, sentences

    check_page("--out", out)
    if figures is not None:
        _check_figures(figures)
    prices = Prices(km, vehicle_hour, handover, late_minute, currency)
    outcomes = read_outcomes(folder, prices)
    layout = layout_of(outcomes.factors, dict(map(_level, levels)))
    asked = [
        *("--km", f"{km:g}", "--vehicle-hour", f"{vehicle_hour:g}"),
        *("--handover", f"{handover:g}", "--late-minute", f"{late_minute:g}"),
        *("--currency", currency),
        *(word for each in levels for word in ("--at", each)),
    ]
    command = again(out, "deliverai", "regimes", folder, "--out", out, *asked)
    shown = shown_of(outcomes, layout, command)
    page = regimes_page(shown)
    if figures is not None:
        from analysis.report.images import write_figures

        write_figures(page.figures(), figures, "png")
    write_page(page, out)
    for title, atlas, surveyed in (
        ("Cost of an order", shown.cost, shown.by_cost),
        ("Distance of an order, no less on time", shown.distance, shown.by_distance),
    ):
        click.echo(f"{title}. {headline(atlas, surveyed)}")
        for each in surveyed:
            for sentence in sentences(atlas, each):
                click.echo(f"- {sentence}")
    click.echo(f"Written: {out}")
    return DONE


def _check_figures(folder: Path) -> None:
    """Refuse at once what cannot be drawn."""
    from analysis.report.errors import ReportError
    from analysis.report.images import check_drawable
    from simulation.folders import check_new

    check_new(folder, ReportError)
    check_drawable()


def _level(text: str) -> tuple[str, list[float]]:
    """Return a key and its values."""
    from simulation.errors import RunError

    key, equals, values = text.partition("=")
    try:
        found = [float(value) for value in values.split(",")]
    except ValueError:
        found = []
    if not (key and equals and found):
        raise RunError(f"--at: is {text}, expected KEY=VALUE,... with numbers.")
    return key, found
