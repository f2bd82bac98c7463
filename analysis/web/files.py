"""Files to keep of what is seen: the run folder, the report, the map, the scenario."""

import io
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.experiments.conduct import Outcome, keep
from analysis.experiments.titles import slug
from analysis.replay import film_of
from analysis.web.shows import Show
from simulation.errors import RunError
from simulation.scenario import scenario_to_toml


@dataclass(frozen=True)
class Kept:
    """A show at its end."""

    show: Show
    outcome: Outcome


@dataclass(frozen=True)
class File:
    """A kind of file that can be kept."""

    label: str
    media_type: str
    make: Callable[[Sequence[Kept]], bytes]
    together: bool = False  # of two plans one file, not one each


def file_of(shows: Sequence[Show], name: str) -> bytes:
    """Return a file of `FILES` made from a show, or from two where they go together.

    Raises
    ------
    RunError
        If a run is not at its end, or has failed.
    """
    kept = []
    for show in shows:
        if show.outcome is None:
            state = "has failed" if show.error else "is still under way"
            raise RunError(f"{show.label}: the run {state}, expected one at its end.")
        kept.append(Kept(show, show.outcome))
    return FILES[name].make(kept)


def kept_as(shows: Sequence[Show], name: str) -> str:
    """Return what a file is called, such as ``deliverai-ii-4-bays.map.html``."""
    titles = "-and-".join(slug(show.label)[:60].strip("-") for show in shows)
    return f"{titles}.{name}"


def _run_zip(kept: Sequence[Kept]) -> bytes:
    """Return the run folder as an archive with one folder in it."""
    [one] = kept
    name = slug(one.show.label)
    with tempfile.TemporaryDirectory() as place:
        keep(one.outcome, Path(place) / name)
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as into:
            for path in sorted((Path(place) / name).iterdir()):
                into.write(path, f"{name}/{path.name}")
    return archive.getvalue()


def _report(kept: Sequence[Kept]) -> bytes:
    from analysis.report import render  # noqa: PLC0415 - plotly is heavy
    from analysis.report.run_page.page import (  # noqa: PLC0415 - as above
        contents_of,
        run_page,
    )

    with tempfile.TemporaryDirectory() as place:
        folders = []
        for letter, one in zip("AB", kept, strict=False):
            folders.append(Path(place) / f"{letter}-{slug(one.show.label)}")
            keep(one.outcome, folders[-1])
        return render(run_page(contents_of(folders))).encode()


def _map(kept: Sequence[Kept]) -> bytes:
    from analysis.report.animated_map import (  # noqa: PLC0415 - plotly is heavy
        animated_map_page,
    )

    films = []
    for one in kept:
        assert one.show.region is not None  # the run has ended
        films.append(film_of(one.outcome.run, one.show.region))
    labels = [one.show.label for one in kept]
    return animated_map_page(films, " and ".join(labels), labels).encode()


def _scenario(kept: Sequence[Kept]) -> bytes:
    """Return the scenario file, headed by what was changed."""
    [one] = kept
    run = one.outcome.run
    head = [one.show.label, *(f"Changed: {each}" for each in one.show.changes)]
    lines = (" ".join(each.split()) for each in head)
    return "".join([*(f"# {line}\n" for line in lines), "\n"]).encode() + (
        scenario_to_toml(run.scenario).encode()
    )


FILES = {
    "run.zip": File("Run folder", "application/zip", _run_zip),
    "report.html": File("Report", "text/html", _report, together=True),
    "map.html": File("Animated map", "text/html", _map, together=True),
    "scenario.toml": File("Scenario file", "application/toml", _scenario),
}
