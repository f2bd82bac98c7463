"""``deliverai report``: one page about kept runs."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from analysis.cli.failures import DONE

if TYPE_CHECKING:
    from analysis.report.page import Page


@click.command()
@click.argument(
    "folders",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path),
    metavar="FOLDER...",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE.html",
    help="The page; one that is there is replaced.",
)
@click.option(
    "--animated-map",
    type=click.Path(path_type=Path),
    metavar="FILE.html",
    help="Write one run folder, or two side by side, as a map that plays, into this "
    "new file; it needs no network.",
)
@click.option("--question", default="", metavar="TEXT", help="Stands on the page.")
@click.option(
    "--figures",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Write every figure into this new folder too (needs the extra `images` and a "
    "Chromium).",
)
@click.option(
    "--format",
    "file_format",
    type=click.Choice(["png", "svg"]),
    metavar="FORMAT",
    default="png",
    show_default=True,
    help="Of the figures: png or svg.",
)
def report(
    *,
    folders: tuple[Path, ...],
    out: Path | None,
    animated_map: Path | None,
    question: str,
    figures: Path | None,
    file_format: str,
) -> int:
    """Write one page about kept runs.

    FOLDER is a run folder (`deliverai run --out`), a folder of several, or a sweep.
    Runs of one scenario are its replications; other scenarios are compared with the
    first. The page needs nothing else and asks nobody for anything.
    """
    _check(out, animated_map, figures)
    map_page = None
    if animated_map is not None:
        from analysis.report.animated_map import animated_map_of

        map_page = animated_map_of(folders)  # before any file is written
    if out is not None:
        from analysis.report.run_page import contents_of, run_page
        from analysis.report.writing import again

        options = ["--question", question] if question else []
        command = again(out, "deliverai", "report", *folders, "--out", out, *options)
        page = run_page(contents_of(folders, question, command))
        drawn = [] if figures is None else _drawn(page, figures, file_format)
        _write(page, out)
        click.echo(f"Written: {out}")
        if figures is not None:
            click.echo(f"Written: {len(drawn)} figures in {figures}")
    if animated_map is not None and map_page is not None:
        from analysis.report import write_document

        write_document(map_page, animated_map)
        click.echo(f"Written: {animated_map}")
    return DONE


def _check(out: Path | None, animated_map: Path | None, figures: Path | None) -> None:
    """Refuse at once what cannot be written, before anything is read."""
    from analysis.report.errors import ReportError
    from analysis.report.writing import check_page
    from simulation.folders import check_new

    if out is None and animated_map is None:
        raise ReportError(
            "report: has no --out and no --animated-map, expected a file."
        )
    for option, file in (("--out", out), ("--animated-map", animated_map)):
        if file is not None:
            check_page(option, file)
    if animated_map is not None:
        check_new(animated_map, ReportError)
    if figures is not None:
        from analysis.report.images import check_drawable

        if out is None:
            raise ReportError("--figures: are those of a page, expected --out too.")
        check_new(figures, ReportError)
        check_drawable()


def _drawn(page: "Page", folder: Path, file_format: str) -> list[Path]:
    """Return the files of the figures, written under a progress bar."""
    from analysis.cli.progress import ProgressLine
    from analysis.report.images import write_figures

    with ProgressLine("drawing figures") as progress:
        return write_figures(
            page.figures(),
            folder,
            "svg" if file_format == "svg" else "png",
            progress.orders,
        )


def _write(page: "Page", out: Path) -> None:
    from analysis.report import write_page

    write_page(page, out)
