"""``deliverai report``: one page about kept runs."""

import shlex
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
    required=True,
    type=click.Path(path_type=Path),
    metavar="FILE.html",
    help="The page; one that is there is replaced.",
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
    out: Path,
    question: str,
    figures: Path | None,
    file_format: str,
) -> int:
    """Write one page about kept runs.

    FOLDER is a run folder (`deliverai run --out`), a folder of several, or a sweep.
    Runs of one scenario are its replications; other scenarios are compared with the
    first. The page needs nothing else and asks nobody for anything.
    """
    from analysis.report.run_page import contents_of, run_page

    _check(out, figures)
    command = _command(folders, out, question)
    page = run_page(contents_of(folders, question, command))
    drawn = [] if figures is None else _drawn(page, figures, file_format)
    _write(page, out)
    click.echo(f"Written: {out}")
    if figures is not None:
        click.echo(f"Written: {len(drawn)} figures in {figures}")
    return DONE


def _check(out: Path, figures: Path | None) -> None:
    """Refuse at once what cannot be written, before anything is read."""
    from analysis.report.errors import ReportError
    from simulation.folders import check_new

    if out.suffix.lower() not in {".html", ".htm"}:
        raise ReportError(f"--out: is {out}, expected a file's name ending in .html.")
    if out.is_dir():
        raise ReportError(f"{out}: is a folder, expected the name of a page.")
    if not out.parent.is_dir():
        raise ReportError(f"{out}: its folder does not exist, expected one that does.")
    if figures is not None:
        from analysis.report.images import check_drawable

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


def _command(folders: tuple[Path, ...], out: Path, question: str) -> str:
    """Return what a user types for the same page, without the way to the folders.

    Where somebody keeps runs is nobody's business who reads the page.
    """
    names = [folder.name or "FOLDER" for folder in folders]
    words = ["deliverai", "report", *names, "--out", out.name]
    words += ["--question", question] if question else []
    return shlex.join(words)
