"""The figures of a page as files: PNG or SVG, drawn by a browser."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Literal

from analysis.report.blocks import Figure
from analysis.report.drawing import height_px
from analysis.report.errors import ReportError
from simulation.folders import new_folder

Format = Literal["png", "svg"]

WIDTH_PX = 1100  # as on the page
_SCALE = 2  # pixels of a PNG for one of the page


def check_drawable() -> None:
    """Refuse at once what cannot end well.

    Raises
    ------
    ReportError
        If the extra or the browser that draws figures is missing.
    """
    try:
        import kaleido  # noqa: F401, PLC0415 - an extra
    except ImportError as cause:
        raise ReportError(
            "--figures: the package kaleido is not installed, expected the extra "
            "`images` (pip install 'deliverai[images]')."
        ) from cause
    from choreographer.browsers.chromium import Chromium  # noqa: PLC0415 - an extra

    if not Chromium.find_browser(skip_local=False):
        raise _no_browser()


def write_figures(
    figures: Sequence[Figure],
    folder: Path,
    file_format: Format,
    progress: Callable[[int, int], None] | None = None,
) -> list[Path]:
    """Write each figure as a file of a new folder, named like its anchor.

    They appear together or not at all.

    Raises
    ------
    ReportError
        If the folder exists, cannot be written, or no browser can draw.
    """
    check_drawable()
    names = []
    with new_folder(folder, ReportError) as draft:
        for done, figure in enumerate(figures):
            if progress is not None:
                progress(done, len(figures))
            name = f"{figure.anchor}.{file_format}"
            (draft / name).write_bytes(_drawn(figure, file_format))
            names.append(folder / name)
    return names


def _drawn(figure: Figure, file_format: Format) -> bytes:
    from choreographer.errors import (  # noqa: PLC0415 - an extra
        BrowserFailedError,
        ChromeNotFoundError,
    )

    size: dict[str, Any] = {"width": WIDTH_PX, "height": height_px(figure)}
    scale = _SCALE if file_format == "png" else 1
    try:
        image = figure.figure.to_image(format=file_format, scale=scale, **size)
    except ChromeNotFoundError as cause:
        raise _no_browser() from cause
    except (BrowserFailedError, RuntimeError, ValueError) as cause:
        reason = " ".join(str(cause).split())[:200].rstrip(".")
        raise ReportError(
            f"figure {figure.number}: the browser could not draw it ({reason}), "
            "expected a working Chromium."
        ) from cause
    return bytes(image)


def _no_browser() -> ReportError:
    return ReportError(
        "--figures: no Chromium or Chrome was found to draw figures with, expected one "
        "on the path or named by BROWSER_PATH."
    )
